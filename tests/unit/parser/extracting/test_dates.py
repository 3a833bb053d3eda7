"""Dates and times in every shape that minutes use."""

import pytest

from services.parser.extracting.dates import find_dates, find_times, first_date


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Mandag d. 25. januar 2021 kl. 17:00", "2021-01-25"),
        ("d. 12-04-2021", "2021-04-12"),
        ("14.12.2021", "2021-12-14"),
        ("den 9/10 2019", "2019-10-09"),
        ("1. 3. 2007", "2007-03-01"),
        ("Onsdag 9. okt 2019", "2019-10-09"),
        ("12-juni-2002", "2002-06-12"),
        ("Onsdag, April 3, 2019 - 18:00", "2019-04-03"),
        ("14.12.21", "2021-12-14"),
    ],
)
def test_every_shape_of_date_is_found(text: str, iso: str) -> None:
    """Each way of writing a date gives the same ISO form."""
    assert first_date(text) == iso


@pytest.mark.parametrize(
    "text",
    [
        "15.00.00-A00-35-20",
        "00.22.00-3584-18",
        "330-2021-15739",
        "2021-056745",
        "kl. 19.00-23.55",
        "31.02.2020",
        "Kapitel 3.2",
    ],
)
def test_numbers_that_look_like_dates_are_none(text: str) -> None:
    """Case numbers, clock times and impossible days are no dates."""
    assert first_date(text) is None


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("kl. 17:00", ("17:00", None)),
        ("kl. 8", ("08:00", None)),
        ("Mødet den 14.12.2021 kl. 09.00 - 09.30", ("09:00", "09:30")),
        ("Kl. 12:00-15:00", ("12:00", "15:00")),
        ("Den 18. maj 2015, kl. 19.00-23.55", ("19:00", "23:55")),
        ("i alt 3 sager", (None, None)),
    ],
)
def test_times_and_ranges_are_found(text: str, times: tuple[str | None, str | None]) -> None:
    """A clock time is read as HH:MM, a range as two."""
    assert find_times(text) == times


def test_a_weekday_is_checked_against_its_date() -> None:
    """A weekday that does not belong to its date is told."""
    right, wrong = (next(find_dates(text)) for text in ("Mandag d. 25. januar 2021", "Tirsdag d. 25. januar 2021"))

    assert right.weekday_fits is True
    assert wrong.weekday_fits is False
