"""How much of a script has come through a program and our reading of what it made."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from services.parser.reading.model import Paragraph, Reading, Table
from tests.building.script import Block, Columns, Contents, Grid, Heading, Points, Prose, Script, texts_of

_WORD = re.compile(r"[^\W_]+")
_DANISH = re.compile("[æøåÆØÅ]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fidelity:
    """Shares from 0 to 1, each 1 where a script has nothing of the kind; ``furniture`` is what was taken out."""

    words: float
    danish_words: float
    order: float
    paragraphs: float
    headings: float
    contents: float
    ruled_rows: float
    bare_rows: float
    furniture: tuple[str, ...]


def fidelity(script: Script, reading: Reading) -> Fidelity:
    """Compare what was read with what was written."""
    wanted = [word for block in script.blocks for text in texts_of(block) for word in _WORD.findall(text)]
    got = [word for text in _texts(reading) for word in _WORD.findall(text)]
    flagged = Counter(_key(part.text) for part in reading.flow if isinstance(part, Paragraph) and _stands_out(part))
    texts = [_key(text) for text in _texts(reading)]
    rows = Counter(
        tuple(map(_key, row)) for part in reading.flow if isinstance(part, Table) for row in part.rows if len(row) > 1
    )
    grids = [block for block in script.blocks if isinstance(block, Grid)]
    return Fidelity(
        words=_agreement(wanted, got),
        danish_words=_agreement(*([word for word in words if _DANISH.search(word)] for words in (wanted, got))),
        order=_order(wanted, got),
        paragraphs=_recall([_key(text) for block in script.blocks for text in _whole(block)], Counter(texts)),
        headings=_recall([_key(block.text) for block in script.blocks if isinstance(block, Heading)], flagged),
        contents=_share(
            _key(" ".join(line)) in texts
            for block in script.blocks
            if isinstance(block, Contents)
            for line in block.lines
        ),
        ruled_rows=_recall([tuple(map(_key, row)) for grid in grids if grid.ruled for row in grid.rows], rows),
        bare_rows=_recall([tuple(map(_key, row)) for grid in grids if not grid.ruled for row in grid.rows], rows),
        furniture=reading.furniture,
    )


def _texts(reading: Reading) -> Iterator[str]:
    for part in reading.flow:
        if isinstance(part, Paragraph):
            yield part.text
        else:
            yield from (" ".join(row) for row in part.rows)


def _whole(block: Block) -> Iterator[str]:
    """Yield the texts that must come out as one paragraph each; lines of one paragraph are parted by a break."""
    if isinstance(block, Heading | Points | Prose | Columns):
        yield from texts_of(block)


def _stands_out(paragraph: Paragraph) -> bool:
    return paragraph.level is not None or paragraph.bold


def _key(text: str) -> str:
    return " ".join(_WORD.findall(text))


def _agreement(wanted: Sequence[str], got: Sequence[str]) -> float:
    """Give the harmonic mean of what was found of the wanted, and of what was wanted of the found."""
    common = (Counter(wanted) & Counter(got)).total()
    return 2 * common / (len(wanted) + len(got)) if wanted or got else 1.0


def _order(wanted: Sequence[str], got: Sequence[str]) -> float:
    """Give the share of words that can stay where they are, of those that stand once on both sides.

    A word is taken together with the next two, since few stand alone.
    """
    first, second = _places(wanted), _places(got)
    places = [second[triple] for triple in sorted(first.keys() & second.keys(), key=first.__getitem__)]
    tails: list[int] = []
    for place in places:
        at = bisect_left(tails, place)
        tails[at : at + 1] = [place]
    return len(tails) / len(places) if places else 1.0


def _places(words: Sequence[str]) -> dict[tuple[str, ...], int]:
    triples = list(zip(words, words[1:], words[2:], strict=False))
    counts = Counter(triples)
    return {triple: at for at, triple in enumerate(triples) if counts[triple] == 1}


def _recall(wanted: Sequence[Any], got: Counter[Any]) -> float:
    return (Counter(wanted) & got).total() / len(wanted) if wanted else 1.0


def _share(hits: Iterator[bool]) -> float:
    found = list(hits)
    return sum(found) / len(found) if found else 1.0
