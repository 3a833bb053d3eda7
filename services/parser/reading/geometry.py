"""What stands where on a page: pieces of text and ruled lines, in points from the top left corner."""

from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

ASCENT, DESCENT = 0.8, 0.2  # of the size: a line's box by its letters' size, since ink tells too little
_BY_BASELINE, _BY_LEFT = attrgetter("baseline", "x0"), attrgetter("x0")


class Segment(NamedTuple):
    """Words that stand together on one baseline: a line, or the part of it in one column or cell.

    ``lead`` is the bold beginning of a segment that is not bold as a whole. ``hyphenated`` says that the
    line ended in a hyphen that is already gone.
    """

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    bold: bool = False
    italic: bool = False
    lead: str = ""
    hyphenated: bool = False

    @property
    def middle(self) -> tuple[float, float]:
        """The point that decides which cell the segment lies in."""
        return (self.x0 + self.x1) / 2, self.baseline - 0.3 * self.size


class Rule(NamedTuple):
    """A straight drawn line: at ``at`` across its direction, from ``start`` to ``end`` along it."""

    horizontal: bool
    at: float
    start: float
    end: float


class Row(NamedTuple):
    """Segments on one baseline, from left to right; at least one."""

    segments: tuple[Segment, ...]

    @property
    def baseline(self) -> float:
        """Where the row's letters stand."""
        return self.segments[0].baseline

    @property
    def size(self) -> float:
        """Size of the row's longest segment."""
        if len(self.segments) == 1:
            return self.segments[0].size
        return max(self.segments, key=lambda segment: len(segment.text)).size


def rows_of(segments: Sequence[Segment]) -> list[Row]:
    """Put segments on common baselines together, from top to bottom, whatever order they were drawn in."""
    rows: list[list[Segment]] = []
    reference: Segment | None = None
    for segment in sorted(segments, key=_BY_BASELINE):
        if reference and segment.baseline - reference.baseline <= 0.35 * min(segment.size, reference.size):
            rows[-1].append(segment)
        else:
            reference = segment
            rows.append([segment])
    return [Row(tuple(row) if len(row) == 1 else tuple(sorted(row, key=_BY_LEFT))) for row in rows]
