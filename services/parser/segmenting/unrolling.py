"""Pages that a converter ran together, one line each: cut where the word lists show that lines began.

Such text has lost more than its line breaks, so the record warns of it. What stands in it is still read as it
stands in any other; every piece keeps its place in the document's text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from services.parser.document import Block, Text, lay_out
from services.parser.segmenting.contents import Entry
from services.parser.segmenting.cutting import cut, cut_head
from services.parser.segmenting.gluing import unglued
from services.parser.segmenting.heading import is_furniture
from services.parser.segmenting.listing import entries_of, heads_contents
from services.parser.segmenting.marks import Kind, marks_in
from services.parser.segmenting.transcript import Shown, bare_pages, document_in
from services.parser.vocabulary.load import vocabulary
from services.parser.wording import fold_heading
from shared.contract.codes import SectionRole

_LONG = 100  # letters from which a line can be a page
_ENOUGH_LINES = 4  # of a template, to know that lines were kept
_ENOUGH_MARKS = 3  # on each line, on average
_SAMPLE = 10  # lines that are looked at: the longest ones
_SHARE = 0.5  # of the text that must stand in such lines
_TELLING = {Kind.HEADING, Kind.LABEL, Kind.DECISION}
_ITEMS = {Kind.ITEM, Kind.NUMBER}
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
    if len(shown.blocks) == 1:  # else the title comes behind the first page, since it may be another meeting's
        unrolling.lines += shown.title
    pages = iter(bare_pages([block for block in shown.blocks if block.rows is None], numbered=shown.is_transcript))
    for position, block in enumerate(shown.blocks):
        if block.rows is None:
            unrolling.add(next(pages))
        else:
            unrolling.lines.append(block)
        unrolling.lines += shown.title if position == 0 < len(shown.blocks) - 1 else ()
    again = _laid_out(unrolling.lines, text)
    places = {line.start: block for line, block in zip(unrolling.lines, again.blocks, strict=True)}
    entries = tuple(replace(entry, block=places[entry.block.start]) for entry in unrolling.entries)
    return Unrolled(text=again, entries=entries, lost_lines=True)


class _Unrolling:
    """The lines that pages become, one after the other: a head, a contents list that may go on, items."""

    def __init__(self) -> None:
        self.lines: list[Block] = []
        self.entries: list[Entry] = []
        self._begun = self._listing = self._closed = False

    def add(self, bare: Block) -> None:
        """Cut one more page."""
        heading = heads_contents(bare.text)
        if heading:
            end = _items_begin(bare.text, heading.end())
            self._add_lines(bare.part(0, heading.start()))
            self.lines.append(bare.part(*heading.span("words")))
            self._add_entries(bare.part(heading.end(), end))
            self._add_lines(bare.part(end, len(bare.text)))
            self._listing = end == len(bare.text)
        elif self._listing and not any(mark.kind in _TELLING for mark in marks_in(bare.text)):
            self._add_entries(bare)
        else:
            self._add_lines(_from_title(bare, self.entries))
            self._listing = False

    def _add_lines(self, page: Block) -> None:
        self.lines += (cut if self._begun else cut_head)(page, list(marks_in(page.text)))
        self._begun = True

    def _add_entries(self, listed: Block) -> None:
        found, self._closed = entries_of(listed, closed=self._closed)
        self.lines += [entry.block for entry in found]
        self.entries += found


def _items_begin(text: str, start: int) -> int:
    """Find where a contents list gives way to items on the same page: at the number above the first words that tell."""
    number = len(text)
    for mark in marks_in(text):
        if mark.start > start and mark.kind in _ITEMS:
            number = mark.start
        elif mark.start >= start and mark.kind in _TELLING and not _lists_attachments(text[mark.start : mark.end]):
            return number
    return len(text)


def _lists_attachments(heading: str) -> bool:
    """Tell whether a heading is "Bilagsoversigt", which contents lists have too."""
    return vocabulary().roles.get(fold_heading(heading)) is SectionRole.ATTACHMENTS


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


def _has_template(blocks: Sequence[Block]) -> bool:
    """Tell whether some lines are a template's own: then lines have not been lost."""
    short = (block for block in blocks if len(block.text) < _LONG)
    return len(list(islice(filter(is_furniture, short), _ENOUGH_LINES))) == _ENOUGH_LINES


def _is_run_together(shown: Shown) -> bool:
    """Tell whether most of the text stands in long lines, and those hold headings and labels of a template."""
    if not shown.is_transcript and _has_template(shown.blocks):
        return False
    texts = [block.text for block in shown.blocks if block.rows is None]
    long = [text for text in texts if len(text) >= _LONG]
    if sum(map(len, long)) <= _SHARE * sum(map(len, texts)):
        return False
    longest = sorted(long, key=len)[-_SAMPLE:]
    inner = sum(mark.kind in _TELLING and mark.start > 0 for text in longest for mark in marks_in(text))
    return inner >= (1 if shown.is_transcript else _ENOUGH_MARKS * len(longest))
