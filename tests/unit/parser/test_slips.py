"""Headings in which a converter has made a slip are still headings; other words are not."""

import pytest

from services.parser.parse import parse_file
from services.parser.sandbox.port import Parsed, Request
from services.parser.vocabulary.slips import Slips

WORDS = ("sagsfremstilling", "økonomiske konsekvenser", "beslutning", "bilag")


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("sagsfremstiling", "sagsfremstilling"),
        ("sags fremstilling", "sagsfremstilling"),
        ("sagsfremstillling", "sagsfremstilling"),
        ("sagsfremstjlling", "sagsfremstilling"),
        ("økonomiskekonsekvenser", "økonomiske konsekvenser"),
        ("økonomisk konsekvenser", "økonomiske konsekvenser"),
        ("beslutnng", "beslutning"),
        ("beslutningen", None),
        ("beslutninge", None),
        ("bilg", None),
        ("sagen", None),
        ("besætning", None),
        ("x" * 1000, None),
    ],
)
def test_one_slip_is_seen_through(line: str, word: str | None) -> None:
    """One letter or blank may be wrong; a longer form, a short word and another word are none."""
    assert Slips(WORDS).find(line) == word


def test_a_section_begins_at_a_heading_with_a_slip() -> None:
    """The heading is kept as it is written."""
    text = """
# Referat Teknikudvalget den 14. marts 2023

## Punkt 1: Ny sti

### Sags fremstilling

Stien er smal.

### Beslutnng

Godkendt.
"""
    answer = parse_file(text.encode(), Request(sha256="", parser_version=""))
    assert isinstance(answer, Parsed)
    (item,) = answer.record.items

    assert [section.heading for section in item.sections] == ["Sags fremstilling", "Beslutnng"]
    assert [decision.outcome for decision in item.decisions] == ["approved"]
