"""The contents list: which items the document itself says it has, and which of them are closed."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from services.parser.document import Block
from services.parser.extracting.states import State, group_of, is_closed_title, state_of_line
from services.parser.segmenting.heading import is_furniture
from services.parser.vocabulary.load import vocabulary
from services.parser.wording import fold_contents_heading, fold_heading, fold_title, one_line

_LEADERS = r"(?:\s*[.…·_]{3,}[.…·_\s]*|\t\s*|\s{3,}|\s*[.…]{2,}\s*)"
_ENTRY = re.compile(
    rf"^(?:(?P<state>(?i:åbent?|lukket))\s+(?:(?i:punkt|pkt\.?)\s+)?(?=\d))?(?:(?P<number>\d{{1,4}}[a-z]?(?:/\d{{1,4}})?)[.:]?(?:\s+|\t))?(?P<title>\S.*?){_LEADERS}(?P<page>\d{{1,4}}|[ivxlc]+)?\s*$"
)
_NUMBERED = re.compile(
    r"^(?:(?P<state>åbent?|lukket)\s+)?(?:punkt|pkt\.?)?\s*(?P<number>\d{1,4}[a-z]?(?:/\d{1,4})?)(?:[.:]\s*|\t\s*|\s+)(?P<title>[^\d\s].*?)\s*$",
    re.IGNORECASE,
)
_MAX_TITLE = 250
_ENDS_IN_NUMBER = re.compile(r"\d\s*$")
_LABEL_OR_NUMBER = re.compile(r"[:\d]")
_LAST_NUMBER = re.compile(r"\s+(?P<page>\d{1,3})$")
_FEWEST_PAGES = 3  # two titles may well end in numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the contents list, with its place."""

    title: str
    block: Block
    number: str | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The entries, and the range of blocks (start, end) that they take up; empty if there is no list."""

    entries: tuple[Entry, ...] = ()
    start: int = 0
    end: int = 0


def find_contents(blocks: Sequence[Block]) -> Contents:
    """Find the contents list: lines that look like entries under "Indholdsfortegnelse" or "Åbne dagsordenspunkter"."""
    words = vocabulary().words
    in_body, read = False, 0
    for index, block in enumerate(blocks):
        if index >= read and block.rows is None and _heads_entries(blocks, index):
            is_group = fold_contents_heading(block.text) not in words.contents_headings
            found = Contents() if is_group and in_body else _read_entries(blocks, index if is_group else index + 1)
            if len(found.entries) > is_group:
                return found
            read = found.end  # a group inside what was read has no more entries
        in_body = in_body or is_furniture(block)
    return Contents()


def _heads_entries(blocks: Sequence[Block], index: int) -> bool:
    """Tell whether a line heads a contents list: by its words, or as a group whose first entry has number and page."""
    words, folded = vocabulary().words, fold_contents_heading(blocks[index].text)
    if folded in words.contents_headings:
        return True
    if group_of(blocks[index].text) is None:
        return False
    first = _lines(blocks[index + 1])[0].text if index + 1 < len(blocks) else ""
    entry = _ENTRY.match(first)
    return " " in folded or (entry is not None and bool(entry["number"] and entry["page"]))


def contents_with(entries: Sequence[Entry], blocks: Sequence[Block]) -> Contents:
    """Make a contents list of entries that are known already, and find the blocks that they take up."""
    places = {entry.block.start for entry in entries}
    taken = [index for index, block in enumerate(blocks) if block.start in places]
    return Contents(entries=tuple(entries), start=taken[0], end=taken[-1] + 1) if taken else Contents()


def _read_entries(blocks: Sequence[Block], start: int) -> Contents:
    words = vocabulary().words
    entries: list[Entry] = []
    seen: set[str] = set()
    closed_group, wrapped, paged, end = False, "", False, start
    for index in range(start, len(blocks)):
        for line in _lines(blocks[index]):
            folded = fold_heading(line.text)
            if (group := group_of(line.text)) and not _ENDS_IN_NUMBER.search(line.text):
                closed_group, end = group is State.CLOSED, index + 1
                continue
            if folded in words.contents_noise:
                end = index + 1
                continue
            match = _ENTRY.match(line.text)
            if match is None and _may_continue(blocks, index, line, wrapped):
                wrapped = f"{wrapped} {line.text}".strip()
                continue
            if match is None:
                match = _NUMBERED.match(line.text) if not wrapped else None
                if match is None or (paged and not closed_group) or _begins_an_item(blocks, index, seen, match):
                    return Contents(entries=_without_pages(entries), start=start, end=end)
            else:
                paged = paged or match["page"] is not None
            entries.append(_entry(match, line, wrapped, closed_group=closed_group))
            seen.add(fold_title(entries[-1].title))
            wrapped, end = "", index + 1
    return Contents(entries=_without_pages(entries), start=start, end=end)


def _without_pages(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Take the numbers off that end every title and never fall: pages whose leaders a converter has lost."""
    pages = [_LAST_NUMBER.search(entry.title) for entry in entries]
    if len(entries) < _FEWEST_PAGES or not all(pages):
        return tuple(entries)
    numbers = [int(page["page"]) for page in pages if page]
    if any(above > below for above, below in pairwise(numbers)):
        return tuple(entries)
    return tuple(replace(entry, title=_LAST_NUMBER.sub("", entry.title)) for entry in entries)


def _lines(block: Block) -> list[Block]:
    if block.rows is None:
        return [block]
    lines, position = [], 0
    for row in block.rows:
        text = "\t".join(row)
        lines.append(block.part(position, position + len(text)))
        position += len(text) + 1
    return lines


def _may_continue(blocks: Sequence[Block], index: int, line: Block, wrapped: str) -> bool:
    """Tell whether a line without a page is the first part of an entry that ends on the next line."""
    if wrapped or len(line.text) > _MAX_TITLE or index + 1 >= len(blocks):
        return False
    following = blocks[index + 1]
    return (
        not line.prominent and not following.gap_before and bool(re.search(rf"{_LEADERS}\d{{1,4}}\s*$", following.text))
    )


def _begins_an_item(blocks: Sequence[Block], index: int, seen: Collection[str], match: re.Match[str]) -> bool:
    """Tell whether a numbered line is the first heading of the body: its title comes again, or a case follows it."""
    below = blocks[index + 1] if index + 1 < len(blocks) else None
    if below and is_furniture(below) and not _is_bare_state(below.text):
        return True
    return fold_title(match["title"]) in seen and not is_closed_title(match["title"])


def _is_bare_state(text: str) -> bool:
    """Tell whether a line says "Lukket" and has neither label nor number, as a column of a contents list may."""
    return state_of_line(text) is not None and not _LABEL_OR_NUMBER.search(text)


def _entry(match: re.Match[str], line: Block, wrapped: str, *, closed_group: bool) -> Entry:
    state = (match.groupdict().get("state") or "").casefold()
    title = one_line(f"{wrapped} {match['title']}").rstrip("….").rstrip() if wrapped else one_line(match["title"])
    return Entry(
        title=title,
        block=line,
        number=match["number"],
        closed=closed_group or state == "lukket" or is_closed_title(title),
    )
