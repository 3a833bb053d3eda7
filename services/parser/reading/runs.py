"""Pieces of text, each bold or italic or not, to the lines of a paragraph."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from services.parser.reading.letters import clean, squeeze
from services.parser.reading.model import Line

MAX_LINES = 100_000  # of a file: a year of minutes of a large city is 3 MB of text, at 60 letters a line half as many

_LETTER = re.compile(r"[^\W_]")


class Run(NamedTuple):
    r"""A piece of text of one kind; ``\n`` is a line's end. ``size`` is in points."""

    text: str
    bold: bool = False
    italic: bool = False
    size: float | None = None


_NOTHING = Run("")


def lines_of(
    runs: Sequence[Run],
    *,
    marker: str = "",
    bullet: bool = False,
    level: int | None = None,
    gap: bool = False,
) -> Iterator[Line]:
    """Yield the lines that runs make. ``marker`` is a list's printed number; it stands before the first line.

    ``gap`` says that white space stands above the first line; an empty line makes white space above the next.
    A heading is one line, however often it was broken.
    """
    for pieces in [_on_one_line(runs)] if level is not None else _split(runs):
        text = squeeze(clean(pieces[0].text if len(pieces) == 1 else "".join(piece.text for piece in pieces))).strip()
        if not text:
            gap = True
            continue
        bold, italic, lead = _style(pieces, text)
        yield Line(
            text=f"{marker} {text}" if marker and not text.startswith(f"{marker} ") else text,
            level=level,
            gap_before=gap,
            bold=bold,
            italic=italic,
            lead="" if marker else lead,
            bullet=bullet,
            size=max((piece.size for piece in pieces if piece.size and piece.text.strip()), default=None),
        )
        marker, bullet, gap = "", False, False


def _style(pieces: Sequence[Run], text: str) -> tuple[bool, bool, str]:
    """Say whether a line is bold, whether it is italic, and what alone is bold at its beginning."""
    if not any(piece.bold or piece.italic for piece in pieces):
        return False, False, ""
    spoken = [piece for piece in pieces if _LETTER.search(piece.text)]
    bold = bool(spoken) and all(piece.bold for piece in spoken)
    italic = bool(spoken) and all(piece.italic for piece in spoken)
    return bold, italic, "" if bold else _lead(pieces, text)


def _on_one_line(runs: Sequence[Run]) -> Sequence[Run]:
    if not any("\n" in run.text for run in runs):
        return runs
    return [run._replace(text=run.text.replace("\n", " ")) for run in runs]


def _split(runs: Sequence[Run]) -> Iterator[Sequence[Run]]:
    """Split runs at the lines' ends; of several empty lines one is enough."""
    if not any("\n" in run.text for run in runs):
        yield runs
        return
    line: list[Run] = []
    after_empty = False
    for run in runs:
        first, *others = run.text.split("\n")
        if first:
            line.append(run if not others else run._replace(text=first))
        for other in others:
            if line or not after_empty:
                yield line or [_NOTHING]
            after_empty = not line
            line = [run._replace(text=other)] if other else []
    if line:
        yield line


def _lead(pieces: Sequence[Run], text: str) -> str:
    """Find what alone is bold at the beginning; it must be a part of the line as it stands."""
    bold: list[str] = []
    for piece in pieces:
        if not piece.bold and piece.text.strip():
            break
        bold.append(piece.text)
    lead = squeeze(clean("".join(bold))).strip()
    return lead if _LETTER.search(lead) and text.startswith(lead) else ""
