"""A contents list on one line: where its entries begin and end, and which of them are closed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from services.parser.document import Block
from services.parser.extracting.states import State, group_of, is_closed_title
from services.parser.segmenting.contents import Entry
from services.parser.vocabulary.load import vocabulary
from services.parser.vocabulary.running import running_text
from services.parser.wording import one_line

_LEADER = r"\s?(?:\.{2,}|…+)\s?(?:\d{1,4}|[ivxlc]{1,6})?(?=\s|$)"
_NUMBER = r"(?:Pkt\.?(?:\s?nr\.?)?|Punkt)(?:\s\d{1,4}[.:]?)?(?=\s[A-ZÆØÅ])|\d{1,4}\.(?=\s[A-ZÆØÅ])"
_BARE_NUMBER = r"(?<!nr\. )\d{1,4}(?=\s[A-ZÆØÅ])"
_BODY_CODE = r"(?<![-–]\s)[A-ZÆØÅ]{2,4}(?=\s[-–]\s)"
_LUKKET = r"(?<![-–]\s)(?:Lukket|LUKKET)(?:\s(?:sag|punkt|SAG|PUNKT))?\s?[:\-–](?=\s)"
_LUKKET_AFTER = r"[-–]\s(?:Lukket|LUKKET)(?:\s(?:sag|punkt|SAG|PUNKT))?(?=\s[A-ZÆØÅ]|\s?\.\.|$)|\((?:Lukket|LUKKET)\)"
_FIELD_ERROR = r"Fejl!(?:\s\S+)?"
_NO_TITLE_AFTER = frozenset(
    {"om", "af", "for", "til", "på", "i", "vedr.", "vedrørende", "fra", "og", "ved", "-", "–", "samt", "med"}
)
_PAGE = re.compile(r"\s(?P<page>\d{1,4})$")
_RISING = 2  # different page numbers that tell a column of them
_LONG_ENOUGH = 10  # letters of a heading that is no word of a text: "Indhold" and "Punkter" are
_NEAR = 40  # letters before a word that tell whether it stands inside a title
_INSIDE = frozenset({"opener", "code", "lukket", "after"})  # what may also stand inside a title
_PREFIX = re.compile(
    r"^(?:(?:Pkt\.?(?:\s?nr\.?)?|Punkt)\s*)?(?:(?P<number>\d{1,4})[.:]?\s+)?(?:\((?P<state>Åbent?|Lukket)\)\s+)?"
)


def heads_contents(text: str) -> re.Match[str] | None:
    """Find the heading of a contents list in a page on one line: its words, and the heads of columns behind them."""
    return _heading().search(text)


def entries_of(page: Block, *, closed: bool) -> tuple[list[Entry], bool]:
    """Read the entries on one page; ``closed`` says, before and after it, whether the closed group has begun."""
    entries = []
    for start, end in _pieces(page.text):
        block = page.part(start, end)
        if group := _group(block.text):
            closed = group is State.CLOSED
            continue
        prefix = _PREFIX.match(block.text)
        title = one_line(block.text[prefix.end() if prefix else 0 :]).rstrip(" .…")
        if title and not title.isdigit():
            number = prefix["number"] if prefix else None
            is_closed = closed or is_closed_title(title) or (prefix is not None and prefix["state"] == "Lukket")
            entries.append(Entry(title=title, block=block, number=number, closed=is_closed))
    return _without_pages(entries), closed


def _without_pages(entries: list[Entry]) -> list[Entry]:
    """Take the page numbers off titles that have them at their ends without leaders: they rise from entry to entry."""
    tails = [_PAGE.search(entry.title) for entry in entries]
    pages = [int(tail["page"]) for tail in tails if tail]
    if len(pages) * 2 <= len(entries) or pages != sorted(pages) or len(set(pages)) < _RISING:
        return entries
    return [
        replace(entry, title=entry.title[: tail.start()]) if tail else entry
        for entry, tail in zip(entries, tails, strict=True)
    ]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each entry begins and ends, leaders and pages left out."""
    start = 0
    dotted = re.search(r"(?<!\S)\d{1,4}\.\s[A-ZÆØÅ]", text)
    for match in _boundaries().finditer(text):
        kind = match.lastgroup
        if kind in _INSIDE and _goes_on(text, start, match.start()):
            continue
        if kind == "bare" and dotted:
            continue
        ends = kind in {"leader", "error"}
        cut = match.end() if kind == "after" else match.start()
        if text[start:cut].strip():
            yield start, cut
        start = match.end() if ends else cut
        if kind == "group":
            yield match.span()
            start = match.end()
    if text[start:].strip():
        yield start, len(text)


def _goes_on(text: str, start: int, at: int) -> bool:
    """Tell whether a word that could open a title stands inside one: "Orientering om Budget"."""
    near = text[max(start, at - _NEAR) : at]
    before = near.split()
    if not before or before[-1].casefold() in _NO_TITLE_AFTER or before[-1].endswith(":"):
        return True
    return len(near) < _NEAR and _PREFIX.fullmatch(f"{near.strip()} ") is not None


def _group(text: str) -> State | None:
    return group_of(text) or group_of(text.replace("–", "-").rpartition(" - ")[2])


@cache
def _heading() -> re.Pattern[str]:
    words = vocabulary().words
    headings = _any_of(word for word in words.contents_headings if len(word) > _LONG_ENOUGH)
    columns = _any_of(words.contents_noise)
    return re.compile(
        rf"(?<!\S)(?<!kede )(?<!Åbne )(?P<words>{headings})(?!\S)(?:\s+(?:{columns})\.?(?!\S))*", re.IGNORECASE
    )


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@cache
def _boundaries() -> re.Pattern[str]:
    words = vocabulary()
    group = _any_of(group for group in words.words.open_groups | words.words.closed_groups if " " in group)
    kinds = {
        "leader": _LEADER,
        "error": rf"(?<!\S){_FIELD_ERROR}",
        "group": rf"(?<!\S)(?:[A-ZÆØÅ][a-zæøå]+ [a-zæøå]+ [-–] )?(?i:{group})(?!\S)(?!:)",
        "number": rf"(?<!\S)(?:{_NUMBER})",
        "bare": rf"(?<!\S){_BARE_NUMBER}",
        "lukket": rf"(?<!\S)(?:{_LUKKET})",
        "after": rf"(?<!\S)(?:{_LUKKET_AFTER})",
        "code": rf"(?<!\S){_BODY_CODE}",
        "opener": rf"(?<!\S)(?=[A-ZÆØÅ])(?i:{_any_of(running_text().title_openers)})(?![\w\-])",
    }
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items()))
