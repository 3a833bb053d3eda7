"""Closed items are found in time that grows with the text, whatever lines are repeated."""

from time import process_time

import pytest

from services.parser.assembling import assemble
from services.parser.document import lay_out
from services.parser.reading.model import Paragraph

LINES, GROWTH = 300, 10
MOST = (
    40  # times as long for ten times the lines; what looks from each at all that follow takes a hundred times as long
)
UNMEASURABLE = 0.05  # seconds: less is noise
HEAD = ("Indholdsfortegnelse", "1. Ny mole")
REPEATED = (
    ("Lukkede punkter",),
    ("Åbne punkter", "Lukkede punkter"),
    ("Lukkede punkter", "Ingen"),
    ("Lukket punkt",),
    ("LUKKET PUNKT: Køb af kran", "Bilag"),
    ("Lukket referat",),
    ("Lukkede punkter", "9. Køb af kran"),
    ("9. (Lukket) Køb af kran", "Sagsfremstilling"),
)


@pytest.mark.parametrize("lines", REPEATED, ids=" / ".join)
def test_ten_times_the_lines_take_about_ten_times_as_long(lines: tuple[str, ...]) -> None:
    """Groups in groups, and closed items one below the other."""
    _seconds(lines, 1)  # what is read once is read

    assert _seconds(lines, GROWTH) < max(UNMEASURABLE, _seconds(lines, 1)) * MOST


def _seconds(lines: tuple[str, ...], times: int) -> float:
    repeated = lines * (LINES * times // len(lines))
    text = lay_out(
        tuple(Paragraph(text=line, gap_before=True) for line in (*HEAD, *repeated, "2. Eventuelt", "Beslutning"))
    )
    begun = process_time()
    assemble(text)
    return process_time() - begun
