"""Personal numbers stop here: a file that holds one is rejected before anything is made of it.

What is said of it names places and pages, never the number.
"""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from services.parser.reading.model import Beside, Paragraph, Reading, Table
from services.parser.sandbox.port import Answer
from services.parser.unseen import digits_of, numbers_in
from shared import personal_numbers
from shared.contract import keys
from shared.contract.codes import Place, RejectionReason
from shared.contract.result import Rejected

_MOST_PAGES: Final = 50  # nobody looks at more of them
_CALLED: Final = {Place.NAME: "name", Place.PROPERTIES: "properties or hidden content", Place.TEXT: "text"}


def screen(reading: Reading) -> Rejected | None:
    """Say where a file holds what may be personal numbers; ``None`` if it holds none."""
    in_text, pages = _in_flow(reading)
    in_text += numbers_in(Beside(text="\n\n".join(reading.furniture)))
    beside = [(part, number) for part in reading.beside for number in numbers_in(part)]
    in_text += [number for part, number in beside if part.is_shown]
    # What repeats the text tells of a place of its own only if the number stands nowhere in the text.
    told = [part for part, number in beside if not (part.repeats and number in in_text)]
    pages |= {part.page for part in told if part.page is not None}
    hidden = [part for part in told if not part.is_shown]
    places = [place for place, found in ((Place.PROPERTIES, hidden), (Place.TEXT, in_text)) if found]
    return _rejected(places, sorted(pages)[:_MOST_PAGES]) if places else None


def screen_name(name: str, answer: Answer) -> Answer:
    """Say the same of a file by the name that it is delivered under, beside what was said of its content."""
    if not keys.holds_masked_number(name):
        return answer
    inside = answer if isinstance(answer, Rejected) else None
    return _rejected([Place.NAME, *(inside.places if inside else ())], [*(inside.pages if inside else ())])


def is_held_back(answer: Answer | None) -> bool:
    """Tell whether an answer is a rejection for a personal number."""
    return isinstance(answer, Rejected) and answer.reason is RejectionReason.PERSONAL_NUMBER


def _in_flow(reading: Reading) -> tuple[list[str], set[int]]:
    """Give the digits of all numbers in the flow, and the pages on which they begin."""
    parts = list(reading.flow)
    texts = [_text(part) for part in parts]
    ends = list(accumulate(len(text) + 1 for text in texts))
    # As one text: a number may go on below the end of a line.
    text = "\n".join(texts)
    scanned = {page.page for page in reading.ocr_pages}
    digits: list[str] = []
    pages: set[int] = set()
    for (start, end), is_misread in _spans(text, is_scanned=bool(scanned)):
        index = bisect_right(ends, start)
        page = _page_at(parts[index], texts[index], start - (ends[index - 1] if index else 0))
        if page in scanned or not is_misread:
            digits.append(digits_of(text[start:end]))
            pages |= {page} if page is not None else set()
    return digits, pages


def _spans(text: str, *, is_scanned: bool) -> Iterator[tuple[tuple[int, int], bool]]:
    """Yield what may be personal numbers, and whether OCR has taken letters for its digits or parted them."""
    yield from ((span, False) for span in personal_numbers.find(text))
    if is_scanned:
        yield from ((span, True) for span in personal_numbers.find_misread(text))


def _page_at(part: Paragraph | Table, text: str, place: int) -> int | None:
    """Say on which page a place in the text of a part stands."""
    if isinstance(part, Table):
        row = text.count("\n", 0, place)
        return part.row_pages[row] if row < len(part.row_pages) else part.page
    return next((page for at, page in reversed(part.turns) if at <= place), part.page)


def _text(part: Paragraph | Table) -> str:
    return "\n".join("\t".join(row) for row in part.rows) if isinstance(part, Table) else part.text


def _rejected(places: list[Place], pages: list[int]) -> Rejected:
    where = " and ".join(f"its {_CALLED[place]}" for place in places)
    listed = f" (page {', '.join(map(str, pages))})" if pages else ""
    return Rejected(
        reason=RejectionReason.PERSONAL_NUMBER,
        detail=f"What may be a personal number stands in {where}{listed}: take it out and drop the file again, "
        "or release the file if it is none.",
        places=tuple(places),
        pages=tuple(pages),
    )
