"""Where Danish sentences end, well enough to show one, and which of them shows best what was found."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

Range = tuple[int, int]

LONGEST_SHOWN: Final = 400  # characters; a table without a full stop is no sentence anybody wants to read whole

_LEAD: Final = 80  # characters kept before the first mark of a shortened sentence
_ABBREVIATIONS: Final = """
    adm afd ang art bl ca cand dir div dr ekskl eks evt fhv
    forts fr gl hhv hr ifm iht incl inkl jf jr jvf kap kgl
    kl kr lb lign matr max mdr mht mia min mio mv nr nuv
    pct pga pkt pr prof red ref resp sct sek skt sml st stk
    tekn tidl tlf uds udv undt vedr vejl vha vs årl
    """
_ABBREVIATION_WORDS: Final = frozenset(_ABBREVIATIONS.split())
_END: Final = re.compile(r"\n+|[.!?…][\"'”»)\]]*[ \t\u00a0]+(?=[^\s.])")
_LAST_WORD: Final = re.compile(r"([^\W_]+)$")


# The parser's wording.py has a splitter too: records hang on where that one splits, and it keeps "ja." Nej. together.
def sentences(text: str) -> Iterator[Range]:
    """Split a text into sentences, as (start, end) without the white space around them."""
    start = 0
    for end in _END.finditer(text):
        if end[0].startswith("\n") or _is_end(text, start, end.start(), end.end()):
            yield from _trimmed(text, start, end.end())
            start = end.end()
    yield from _trimmed(text, start, len(text))


def best_sentence(text: str, marks: Sequence[Range]) -> Range:
    """Choose the sentence with the most different marked words, the first of them, and not too long."""
    best, most = (0, 0), -1
    first = 0
    for start, end in sentences(text):
        while first < len(marks) and marks[first][0] < start:
            first += 1
        inside = first
        words = set()
        while inside < len(marks) and marks[inside][1] <= end:
            words.add(text[slice(*marks[inside])].casefold())
            inside += 1
        if len(words) > most:
            best, most = (start, end), len(words)
    return _shortened(text, best, marks)


def _is_end(text: str, start: int, stop: int, following: int) -> bool:
    """Judge a full stop by the word before it and the letter after it."""
    if text[stop] != ".":
        return True
    # "den 5. maj", "kl. 17.00": what goes on in lower case or after a shortening is no new sentence.
    if text[following].islower():
        return False
    word = _LAST_WORD.search(text, max(start, stop - 40), stop)
    if word is None:
        return True
    if word[1].casefold() in _ABBREVIATION_WORDS or (len(word[1]) == 1 and word[1].isalpha()):
        return False
    # A number that begins the sentence numbers it: "2. Byrådet godkender ...".
    return not (word[1].isdigit() and not text[start : word.start()].strip())


def _trimmed(text: str, start: int, end: int) -> Iterator[Range]:
    inner = text[start:end]
    left = start + len(inner) - len(inner.lstrip())
    right = start + len(inner.rstrip())
    if left < right:
        yield left, right


def _shortened(text: str, sentence: Range, marks: Sequence[Range]) -> Range:
    start, end = sentence
    if end - start <= LONGEST_SHOWN:
        return sentence
    first = next((mark[0] for mark in marks if start <= mark[0] < end), start)
    # Whole words only, where there are any.
    cut = text.find(" ", max(start, first - _LEAD), first) + 1 if first - _LEAD > start else start
    start = cut or first
    if end - start <= LONGEST_SHOWN:
        return start, end
    stop = text.rfind(" ", start, start + LONGEST_SHOWN)
    return start, stop if stop > first else start + LONGEST_SHOWN
