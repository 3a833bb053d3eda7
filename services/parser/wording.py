"""Small pure helpers for Danish text: folding for comparison, sentences, names of bodies."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

MAX_SENTENCE = 2_000  # letters; a longer one is a list or hostile, and is read in pieces so that time stays linear
_MARKS = re.compile(r"[*_#]+")
_ENDS = re.compile(r"[.?!]+(?=\s|$)|\n")
_NO_LETTERS = re.compile(r"[\W_]+")
_NEAR = 60  # letters before a dot that tell whether it ends a sentence
_LONGEST = 8  # letters of an abbreviation
_ABBREVIATION = re.compile(
    r"(?:\b(?:kl|nr|pkt|jf|stk|ca|bl\.a|mv|m\.v|f\.eks|fx|evt|inkl|ekskl|vedr|pr|kr|mio|mia|d|dok|sagsnr|ad|"
    r"tlf|art|bek|lov|hhv|pga|ang|mht|afd|div|osv|o\.l|dvs|ift|iht|max|min|st|jan|feb|mar|apr|aug|sep|sept|okt|nov|dec)|\b\w|\d)$",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)  # every step asks it of every line
def fold_heading(text: str) -> str:
    """Fold a heading or label for comparison: no case, no markup, no colon or dot at its end, single blanks."""
    return " ".join(_MARKS.sub("", text).split()).rstrip(" :.").casefold()


def fold_contents_heading(text: str) -> str:
    """Fold the heading of a contents list, without the "Side" that may stand over its column of pages."""
    return fold_heading(text).removesuffix(" side")


@lru_cache(maxsize=4096)
def fold_title(text: str) -> str:
    """Fold an agenda item's title for comparison: letters and digits only, no case."""
    return _NO_LETTERS.sub("", text.casefold())


def same_title(first: str, second: str) -> bool:
    """Tell whether two titles are the same although one may be cut short (contents lists cut near 98 letters)."""
    a, b = sorted((fold_title(first), fold_title(second)), key=len)
    if not a:
        return False
    return a == b or (len(a) >= 20 and (b.startswith((a, a[:-2]))))


def one_line(text: str) -> str:
    """Make every run of white space one blank."""
    return " ".join(text.split())


def labelled_line(row: Iterable[str]) -> str:
    """Spell a row of a table as the line that it would be without one: "Status: Lukket"."""
    return ": ".join(cell.strip().rstrip(":") for cell in row if cell.strip())


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each sentence; line breaks end one, abbreviations and numbers do not.

    One that is longer than ``MAX_SENTENCE`` comes in pieces.
    """
    start = 0
    for match in _ENDS.finditer(text):
        if (
            match[0] != "\n"
            and match[0] == "."
            and _ABBREVIATION.search(text, max(start, match.start() - _LONGEST), match.start())
        ):
            following = text[match.end() : match.end() + _NEAR].lstrip(" ")
            if following and not (following[0].isupper() and _ends_a_sentence(text, start, match.start())):
                continue
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _ends_a_sentence(text: str, start: int, dot: int) -> bool:
    """Tell whether the dot after a number or abbreviation can end a sentence: "i 2021. Derefter", not "1. Valg"."""
    return bool(
        re.search(
            r"\S\s.*(?:\d|\bmv|\bm\.v|\bosv|\bo\.l|\bkr)$",
            text[max(start, dot - _NEAR) : dot],
            re.IGNORECASE | re.DOTALL,
        )
    )


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for begin in range(start, end, MAX_SENTENCE):
        piece = text[begin : min(end, begin + MAX_SENTENCE)]
        if stripped := piece.strip():
            first = begin + piece.index(stripped)
            yield first, first + len(stripped)
