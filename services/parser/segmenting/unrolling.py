"""Pages that a converter ran together, one line each: cut where the word lists show that lines began.

Such text has lost more than its line breaks, so the record warns of it. What stands in it is still read as it
stands in any other; every piece keeps its place in the document's text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from services.parser.document import Block, Text, lay_out
from services.parser.segmenting.contents import Entry
from services.parser.segmenting.gluing import unglued
from services.parser.segmenting.listing import entries_of, heads_contents
from services.parser.segmenting.marks import Kind, Mark, marks_in
from services.parser.segmenting.transcript import Shown, bare_pages, document_in

_LONG = 100  # letters from which a line can be a page
_ENOUGH_MARKS = 3  # on each line, on average
_SAMPLE = 10  # lines that are looked at: the longest ones
_SHARE = 0.5  # of the text that must stand in such lines
_TELLING = {Kind.HEADING, Kind.LABEL, Kind.DECISION, Kind.ITEM}
_TOP = 200  # letters at a page's top, where a running head and a title stand
_SHORT_TITLE = 8  # letters of a title that may be a word of the text
_MOST_ENTRIES = 100  # of a contents list that are looked for
_ITEMS = {Kind.ITEM, Kind.NUMBER}
_TITLE = r"(?:Åbent? )?(?:Tillægs|Beslutnings)?(?:Refer(?:at)?|REFERAT|[Dd]agsorden|DAGSORDEN|[Pp]rotokol|PROTOKOL)"
_LINE_IN_HEAD = re.compile(
    rf"(?<=[a-zæøå]{{4}}[.!?])(?P<sentence>\s+)(?=[A-ZÆØÅ])|(?P<before>\s+)(?={_TITLE}(?!\S))"
    rf"|(?<!\S){_TITLE}(?P<after>\s+)(?=[A-ZÆØÅ\d]|(?:man|tirs|ons|tors|fre|lør|søn)dag)"
)
_NAME_AND_TITLE = re.compile(r"^(?P<name>\S+:?(?:\s[A-ZÆØÅ]\S*)+?)\s(?P<title>[A-ZÆØÅ]\S*(?:\s[a-zæøå(].*)?)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrolled:
    """A document's text in lines, and the contents list where it had to be read from a page on one line."""

    text: Text
    entries: tuple[Entry, ...] = ()


def unroll(text: Text) -> Unrolled:
    """Cut pages on one line into lines; any other document stays as it is."""
    shown = document_in(text.blocks)
    if not _is_run_together(shown):
        whole = (*shown.blocks[:1], *shown.title, *shown.blocks[1:])
        return Unrolled(text=_laid_out([line for block in whole for line in unglued(block)], text))
    lines: list[Block] = []
    entries: list[Entry] = []
    listing = closed = False
    for position, bare in enumerate(bare_pages(shown.blocks)):
        heading = heads_contents(bare.text)
        page = bare if heading else _from_title(bare, entries)
        marks = list(marks_in(page.text))
        listing = heading is not None or (listing and not any(mark.kind in _TELLING for mark in marks))
        top = (heading[0] if heading else 0) if listing else len(page.text)
        above = [mark for mark in marks if mark.end <= top]
        lines += _lines(page.part(0, top), above, in_head=not (position or entries))
        lines += shown.title if position == 0 else ()
        if listing:
            listed = page.part(heading[1] if heading else 0, len(page.text))
            found, closed = entries_of(listed, closed=closed)
            entries += found
            lines += [entry.block for entry in found]
    again = _laid_out(lines, text)
    places = {line.start: block for line, block in zip(lines, again.blocks, strict=True)}
    return Unrolled(text=again, entries=tuple(replace(entry, block=places[entry.block.start]) for entry in entries))


def _laid_out(lines: Sequence[Block], text: Text) -> Text:
    """Lay lines out anew, as the text that spans point into; unchanged lines are the text itself."""
    if tuple(lines) == text.blocks:
        return text
    return lay_out(tuple(line.element for line in lines), text.pages)


def _from_title(page: Block, entries: Sequence[Entry]) -> Block:
    """Take a page from the title that it begins with, if the contents list knows it: what stands above is its head."""
    top = page.text[:_TOP]
    starts = [top.find(entry.title) for entry in entries[:_MOST_ENTRIES] if len(entry.title) > _SHORT_TITLE]
    first = min((start for start in starts if start > 0), default=0)
    is_head = not any(letter.isdigit() for letter in top[:first])
    return page.part(first, len(page.text)) if is_head else page


def _is_run_together(shown: Shown) -> bool:
    """Tell whether most of the text stands in long lines, and those hold headings and labels of a template."""
    texts = [block.text for block in shown.blocks if block.rows is None]
    long = [text for text in texts if len(text) >= _LONG]
    if sum(map(len, long)) <= _SHARE * sum(map(len, texts)):
        return False
    longest = sorted(long, key=len)[-_SAMPLE:]
    inner = sum(mark.kind in _TELLING and mark.start > 0 for text in longest for mark in marks_in(text))
    return inner >= (1 if shown.is_transcript else _ENOUGH_MARKS * len(longest))


def _lines(page: Block, marks: Sequence[Mark], *, in_head: bool) -> Iterator[Block]:
    """Cut one page at its marks; in a document's head sentences are lines too."""
    untitled = False
    first = 0
    if in_head:
        first = next((mark.start for mark in marks if mark.kind in _ITEMS), len(page.text))
        marks = [mark for mark in marks if mark.kind is not Kind.DECISION or mark.start > first]
    for start, end, mark in _spans(page.text, marks):
        line = page.part(start, end)
        if not line.text or (mark and mark.kind is Kind.FOOT):
            continue
        title = _NAME_AND_TITLE.match(line.text) if untitled and mark and mark.kind is Kind.LABEL else None
        if mark and mark.kind is Kind.ITEM:
            untitled = mark.end - start == len(line.text)
        if title and _before_heading(marks, mark):
            yield line.part(0, title.end("name"))
            yield line.part(title.start("title"), len(line.text))
        elif in_head and start < first:
            yield from _sentences(line)
        else:
            yield line


def _spans(text: str, marks: Sequence[Mark]) -> Iterator[tuple[int, int, Mark | None]]:
    """Yield start, end and mark of each line; ``None`` marks text that follows words on a line of their own."""
    position = 0
    open_mark: Mark | None = None
    for mark in marks:
        yield position, mark.start, open_mark
        position, open_mark = mark.start, mark
        if mark.stands_alone:
            yield mark.start, mark.end, mark
            position, open_mark = mark.end, None
    yield position, len(text), open_mark


def _before_heading(marks: Sequence[Mark], mark: Mark | None) -> bool:
    following = next((other for other in marks if mark and other.start > mark.start), None)
    return following is not None and following.kind in {Kind.HEADING, Kind.DECISION}


def _sentences(line: Block) -> Iterator[Block]:
    position = 0
    for match in _LINE_IN_HEAD.finditer(line.text):
        start, position, end = position, match.end(), match.start(match.lastgroup or 0)
        yield line.part(start, end)
    yield line.part(position, len(line.text))
