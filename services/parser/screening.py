"""Personal numbers stop here: a file that holds one is rejected before anything is made of it.

What is said of it names places and pages, never the number.
"""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from services.parser.reading.model import Paragraph, Reading, Table
from services.parser.sandbox.port import Answer
from shared import personal_numbers
from shared.contract import keys
from shared.contract.codes import Place, RejectionReason
from shared.contract.result import Rejected

_MOST_PAGES: Final = 50  # nobody looks at more of them
_CALLED: Final = {Place.NAME: "name", Place.PROPERTIES: "properties", Place.TEXT: "text"}


def screen(reading: Reading) -> Rejected | None:
    """Say where a file holds what may be personal numbers; ``None`` if it holds none."""
    texts = [_text(part) for part in reading.flow]
    ends = list(accumulate(len(text) + 1 for text in texts))
    # As one text: a number may go on below the end of a line.
    text = "\n".join(texts)
    found = {bisect_right(ends, start) for start, _ in personal_numbers.find(text)}
    found |= {bisect_right(ends, start) for start, _ in _misread(reading, text, ends)}
    pages = {page for index in found if (page := reading.flow[index].page) is not None}
    places = []
    if any(map(personal_numbers.is_in, reading.properties)):
        places.append(Place.PROPERTIES)
    if found or any(map(personal_numbers.is_in, reading.furniture)):
        places.append(Place.TEXT)
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


def _misread(reading: Reading, text: str, ends: list[int]) -> Iterator[tuple[int, int]]:
    """Yield what may be personal numbers on scanned pages, where OCR has taken digits for letters, and parted them."""
    scanned = {page.page for page in reading.ocr_pages}
    if scanned:
        for start, end in personal_numbers.find_misread(text):
            if reading.flow[bisect_right(ends, start)].page in scanned:
                yield start, end


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
