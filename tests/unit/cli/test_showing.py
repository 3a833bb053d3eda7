"""How old what is missing is, and what a terminal is spared."""

from datetime import UTC, datetime, timedelta

import pytest

from services.cli.showing import missing_row, survey_row
from shared.stage import Gap
from shared.sweeping import Survey


def _gap(age: timedelta, prefix: str = "165") -> Gap:
    return Gap(stage="parse", prefix=prefix, missing=1234, oldest=datetime.now(UTC) - age, work=())


@pytest.mark.parametrize(
    ("age", "told"),
    [
        (timedelta(seconds=100.4), "100 s"),
        (timedelta(minutes=90), "90 min"),
        (timedelta(hours=30), "30 h"),
        (timedelta(days=2), "2 days"),
        (timedelta(days=-1), "0 s"),
    ],
)
def test_an_age_is_told_in_the_unit_that_fits(age: timedelta, told: str) -> None:
    """Two significant figures are enough to know whether somebody must get up."""
    assert missing_row(_gap(age)) == ("parse", "165", "1,234", told)


def test_a_prefix_of_somebody_elses_steers_nothing() -> None:
    """Neither escapes nor marks of colour get through to the terminal."""
    assert missing_row(_gap(timedelta(), "[red]\x1b[31m"))[1] == "\\[red]\ufffd[31m"


def test_too_many_hints_to_tell_are_told_as_that() -> None:
    """Unknown is an answer."""
    survey = Survey(gap=_gap(timedelta()), seconds=0, held_back=2, on_the_way=None, left=5, now=())

    assert survey_row(survey, 0)[-3:] == ("2", "many", "0")
