"""One file of minutes, from bytes to answer: the whole pure core, as it runs in the child process."""

from services.parser.assembling import assemble
from services.parser.document import lay_out
from services.parser.extracting.municipality import municipality_of
from services.parser.judging import require_minutes, warn
from services.parser.reading.model import Reading
from services.parser.reading.ocr import make_recogniser
from services.parser.reading.read import read
from services.parser.sandbox.port import Answer, Parsed, Request
from services.parser.screening import screen
from services.parser.segmenting.unrolling import unroll
from shared.contract.record import Document, Record
from shared.contract.result import Rejected
from shared.errors import DocumentError
from shared.municipalities import by_code


def parse_file(data: bytes, request: Request) -> Answer:
    """Read one file and say what it is: a record with its text, or a rejection. Raises nothing for odd content.

    Raises ScannedError where the request asks for it.
    """
    recogniser = make_recogniser(request.language_data) if request.language_data else None
    try:
        reading = read(data, recogniser, tell_scans=request.tell_scans)
        held_back = None if request.is_released else screen(reading)
        return held_back or parse_reading(reading, len(data), request)
    except DocumentError as error:
        return Rejected(reason=error.reason, detail=error.detail)


def parse_reading(reading: Reading, size: int, request: Request) -> Parsed:
    """Turn what was read into a record. Raises DocumentError (not_minutes)."""
    as_read = lay_out(reading.flow, reading.pages)
    unrolled = unroll(as_read)
    text = unrolled.text
    minutes = assemble(text, unrolled.entries, reading.furniture)
    require_minutes(minutes)
    municipality = (
        by_code(request.municipality)
        if request.municipality
        else municipality_of("\n".join((*reading.furniture, as_read.text)))
    )
    record = Record(
        document=Document(
            sha256=request.sha256,
            media_type=reading.media_type,
            bytes=size,
            pages=reading.pages,
            ocr_pages=reading.ocr_pages,
        ),
        kind=minutes.kind,
        municipality=municipality,
        meeting=minutes.meeting,
        attendance=minutes.attendance,
        items=minutes.items,
        warnings=(*reading.warnings, *warn(minutes, municipality, as_read.blocks, lost_lines=unrolled.lost_lines)),
        layout=minutes.layout,
        parser_version=request.parser_version,
    )
    return Parsed(record=record, text=text.text)
