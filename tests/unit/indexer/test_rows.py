"""Rows: a pure function of the result, whole, placed, and held to the contract."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.indexer.rows import rows
from shared.contract.codes import Outcome, WarningCode
from shared.contract.record import Meeting, RecordWarning
from shared.contract.result import Result
from shared.errors import ContractError
from tests.unit.indexer.building import delivery, key_of, parsed, rejected


def _rows(result: Result) -> Any:
    return rows(result, key_of(result), "e1")


def test_every_span_points_at_what_it_tells() -> None:
    """Sections, votes, names and attachments are found in the text at their own place."""
    result = parsed()
    made = _rows(result)

    assert result.text
    for table in ("sections", "decisions", "attendances", "attachments"):
        for row in made[table]:
            told = row.get("text") or row.get("name") or row.get("title")
            place = result.text[row["span_start"] : row["span_end"]]
            assert told in place or told == "Anbefales."
    assert all(row["span_start"] < row["span_end"] for row in made["votes"])


def test_each_side_of_a_ballot_is_a_row() -> None:
    """A side that is not mentioned is no row; count, parties and names are as written."""
    votes = _rows(parsed(titles=("Et",)))["votes"]

    assert [(vote["ballot"], vote["on"], vote["side"], vote["count"]) for vote in votes] == [
        (0, "ændringsforslaget", "against", 7),
        (1, None, "for", 5),
        (1, None, "against", None),
    ]
    assert votes[1]["names"] == ["Asta Birk"]
    assert votes[2]["parties"] == ["Q"]


def test_a_warning_about_no_item_of_ours_is_about_the_document() -> None:
    """An index that points nowhere is not followed."""
    astray = RecordWarning(code=WarningCode.MISSING_ITEM, detail="?", item=99)

    (row,) = _rows(parsed(warnings=(astray,)))["warnings"]

    assert (row["agenda_item_id"], row["span_start"]) == (None, None)


@pytest.mark.parametrize(
    ("written", "stored"),
    [("2026-11-17", date(2026, 11, 17)), ("2026-02-30", None), ("17/11 2026", None), (None, None)],
)
def test_what_is_no_date_is_not_stated(written: str | None, stored: date | None) -> None:
    """A date that the calendar does not have is nobody's date."""
    made = _rows(parsed(meeting=Meeting(body="Byrådet", date=written)))

    assert made["documents"][0]["date"] == made["meetings"][0]["date"] == stored


def test_the_folder_names_the_municipality_before_the_text() -> None:
    """A file that lies with 316 is of 316, whatever it says of itself."""
    assert _rows(parsed(delivery(prefix="316")))["documents"][0]["municipality_code"] == "316"


def test_a_rejection_has_a_delivery_and_nothing_else() -> None:
    """Its code and sentence stand in the delivery."""
    made = _rows(rejected(delivery(prefix="0165"), detail="why"))
    (row,) = made["deliveries"]

    assert (row["outcome"], row["reason"], row["detail"]) == ("rejected", "no_text", "why")
    assert {table for table, found in made.items() if found} == {"deliveries"}


def test_the_parser_version_is_that_of_the_key() -> None:
    """A refusal carries none of its own."""
    (row,) = rows(replace(rejected(), parser_version=""), key_of(rejected(), "12"), "e")["deliveries"]

    assert row["parser_version"] == "12"


@pytest.mark.parametrize(
    "broken",
    [
        replace(parsed(), record=None),
        replace(parsed(), outcome=Outcome.REJECTED),
        replace(rejected(), rejected=None),
        replace(rejected(), outcome=Outcome.WITHDRAWN),
        parsed(delivery(dropped_at="yesterday")),
        parsed(delivery(dropped_at="2026-11-25T14:05:00")),
    ],
)
def test_a_result_that_contradicts_itself_is_refused(broken: Result) -> None:
    """An outcome and what comes with it agree, and the drop's clock is a moment."""
    with pytest.raises(ContractError):
        _rows(broken)


@pytest.mark.parametrize("key", ["", "1/306.json", "1/306/a@v", "1/306/a.json", "1/@v.json"])
def test_a_key_of_another_shape_is_refused(key: str) -> None:
    """Rows are made of results alone."""
    with pytest.raises(ContractError):
        rows(parsed(), key, "e")
