"""Pages that a converter ran together, one line each: cut where the word lists show that lines began.

Such text has lost more than its line breaks, so the record warns of it. What stands in it is still read as it
stands in any other; every piece keeps its place in the document's text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.parser.document import Block, Text, lay_out
from services.parser.segmenting.contents import Entry
from services.parser.segmenting.cutting import cut, cut_head
from services.parser.segmenting.gluing import unglued
from services.parser.segmenting.listing import entries_of, heads_contents
from services.parser.segmenting.marks import Kind, marks_in
from services.parser.segmenting.transcript import Shown, bare_pages, document_in

_LONG = 100  # letters from which a line can be a page
_ENOUGH_MARKS = 3  # on each line, on average
_SAMPLE = 10  # lines that are looked at: the longest ones
_SHARE = 0.5  # of the text that must stand in such lines
_TELLING = {Kind.HEADING, Kind.LABEL, Kind.DECISION, Kind.ITEM}
_TOP = 100  # letters at a page's top, where a running head and a title begin
_SHORT_TITLE = 8  # letters of a title that may be a word of the text
_MOST_ENTRIES = 100  # of a contents list that are looked for
_NO_HEAD = re.compile(r"[.:!?\d]")  # a sentence or a number, which no running head above a title has


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrolled:
    """A document's text in lines.

    ``lost_lines`` says that they had to be found again; ``entries`` are those of its contents list then.
    """

    text: Text
    entries: tuple[Entry, ...] = ()
    lost_lines: bool = False


def unroll(text: Text) -> Unrolled:
    """Cut pages on one line into lines; any other document stays as it is."""
    shown = document_in(text.blocks)
    if not _is_run_together(shown):
        whole = (*shown.blocks[:1], *shown.title, *shown.blocks[1:])
        return Unrolled(text=_laid_out([line for block in whole for line in unglued(block)], text))
    unrolling = _Unrolling()
    pages = iter(bare_pages([block for block in shown.blocks if block.rows is None]))
    for position, block in enumerate(shown.blocks):
        if block.rows is None:
            unrolling.add(next(pages))
        else:
            unrolling.lines.append(block)
        unrolling.lines += shown.title if position == 0 else ()
    again = _laid_out(unrolling.lines, text)
    places = {line.start: block for line, block in zip(unrolling.lines, again.blocks, strict=True)}
    entries = tuple(replace(entry, block=places[entry.block.start]) for entry in unrolling.entries)
    return Unrolled(text=again, entries=entries, lost_lines=True)


class _Unrolling:
    """The lines that pages become, one after the other: a head, a contents list that may go on, items."""

    def __init__(self) -> None:
        self.lines: list[Block] = []
        self.entries: list[Entry] = []
        self._listing = self._closed = False

    def add(self, bare: Block) -> None:
        """Cut one more page."""
        heading = heads_contents(bare.text)
        page = bare if heading else _from_title(bare, self.entries)
        marks = list(marks_in(page.text))
        goes_on = self._listing and not any(mark.kind in _TELLING for mark in marks)
        self._listing = heading is not None or goes_on
        is_first = not self.lines
        end = heading.start() if heading else 0 if goes_on else len(page.text)
        above = [mark for mark in marks if mark.end <= end]
        self.lines += (cut_head if is_first else cut)(page.part(0, end), above)
        if self._listing:
            self._add_entries(page, heading)

    def _add_entries(self, page: Block, heading: re.Match[str] | None) -> None:
        listed = page.part(heading.end() if heading else 0, len(page.text))
        found, self._closed = entries_of(listed, closed=self._closed)
        self.lines += [page.part(*heading.span("words"))] if heading else []
        self.lines += [entry.block for entry in found]
        self.entries += found


def _laid_out(lines: Sequence[Block], text: Text) -> Text:
    """Lay lines out anew, as the text that spans point into; unchanged lines are the text itself."""
    if tuple(lines) == text.blocks:
        return text
    return lay_out(tuple(line.element for line in lines), text.pages)


def _from_title(page: Block, entries: Sequence[Entry]) -> Block:
    """Take a page from the title that it begins with, if the contents list knows it: what stands above is its head."""
    titles = [entry.title for entry in entries[:_MOST_ENTRIES] if len(entry.title) > _SHORT_TITLE]
    starts = (page.text.find(title, 0, _TOP + len(title)) for title in titles)
    first = min((start for start in starts if start > 0), default=0)
    return page if _NO_HEAD.search(page.text[:first]) else page.part(first, len(page.text))


def _is_run_together(shown: Shown) -> bool:
    """Tell whether most of the text stands in long lines, and those hold headings and labels of a template."""
    texts = [block.text for block in shown.blocks if block.rows is None]
    long = [text for text in texts if len(text) >= _LONG]
    if sum(map(len, long)) <= _SHARE * sum(map(len, texts)):
        return False
    longest = sorted(long, key=len)[-_SAMPLE:]
    inner = sum(mark.kind in _TELLING and mark.start > 0 for text in longest for mark in marks_in(text))
    return inner >= (1 if shown.is_transcript else _ENOUGH_MARKS * len(longest))
