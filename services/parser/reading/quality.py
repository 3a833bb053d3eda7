"""Whether what was read is text that anybody can rely on, page by page."""

import re
from collections.abc import Sequence

from services.parser.reading.model import Line, Page
from shared.contract.codes import RejectionReason, WarningCode
from shared.contract.record import RecordWarning
from shared.errors import DocumentError

_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH_WORDS = 80
_STOP_WORDS = frozenset(
    ("og", "i", "at", "er", "det", "en", "til", "på", "for", "af", "den", "med", "der", "som", "de", "har")
)
_MIN_DANISH_LETTERS = 0.003  # of all signs; the least seen in real minutes is 0.013 of the letters
_MIN_STOP_WORDS = 0.10  # of all words; the least seen is 0.10, the usual 0.32
_MAX_UNREADABLE = 0.1  # of all signs: no letter that a font could be asked for
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff]")


def judge(pages: Sequence[Page], missing: Sequence[int] = ()) -> tuple[RecordWarning, ...]:
    """Warn of pages without reliable text. Raises DocumentError (no_text) where no page has any."""
    texts = [_text_of(page) for page in pages]
    readable = [_is_readable(text) for text in texts]
    if not any(readable):
        raise DocumentError(RejectionReason.NO_TEXT, _why_unreadable(pages, texts))
    warnings = [
        RecordWarning(code=WarningCode.MISSING_PAGE, detail=f"Page {number} can't be opened.") for number in missing
    ]
    for page, text, is_readable in zip(pages, texts, readable, strict=True):
        where = "The file" if page.number is None else f"Page {page.number}"
        if text.strip() and not is_readable:
            detail = f"{where} has text that can't be read as letters."
            warnings.append(RecordWarning(code=WarningCode.TEXT_QUALITY, detail=detail))
        elif _lost_danish_letters(text):
            detail = f"{where} has lost its æ, ø and å."
            warnings.append(RecordWarning(code=WarningCode.TEXT_QUALITY, detail=detail))
        elif len(pages) > 1 and not text.strip():
            warnings.append(RecordWarning(code=WarningCode.MISSING_PAGE, detail=f"{where} has no text."))
    return tuple(warnings)


def _why_unreadable(pages: Sequence[Page], texts: Sequence[str]) -> str:
    if all(page.number is None for page in pages):
        return "The file holds signs but no words: drop the minutes themselves."
    what = "Its text can't be read as letters" if any(text.strip() for text in texts) else "No page has text"
    return f"{what}, as in a scan: drop the PDF that the system of origin makes, with text that can be marked."


def _text_of(page: Page) -> str:
    return "\n".join(
        item.text if isinstance(item, Line) else "\n".join(" ".join(row) for row in item.rows) for item in page.items
    )


def _is_readable(text: str) -> bool:
    if not _WORD.search(text):
        return False
    unreadable = len(_UNREADABLE.findall(text))
    return not unreadable or unreadable <= _MAX_UNREADABLE * sum(map(len, text.split()))


def _lost_danish_letters(text: str) -> bool:
    if sum(map(text.count, "æøåÆØÅ")) >= _MIN_DANISH_LETTERS * len(text):
        return False
    words = [word.casefold() for word in _WORD.findall(text)]
    if len(words) < _ENOUGH_WORDS:
        return False
    return sum(word in _STOP_WORDS for word in words) >= _MIN_STOP_WORDS * len(words)
