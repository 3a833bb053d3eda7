"""How two visual lines of one paragraph become one text again, hyphens at the line's end included."""

import re

_MONTHS = "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"
_LIST_MARK = re.compile(
    rf"(?:[-–•·*▪‣◦]\s|\d{{1,3}}[.)](?!\s*(?:{_MONTHS})\b)(?:\s|$)|\(?[a-zæøå\d]{{1,2}}\)\s|[a-zæøå]\.\s|§\s*\d|ad\s+\d)",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    r"(?:^|\W)(?:indstil|anbefal|beslut|vedt[ao]g|foreslå|godkend)|^(?:\d+\.\s*)?at\s", re.IGNORECASE
)
_TAIL_LINES = 5
_SENTENCE = 300  # letters back that may introduce a point
_POINT = re.compile(r"at\s", re.IGNORECASE)
_BROAD, _NARROW = "mwMWÆ%—", "iljtfrI.,:;'!|()[] "
_HYPHENS = ("-", "\u2010", "\u00ad")
_HANGING_PARTS = ("og", "eller", "samt")
_CONTENTS_LINE = re.compile(r"(?:\.{3,}|…|(?:\. ){3,}|_{3,}).{0,3}\s*(?:\d{1,4}|[ivxlc]{1,6})?\s*$")
_PAGE_BESIDE = re.compile(r"\t\d{1,4}$")
_PAGE_LETTERS = 5


def begins_list_item(text: str, before: str) -> bool:
    """Tell whether a line begins a point of a list and so never goes on ``before``, the paragraph so far.

    "at ..." is one after a colon or a point of its kind, and after what recommends or decides; elsewhere it
    is prose that happened to break there.
    """
    if _POINT.match(text):
        if not before.endswith((",", ":", ";", ".", "!", "?")):
            return False
        return not before.endswith(",") or _INTRODUCES.search(before[-_SENTENCE:]) is not None
    return _LIST_MARK.match(text) is not None


def is_contents_line(text: str) -> bool:
    """Tell whether a line belongs to a contents list: dots lead to a page, or should."""
    return _CONTENTS_LINE.search(text[-40:]) is not None


def breadth(text: str) -> float:
    """Estimate how wide text is, in letters of the usual width."""
    broad, narrow = sum(map(text.count, _BROAD)), sum(map(text.count, _NARROW))
    return len(text) + 0.5 * broad - 0.4 * narrow + 0.25 * sum(map(str.isupper, text))


def join(left: str, right: str, *, hyphenated: bool = False) -> str:
    """Join two lines of one paragraph; ``hyphenated`` says that a hyphen after ``left`` is already gone."""
    stem, seam = _seam(left, right, hyphenated=hyphenated)
    return stem + seam + right


class Growing:
    """A paragraph that takes line after line, in time that grows with its length and not its square.

    The page of a contents list's entry may stand beside the first of its lines; it stays behind the last one.
    ``length`` is how long the paragraph is so far, without that page.
    """

    def __init__(self, text: str) -> None:
        page = _PAGE_BESIDE.search(text[-_PAGE_LETTERS:]) if "\t" in text else None
        self._page = page[0] if page else ""
        self._pieces = [text.removesuffix(self._page)]
        self.length = len(self._pieces[0])

    def add(self, text: str, *, hyphenated: bool = False) -> None:
        """Join one more line, as :func:`join` does."""
        last = self._pieces[-1]
        self._pieces[-1], seam = _seam(last, text, hyphenated=hyphenated)
        self._pieces.append(seam + text)
        self.length += len(self._pieces[-2]) - len(last) + len(self._pieces[-1])

    @property
    def tail(self) -> str:
        """The last few lines: what may introduce the next one."""
        return "".join(self._pieces[-_TAIL_LINES:])

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self._pieces) + self._page


def _seam(left: str, right: str, *, hyphenated: bool) -> tuple[str, str]:
    """Say what stays of ``left``, and what comes between.

    A hyphen that only the line's end made is dropped; one that belongs to the word stays: after capitals and
    digits ("LAB-loven"), a single letter ("e-mail"), before "og" and "eller" ("social- og ...").
    """
    if not hyphenated and not left.endswith(_HYPHENS):
        return left, " "
    stem = left if hyphenated else left[:-1]
    last = stem.rpartition(" ")[2].rpartition("-")[2]
    first = right.partition(" ")[0]
    if not last or not last[-1].isalnum():
        return left, " "
    if first.casefold().strip(".,;:") in _HANGING_PARTS:
        return f"{stem}-", " "
    belongs = len(last) == 1 or last.isupper() or not last[-1].isalpha() or not first[:1].islower()
    return (f"{stem}-", "") if belongs else (stem, "")
