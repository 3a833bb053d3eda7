"""Keys: the same thing has the same one, two things never share one."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.indexer.identity import body_key, body_name, key_of, meeting_key, passage_number
from shared.contract import keys


@pytest.mark.parametrize(
    "spelling",
    [
        "Teknik- og Miljøudvalget",
        "TEKNIK- OG MILJØUDVALGET",
        "Teknik- og Miljøudvalget (2022-2025)",
        "Teknik- og  Miljøudvalget (2022 – 2025)",
        "Teknik‑ og Miljøudvalget",
        "Teknik -  og\u00a0Miljøudvalget.",
        "Teknik- og Miljø\u00adudvalget (2022-25)",
    ],
)
def test_all_spellings_of_a_body_are_one(spelling: str) -> None:
    """Case, term, white space and hyphen variants make no other body."""
    assert body_key(spelling) == body_key("Teknik- og Miljøudvalget")


def test_what_is_no_term_stays_in_the_name() -> None:
    """Only a term in brackets is taken out of a body's name."""
    assert body_name("Ungerådet (16-25 år)") == "Ungerådet (16-25 år)"
    assert body_name("Byrådet (2022-2025)") == "Byrådet"
    assert body_name("(2022-2025)") == ""


@given(st.text(), st.text())
def test_no_two_natural_keys_are_confused(one: str, two: str) -> None:
    """Where one part ends and the next begins can't be forged, whatever the parts hold."""
    assert key_of("document", one, two) == key_of("document", one, two)
    assert key_of("document", one, two) != key_of("document", one + two)
    assert key_of("document", one, two) != key_of("delivery", one, two)
    assert 0 <= passage_number(key_of("section", one)) < 2**63


def test_a_document_that_does_not_say_its_meeting_has_its_own() -> None:
    """Without a municipality, body or date two documents are never of one meeting."""
    one, two = key_of("document", "a"), key_of("document", "b")
    full: dict[str, Any] = {"municipality": "306", "body": "byrådet", "day": date(2026, 1, 2), "sitting": 1}

    assert meeting_key(**full, document=one) == meeting_key(**full, document=two)
    for missing in ("municipality", "body", "day"):
        partial = full | {missing: None}
        assert meeting_key(**partial, document=one) != meeting_key(**partial, document=two)


def test_parser_versions_order_as_numbers() -> None:
    """10 comes after 9, and what is no number before all numbers."""
    versions = ["10", "9", "1.10", "1.9", "f00d", "v2", ""]

    assert sorted(versions, key=keys.version_order) == ["", "f00d", "1.9", "1.10", "v2", "9", "10"]
