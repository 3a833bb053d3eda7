"""Pages to one flow: furniture out, visual lines to paragraphs, over page breaks too."""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from services.parser.reading.furniture import furniture_of
from services.parser.reading.joining import Growing, begins_list_item, breadth, is_contents_line
from services.parser.reading.model import Beside, Flow, Line, Page, Paragraph, Table

_BULLET = re.compile(r"(?:[-•·–▪‣◦*]|o(?=\t))\s+(?=\S)")
_ENTRY = re.compile(r"\d{1,4}\t")  # of a contents list
_GAP = 0.25  # of the size, beyond the usual distance of lines
_USUAL_DISTANCE = 1.2  # times the size, where a file has too few lines to tell
_WIDEST = 1.8  # times the size: what lines have that are set one and a half apart
_SAME_SIZE = 0.6  # points
_SAME_EDGE = 3.0  # points
_UNEVEN = 1.03  # how far an estimate of a word's width may be wrong
_INDENT = 45.0  # points that a first line or a list's mark may stand apart
_PROOFS = 3  # full lines that must show where the margin is
_LEAST_MARGIN = 0.6  # of the page's width: running text goes at least so far


@dataclass(frozen=True, slots=True, kw_only=True)
class Flowing:
    """A flow, and the furniture that was taken out of it: each text once, and all of it with its pages."""

    flow: Flow
    furniture: tuple[str, ...] = ()
    beside: tuple[Beside, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """How a document is set: its lines' usual distance (times their size) and each page's right edge."""

    distance: float
    right_edges: dict[int | None, float]


def flow_of(pages: Sequence[Page]) -> Flowing:
    """Make one flow of all pages."""
    furniture = furniture_of(pages)
    kept: list[Line | Table] = []
    taken: dict[str, str] = {}
    beside: list[Beside] = []
    for at, page in enumerate(pages):
        for index, item in enumerate(page.items):
            if (at, index) not in furniture:
                kept.append(item)
            elif isinstance(item, Line) and furniture[at, index]:
                taken.setdefault(furniture[at, index], item.text)
                beside.append(Beside(text=item.text, page=item.page, is_shown=True))
    kept = list(_whole_tables(kept))
    lines = [item for item in kept if isinstance(item, Line) and item.x1 is not None]
    setting = _Setting(distance=_usual_distance(lines), right_edges=_right_edges(lines, pages))
    return Flowing(flow=tuple(_paragraphs(kept, setting)), furniture=tuple(taken.values()), beside=tuple(beside))


def _whole_tables(items: Sequence[Line | Table]) -> Iterator[Line | Table]:
    """Put tables together that a page's end has parted."""
    parts: list[Table] = []
    for item in items:
        if isinstance(item, Table) and parts and _continues(parts[-1], item):
            parts.append(item)
            continue
        if parts:
            yield _whole(parts)
        parts = [item] if isinstance(item, Table) else []
        if not parts:
            yield item
    if parts:
        yield _whole(parts)


def _continues(table: Table, below: Table) -> bool:
    return below.page == (table.page or 0) + 1 and len(table.rows[0]) == len(below.rows[0])


def _whole(parts: Sequence[Table]) -> Table:
    if len(parts) == 1:
        return parts[0]
    rows = itertools.chain.from_iterable(part.rows for part in parts)
    pages = tuple(part.page for part in parts for _ in part.rows)
    return replace(parts[0], rows=tuple(rows), row_pages=pages)


def _paragraphs(items: Sequence[Line | Table], setting: _Setting) -> Iterator[Paragraph | Table]:
    text = Growing("")
    lines: list[Line] = []
    turns: list[tuple[int, int]] = []
    gap_before = False
    above: Line | Table | None = None
    for item in items:
        if lines and isinstance(item, Line) and _goes_on(text.tail, lines, item, setting):
            if item.page != lines[-1].page and item.page is not None:
                turns.append((text.length, item.page))
            text.add(item.text, hyphenated=lines[-1].hyphenated)
            lines.append(item)
        else:
            if lines:
                yield _paragraph(lines, text.text, turns, gap_before=gap_before)
            lines, turns = [], []
            if isinstance(item, Line):
                text, lines, gap_before = Growing(item.text), [item], _gap_above(above, item, setting)
            else:
                yield item
        above = item
    if lines:
        yield _paragraph(lines, text.text, turns, gap_before=gap_before)


def _paragraph(lines: Sequence[Line], text: str, turns: Sequence[tuple[int, int]], *, gap_before: bool) -> Paragraph:
    first = lines[0]
    dash = _BULLET.match(text)
    mark = dash.end() if dash else 0
    bold = first.bold and lines[-1].bold
    lead = first.lead if bold or not first.bold else _long_lead(lines)
    return Paragraph(
        text=text[mark:],
        page=first.page,
        level=first.level,
        gap_before=gap_before,
        bold=bold,
        italic=first.italic,
        lead=lead[mark:],
        bullet=first.bullet or mark > 0,
        size=first.size,
        turns=tuple((at - mark, page) for at, page in turns),
    )


def _long_lead(lines: Sequence[Line]) -> str:
    """Join a bold beginning that goes on over more than one line."""
    text = Growing(lines[0].text)
    for above, line in itertools.pairwise(lines):
        text.add(line.text if line.bold else line.lead, hyphenated=above.hyphenated)
        if not line.bold:
            break
    return text.text


def _gap_above(above: Line | Table | None, line: Line, setting: _Setting) -> bool:
    """Tell whether white space stands above; at a page's top nobody knows, and headings are bold anyway."""
    if line.top is None or above is None or not isinstance(above, Line):
        return line.gap_before or above is None or line.top is not None
    if above.page != line.page:
        return True
    sizes = above.size or 0.0, line.size or 0.0
    usual = (setting.distance - 1) * max(sizes)
    return line.top - (above.bottom or 0.0) > usual + _GAP * min(sizes)


def _goes_on(text: str, lines: Sequence[Line], line: Line, setting: _Setting) -> bool:
    """Tell whether ``line`` belongs to ``lines``, a paragraph that ends in ``text``; in doubt it begins one."""
    last = lines[-1]
    if last.x1 is None or last.x0 is None or line.x0 is None or last.size is None or line.size is None:
        return False
    alike = abs(last.size - line.size) <= _SAME_SIZE and (last.bold if line.lead else last.bold == line.bold)
    if not alike or _is_row(line.text) or _BULLET.match(line.text) or begins_list_item(line.text, text):
        return False
    if is_contents_line(last.text) or not (_stands_below(lines, line) and _was_full(last, line, setting)):
        return False
    if last.page != line.page:
        return not last.text.endswith((".", ":", "?", "!")) or line.text[:1].islower()
    return 0 < _distance(last, line) <= setting.distance + _GAP


def _is_row(text: str) -> bool:
    """Tell whether a line stands in columns, other than that of a contents list's pages."""
    return "\t" in (text.rpartition("\t")[0] if is_contents_line(text) else text)


def _stands_below(lines: Sequence[Line], line: Line) -> bool:
    """Tell whether a line begins where its paragraph's next line must: below, or beside a mark or an indent."""
    offset = (line.x0 or 0.0) - (lines[-1].x0 or 0.0)
    if abs(offset) <= _SAME_EDGE:
        return True
    if len(lines) > 1 or abs(offset) > _INDENT:
        return False
    text = lines[0].text
    marked = any(mark.match(text) for mark in (_BULLET, _ENTRY)) or begins_list_item(text, ".")
    return marked if offset > 0 else not marked


def _was_full(last: Line, line: Line, setting: _Setting) -> bool:
    """Tell whether the first word of ``line`` would not have fitted on the line above."""
    edge = last.edge or setting.right_edges.get(last.page)
    if edge is None or last.x1 is None or line.x0 is None or line.x1 is None or not line.text:
        return False
    if last.hyphenated:
        return True
    word = line.text.split(maxsplit=1)[0]
    letter = (line.x1 - line.x0) / len(line.text)
    if is_contents_line(line.text) and line.size:  # dots are narrower than letters
        letter = max(letter, line.size / 2)
    free = (edge - 1.0 - last.x1) / letter - 1
    if not 0.7 * len(word) <= free <= 1.5 * len(word):
        return free < len(word)
    return free < _UNEVEN * breadth(word) * len(line.text) / breadth(line.text)


def _distance(above: Line, below: Line) -> float:
    """Measure from baseline to baseline, in sizes of the larger letters."""
    size = max(above.size or 1.0, below.size or 1.0)
    return ((below.bottom or 0.0) - (above.bottom or 0.0)) / size


def _usual_distance(lines: Sequence[Line]) -> float:
    """Take the commonest distance: most lines go on a paragraph.

    Where hardly any does, it is the distance of paragraphs; so a wide one counts only between lines that go on.
    """
    counts: Counter[float] = Counter()
    for above, below in itertools.pairwise(lines):
        if above.page != below.page or above.size != below.size:
            continue
        distance = _distance(above, below)
        if 0.9 < distance < (3 if below.text[:1].islower() else _WIDEST):
            counts[round(distance * 20) / 20] += 1
    total = counts.total()
    frequent = [distance for distance, count in counts.items() if count >= 0.2 * total]
    return min(frequent) if frequent else _USUAL_DISTANCE


def _right_edges(lines: Sequence[Line], pages: Sequence[Page]) -> dict[int | None, float]:
    """Find how far to the right running text goes, for pages of one width together.

    A line that goes on with a small letter was full, so that the longest of those shows the margin; what else
    stands further out (a stamp, a wide table's note) does not matter.
    """
    width_of = {page.number: round(page.width or 0.0) for page in pages}
    ends: dict[int, list[float]] = defaultdict(list)
    proofs: dict[int, list[float]] = defaultdict(list)
    for line, below in itertools.zip_longest(lines, lines[1:]):
        width = width_of.get(line.page, 0)
        ends[width].append(line.x1 or 0.0)
        if below and _proves_the_margin(line, below, width):
            proofs[width].append(line.x1 or 0.0)
    edges = {
        width: sorted(proofs[width])[-1 - len(proofs[width]) // 50]
        if len(proofs[width]) >= _PROOFS
        else max(*found, _LEAST_MARGIN * width)
        for width, found in ends.items()
    }
    return {page.number: edges.get(width_of[page.number], 0.0) for page in pages}


def _proves_the_margin(line: Line, below: Line, width: int) -> bool:
    if line.page != below.page or line.size != below.size or not below.text[:1].islower():
        return False
    near = abs((line.x0 or 0.0) - (below.x0 or 0.0)) <= _INDENT and 0 < _distance(line, below) < 3
    return near and (line.x1 or 0.0) >= _LEAST_MARGIN * width
