"""Facts are read in time that grows with the text: no pattern tries every way to cut a long line."""

from collections.abc import Callable
from time import process_time

import pytest

from services.parser.document import lay_out
from services.parser.extracting.absence import item_attendance
from services.parser.extracting.attendance import read_attendance
from services.parser.extracting.meeting import read_meeting
from services.parser.extracting.municipality import municipality_of
from services.parser.extracting.numbers import head_numbers
from services.parser.extracting.outcomes import overall
from services.parser.extracting.statements import read_statements
from services.parser.extracting.votes import read_votes
from services.parser.reading.model import Paragraph

LETTERS = 3_000
GROWTH = 10
MOST = 40  # times as long for ten times the text; what tries every pair takes a hundred times as long
UNMEASURABLE = 0.02  # seconds: less is noise
SEEDS = (
    "Asta Birk, ",
    "Asta Birk og Bo Lind (V) ",
    "Bo Lind deltog ikke ",
    "for stemte 3 ",
    "12 imod ",
    "A, ",
    "stemte ",
    "imod forslag 2 ",
    "ændringsforslag fra A ",
    "hverken for eller imod ",
    "inhabil ikke ",
    "som ",
    "der ",
    "mødet i ",
    "Referat ",
    "Kommune ",
    "Udvalget for ",
    "Afbud: ",
    "Medlemmer: ",
    "kl. ",
    "den 3. maj 2020 ",
    "indstiller ",
    "at ",
    "indbragt for ",
    "Ad 1. Godkendt. ",
    "Sagsnr.: 12 ",
    "15.00.00-",
    "(",
    "Bo Lind, (",
    "Til stede: Bo Lind, (",
    "@a-",
    "1. ",
    "a-",
    "Æ",
    "\n",
)
READERS: tuple[Callable[[str], object], ...] = (
    lambda text: read_attendance(lay_out((Paragraph(text=text),)).blocks),
    lambda text: item_attendance(lay_out((Paragraph(text=text),)).blocks, number=None),
    lambda text: read_meeting(lay_out((Paragraph(text=text),)).blocks, ()),
    lambda text: read_statements(lay_out((Paragraph(text=text),)).blocks),
    lambda text: head_numbers(lay_out((Paragraph(text=text),)).blocks, [False]),
    read_votes,
    overall,
    municipality_of,
)


@pytest.mark.parametrize("seed", SEEDS)
def test_ten_times_the_text_takes_about_ten_times_as_long(seed: str) -> None:
    """Whatever word is repeated on one endless line."""
    short, long = seed * (LETTERS // len(seed)), seed * (GROWTH * LETTERS // len(seed))
    for read in READERS:
        taken = _seconds(read, long)
        assert taken < max(UNMEASURABLE, _seconds(read, short)) * MOST


def _seconds(read: Callable[[str], object], text: str) -> float:
    begun = process_time()
    read(text)
    return process_time() - begun
