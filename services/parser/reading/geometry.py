"""What stands where on a page: pieces of text and ruled lines, in points from the top left corner."""

from collections.abc import Sequence
from dataclasses import dataclass

ASCENT, DESCENT = 0.8, 0.2  # of the size: a line's box by its letters' size, since ink tells too little


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A straight drawn line: at ``at`` across its direction, from ``start`` to ``end`` along it."""

    horizontal: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Segments on one baseline, from left to right; at least one."""

    segments: tuple[Segment, ...]

    @property
    def baseline(self) -> float:
        """Where the row's letters stand."""
        return self.segments[0].baseline

    @property
    def size(self) -> float:
        """Size of the row's longest segment."""
        return max(self.segments, key=lambda segment: len(segment.text)).size


def rows_of(segments: Sequence[Segment]) -> list[Row]:
    """Put segments on common baselines together, from top to bottom, whatever order they were drawn in."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda segment: (segment.baseline, segment.x0)):
        reference = rows[-1][0] if rows else None
        if reference and segment.baseline - reference.baseline <= 0.35 * min(segment.size, reference.size):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return [Row(segments=tuple(sorted(row, key=lambda segment: segment.x0))) for row in rows]
