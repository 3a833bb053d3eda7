"""What minutes consist of, before any program has set them: the truth that readings are measured against."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """Some text of one kind."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the highest."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph; each of its lines is a line of its own in the original too."""

    lines: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True, slots=True)
class Points:
    """A list: numbered from ``start``, or with dashes."""

    points: tuple[tuple[Run, ...], ...]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with ruled lines, or without any."""

    rows: tuple[tuple[str, ...], ...]
    ruled: bool = True


@dataclass(frozen=True, slots=True)
class Contents:
    """A contents list: number, title and page of each item, or what there is of them."""

    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Running text in two columns, read down the left one first."""

    paragraphs: tuple[str, ...]


Block = Heading | Prose | Points | Grid | Contents | Columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One file of minutes. The footer gets the page's number behind it, where a program can print it."""

    name: str
    blocks: tuple[Block, ...]
    header: str = ""
    footer: str = ""


def plain(runs: Sequence[Run]) -> str:
    """Join runs to their text."""
    return "".join(run.text for run in runs)


def texts_of(block: Block) -> Iterator[str]:
    """Yield a block's texts as a reader sees them, numbers of lists included."""
    match block:
        case Heading():
            yield block.text
        case Prose():
            yield from map(plain, block.lines)
        case Points():
            for number, point in enumerate(block.points, block.start or 0):
                yield plain(point) if block.start is None else f"{number}. {plain(point)}"
        case Grid():
            for row in block.rows:
                yield " ".join(row)
        case Contents():
            for line in block.lines:
                yield " ".join(line)
        case Columns():
            yield from block.paragraphs


def shares_of(rows: Sequence[Sequence[str]]) -> list[float]:
    """Say how much of a table's width each column needs, so that no word is cut in two."""
    longest = [
        max(len(word) for cell in column for word in ("  ", *cell.split())) + 2 for column in zip(*rows, strict=True)
    ]
    return [length / sum(longest) for length in longest]
