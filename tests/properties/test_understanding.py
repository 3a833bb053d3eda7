"""Any text ends in a record or a rejection, alike every time, with true spans, in time that grows with its length."""

import sys
from itertools import pairwise
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.parser.parse import parse_file
from services.parser.sandbox.port import Answer, Parsed, Request
from shared.contract.result import Rejected
from tests.properties.test_assembling import LINES

MORE = (
    "Transkript",
    "Relaterede dokumenter",
    "Sag nr. 130",
    "Åbent - 00.32.00-S00-2-16",
    "1 Byrådet Referat Mødedato: 3. maj 2021 Mødested: Salen Fraværende: Ingen Side 1",
    "2 Indholdsfortegnelse Side 1. Ny bro Lukket - Køb af jord Underskrifter...4",
    "3 1. Ny bro Sagsnr.: 21/7 Sagsfremstilling: Broen er gammel. Indstilling: at den males. Beslutning: Godkendt. 2",
    "som beskrevet i notatet.Indstilling",
)
texts = st.lists(st.one_of(st.sampled_from((*LINES, *MORE, "")), st.text(max_size=30)), max_size=40).map("\n".join)
UNITS = {
    "items": "{n}. Godkendelse af sag {n}\nBeslutning\nGodkendt.\n\n",
    "titles above numbers": "Titel på sag {n}\nSag nr. {n}\nBeslutning\nGodkendt.\n\n",
    "a contents list": "Godkendelse af sag {n} ....... {n}\n",
    "one line of items": "{n}. Sag Sagsnr.: 1/{n} Beslutning: Godkendt. ",
    "one line of labels": "Fraværende: Afbud: Sagsnr.: Dato: ",
    "one line of names": "Karen Lund, Jens Holm og ",
    "glued headings": "som i notatet.Indstilling Det sker.\n",
    "decisions": "Beslutning i Byrådet den 3. maj 2021\nGodkendt.\n",
}
TEN_TIMES = 12  # what ten times the text may cost: a little more than ten


@settings(max_examples=150, deadline=None)
@given(texts)
def test_any_text_becomes_a_record_or_a_rejection(text: str) -> None:
    """Spans lie in the text, items follow one another without overlap, and a second reading says the same."""
    answer = _read(text)
    assert isinstance(answer, Parsed | Rejected)
    assert _read(text) == answer
    if isinstance(answer, Parsed):
        spans = [item.span for item in answer.record.items if item.sections]
        assert all(0 <= start <= end <= len(answer.text) for start, end in spans)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))


@pytest.mark.parametrize("beginning", ["", "Byrådet. Referat\n\nTranskript\n\n1 Byrådet Dato: 3. maj 2021\n\n2 "])
@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_work_grows_with_the_text(unit: str, beginning: str) -> None:
    """Ten times the text takes about ten times the calls."""
    short, long = (beginning + "".join(unit.format(n=n) for n in range(1, count)) for count in (100, 1_000))
    _read(short)

    assert _calls(long) <= TEN_TIMES * _calls(short)


def _read(text: str) -> Answer:
    return parse_file(text.encode("utf-8", "replace"), Request(sha256="", parser_version=""))


def _calls(text: str) -> int:
    """Count the calls, of Python's and of built-in functions, that reading a text takes."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(note)
    try:
        _read(text)
    finally:
        sys.setprofile(None)
    return count
