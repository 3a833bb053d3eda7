"""Plain text and Markdown to lines and tables: marks off, wrapped lines whole again, tabs to tables."""

import re
from collections.abc import Iterator, Sequence

from services.parser.reading.blocks import Block, Written, split_blocks
from services.parser.reading.charset import decode
from services.parser.reading.joining import Growing, begins_list_item, is_contents_line
from services.parser.reading.letters import clean, squeeze
from services.parser.reading.markup import Marked, unmark
from services.parser.reading.model import Beside, Line, Opened, Page, Table
from services.parser.reading.running_heads import without_running_heads
from services.parser.reading.runs import MAX_LINES
from services.parser.reading.tabs import cells, table_runs
from services.parser.reading.wrapping import was_full, wrap_width
from shared.contract.codes import RejectionReason
from shared.errors import DocumentError

MAX_TEXT_BYTES = 20 * 1024 * 1024  # a year of minutes of a large city is 3 MB

_MARKDOWN = re.compile(r"^ {0,3}#{1,6} +\S|\*\*\w[^*\n]{0,200}\*\*|^\|[ :-]*-{3}[ :|-]*\|$", re.MULTILINE)
_PIPE_RULE = re.compile(r"[\s|:-]*-{2}[\s|:-]*")
_LINK = re.compile(r"\]\(\s*([^()\n]{1,2000})\)")
_TAG = re.compile(r"</?(?:i|b|u|em|strong|sup|sub|span|p)\s?>|<br\s?/?>", re.IGNORECASE)


def read_text(data: bytes) -> tuple[str, Page]:
    """Read a text file: its media type, and the one page that it is. Raises DocumentError."""
    media_type, opened = read_text_and_furniture(data)
    return media_type, opened.pages[0]


def read_text_and_furniture(data: bytes) -> tuple[str, Opened]:
    """Read a text file, what its running heads say, each once, and what its links lead to. Raises DocumentError."""
    if len(data) > MAX_TEXT_BYTES:
        raise DocumentError(
            RejectionReason.LIMIT,
            f"The text is larger than {MAX_TEXT_BYTES // 1024**2} MB: drop one file for each meeting.",
        )
    text = decode(data)
    if text.count("\n") + text.count("\r") > 2 * MAX_LINES:  # as many blank lines between
        raise DocumentError(
            RejectionReason.LIMIT, f"The text has more than {2 * MAX_LINES:,} lines: drop one file for each meeting."
        )
    text = _TAG.sub(lambda tag: " " if tag[0][1] in "bB" and tag[0][2] in "rR" else "", clean(text))
    if not text.strip():
        raise DocumentError(RejectionReason.EMPTY, "The file holds nothing but blanks: drop it again with its text.")
    markdown = _MARKDOWN.search(text) is not None
    lines, furniture = without_running_heads(text.split("\n"))
    blocks = tuple(split_blocks(lines))
    width = wrap_width([written.raw.rstrip() for written in block.lines] for block in blocks)
    items: list[Line | Table] = []
    before = ""
    for block in blocks:
        items += _read_block(block, before, width, markdown=markdown)
        before = block.lines[-1].text
    links = tuple(Beside(text=link, is_address=True) for link in _LINK.findall(text)) if markdown else ()
    return "text/markdown" if markdown else "text/plain", Opened([Page(items=tuple(items))], furniture, links)


def _read_block(block: Block, before: str, width: int | None, *, markdown: bool) -> Iterator[Line | Table]:
    lines = block.lines
    if rows := _pipe_table(lines):
        yield Table(rows=rows)
        return
    start = 0
    tabbed = any("\t" in written.raw for written in lines)
    for table_start, table_end in table_runs([written.raw for written in lines], before) if tabbed else ():
        yield from _read_lines(lines[start:table_start], width, markdown=markdown, gap=block.gap_before and not start)
        plain = unmark([written.raw for written in lines[table_start:table_end]], markdown=markdown)
        yield Table(rows=tuple(cells(marked.text) for marked in plain))
        start = table_end
    yield from _read_lines(lines[start:], width, markdown=markdown, gap=block.gap_before and not start)


def _pipe_table(lines: Sequence[Written]) -> tuple[tuple[str, ...], ...]:
    """Read Markdown's table, whose second line is a rule; anything else is none."""
    if len(lines) < 2 or not lines[0].text.startswith("|") or not _PIPE_RULE.fullmatch(lines[1].text[:500]):
        return ()
    kept = [written.text for index, written in enumerate(lines) if index != 1]
    plain = (marked.text.strip().removeprefix("|").removesuffix("|") for marked in unmark(kept, markdown=False))
    return tuple(tuple(squeeze(cell) for cell in row.split("|")) for row in plain)


def _read_lines(lines: Sequence[Written], width: int | None, *, markdown: bool, gap: bool) -> Iterator[Line]:
    """Yield one line for each paragraph among lines that stand together."""
    if not lines:
        return
    paragraph: Growing | None = None
    begun: tuple[Written, Marked] | None = None
    previous: tuple[Written, Marked] | None = None
    for written, marked in zip(lines, unmark([line.text for line in lines], markdown=markdown), strict=True):
        text = squeeze(marked.text)
        if not text:
            continue
        if paragraph and previous and _goes_on(paragraph.tail, previous, (written, marked), width):
            paragraph.add(text)
        else:
            if paragraph and begun:
                yield _line(paragraph.text, begun, gap=gap)
                gap = False
            paragraph, begun = Growing(text), (written, marked)
        previous = (written, marked)
    if paragraph and begun:
        yield _line(paragraph.text, begun, gap=gap)


def _line(text: str, begun: tuple[Written, Marked], *, gap: bool) -> Line:
    written, marked = begun
    return Line(
        text=text,
        level=written.level,
        gap_before=gap,
        bold=marked.bold,
        italic=marked.italic,
        lead=squeeze(marked.lead) if marked.lead else "",
        bullet=written.bullet,
    )


def _goes_on(text: str, previous: tuple[Written, Marked], following: tuple[Written, Marked], width: int | None) -> bool:
    """Tell whether a line belongs to the paragraph above; in doubt it is one of its own."""
    above, below = previous[0], following[0]
    if below.bullet:
        return False
    if previous[1].goes_on and above.breaks:
        return True
    if width is None or above.breaks or previous[1].bold != following[1].bold:
        return False
    if begins_list_item(below.text, text) or above.text.endswith(":") or is_contents_line(above.text):
        return False
    indented = _indent(below) > _indent(above) + 1 and not above.bullet and not begins_list_item(above.text, "")
    return not indented and was_full(above.raw.rstrip(), below.text, width)


def _indent(written: Written) -> int:
    return len(written.raw) - len(written.raw.lstrip())
