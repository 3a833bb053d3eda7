"""Whether what was read is text that anybody can rely on, page by page."""

import re
from collections.abc import Sequence

from services.parser.reading.model import Line, Page, Source
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
_MAX_STRAY_STOP_WORDS = 0.005  # of all words; English has 0.02 that look like Danish ones
_MAX_UNREADABLE = 0.1  # of all signs: no letter that a font could be asked for
_MIN_CONFIDENCE = 0.85  # of OCR; a clean scan has 0.93
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff]")


def is_unreadable(text: str) -> bool:
    """Tell whether many signs are no letter of any font."""
    if not _UNREADABLE.search(text):
        return False
    return len(_UNREADABLE.findall(text)) > _MAX_UNREADABLE * sum(map(len, text.split()))


def has_danish_letters(text: str) -> bool:
    """Tell whether æ, ø and å are about as frequent as in Danish."""
    return sum(map(text.count, "æøåÆØÅ")) >= _MIN_DANISH_LETTERS * len(text)


def lost_danish_letters(text: str) -> bool:
    """Tell whether this is Danish text of some length without its æ, ø and å."""
    return not has_danish_letters(text) and _share_of_stop_words(text) >= _MIN_STOP_WORDS


def is_garbled(text: str) -> bool:
    """Tell whether this is text of some length in no language: not even English is so free of Danish words."""
    return 0 <= _share_of_stop_words(text) < _MAX_STRAY_STOP_WORDS


def _share_of_stop_words(text: str) -> float:
    """Measure the share of the commonest Danish words; -1 where there are too few words to tell."""
    words = [word.casefold() for word in _WORD.findall(text)]
    if len(words) < _ENOUGH_WORDS:
        return -1.0
    return sum(word in _STOP_WORDS for word in words) / len(words)


def the_more_danish(recognised: Page, layer: Page) -> Page:
    """Choose between what OCR and what the text layer made of one page; in doubt what the eye sees."""
    return recognised if recognised.items and _danish_words(recognised) >= _danish_words(layer) else layer


def _danish_words(page: Page) -> int:
    words = [word.casefold() for word in _WORD.findall(_text_of(page))]
    return sum(word in _STOP_WORDS or has_danish_letters(word) for word in words)


def judge(pages: Sequence[Page], missing: Sequence[int] = ()) -> tuple[RecordWarning, ...]:
    """Warn of pages without reliable text. Raises DocumentError (no_text) where no page has any."""
    texts = [_text_of(page) for page in pages]
    if not any(map(_is_readable, texts)):
        raise DocumentError(RejectionReason.NO_TEXT, _why_unreadable(pages, texts))
    faults = [_fault(page, text, is_alone=len(pages) == 1) for page, text in zip(pages, texts, strict=True)]
    unopened = [
        RecordWarning(code=WarningCode.MISSING_PAGE, detail=f"Page {number} can't be opened.") for number in missing
    ]
    return (*unopened, *filter(None, faults))


def _fault(page: Page, text: str, *, is_alone: bool) -> RecordWarning | None:
    where = "The file" if page.number is None else f"Page {page.number}"
    code, detail = WarningCode.TEXT_QUALITY, ""
    if text.strip() and not _is_readable(text):
        detail = f"{where} has text that can't be read as letters."
    elif lost_danish_letters(text):
        detail = f"{where} has lost its æ, ø and å."
    elif page.is_scan and text.strip():
        detail = f"{where} shows more than its text says, as a scan does."
    elif page.source is Source.OCR and page.confidence < _MIN_CONFIDENCE:
        percent = f"{page.confidence:.0%}".replace("%", " %")
        detail = f"{where} is a scan that OCR was not sure about (confidence {percent}): compare it with the original."
    elif not is_alone and not text.strip():
        code, detail = WarningCode.MISSING_PAGE, f"{where} has no text."
    return RecordWarning(code=code, detail=detail) if detail else None


def _is_readable(text: str) -> bool:
    return _WORD.search(text) is not None and not is_unreadable(text)


def _why_unreadable(pages: Sequence[Page], texts: Sequence[str]) -> str:
    if all(page.number is None for page in pages):
        return "The file holds signs but no words: drop the minutes themselves."
    what = "Its text can't be read as letters" if any(text.strip() for text in texts) else "No page has text"
    cure = "drop the PDF that the system of origin makes, with text that can be marked"
    if any(page.is_scan for page in pages):
        cure += ", or have scans read ('Scans' in README.md)"
    return f"{what}, as in a scan: {cure}."


def _text_of(page: Page) -> str:
    return "\n".join(
        item.text if isinstance(item, Line) else "\n".join(" ".join(row) for row in item.rows) for item in page.items
    )
