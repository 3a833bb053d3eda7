"""How an answer crosses the pipe, and how much of it is believed: nothing that has not been checked.

The child may have been taken over by the file it read. So what it sends is taken for bytes of an enemy:
lengths are checked before they are used, types by the codec, and what only we can know is compared.
"""

import re
import struct
from collections.abc import Iterator

from services.parser.reading.model import MAX_OCR_PAGES, ScannedError
from services.parser.sandbox.port import Answer, Parsed, Request
from shared.contract.codec import decode_record, decode_rejected, encode
from shared.contract.codes import RejectionReason
from shared.contract.record import Record, Span
from shared.contract.result import Rejected
from shared.errors import ContractError

_HEADER = struct.Struct(">8sII")  # what it is, and the lengths of its two parts
_PARSED, _REJECTED, _SCAN = b"parsed\0\1", b"reject\0\1", b"scan\0\0\0\1"
_MAX_DETAIL = 500
_PAGES = re.compile("[1-9][0-9]{0,2}", re.ASCII)
_MAX_PLACES = 100

_ALLOWED = frozenset(RejectionReason) - {
    RejectionReason.TOO_LARGE,
    RejectionReason.UNKNOWN_MUNICIPALITY,
    RejectionReason.QUOTA,
    RejectionReason.CRASHED,
    RejectionReason.TIMED_OUT,
}  # the others are for us to say


def encode_answer(answer: Answer) -> bytes:
    """Spell an answer as one frame."""
    if isinstance(answer, Parsed):
        kind, first, second = _PARSED, encode(answer.record), answer.text.encode()
    else:
        kind, first, second = _REJECTED, encode(answer), b""
    return _HEADER.pack(kind, len(first), len(second)) + first + second


def encode_scan(pages: int) -> bytes:
    """Spell as one frame that there is no answer yet, since so many pages must be read by OCR."""
    return _HEADER.pack(_SCAN, 0, len(str(pages))) + str(pages).encode()


def decode_answer(frame: bytes, request: Request) -> Answer:
    """Read and check one frame. Raises ContractError for anything that an honest child would not send.

    Raises ScannedError where there is no answer yet.
    """
    try:
        kind, first_length, second_length = _HEADER.unpack_from(frame)
    except struct.error as error:
        raise ContractError("the answer has no header") from error
    body = frame[_HEADER.size :]
    if len(body) != first_length + second_length:
        raise ContractError("the answer is shorter or longer than it says")
    first = body[:first_length]
    try:
        second = body[first_length:].decode()
    except UnicodeDecodeError as error:
        raise ContractError("the answer's text is not UTF-8") from error
    if kind == _PARSED:
        return _parsed(first, second, request)
    if kind == _REJECTED and not second:
        return _rejected(first)
    if kind == _SCAN and request.tell_scans and _PAGES.fullmatch(second) and int(second) <= MAX_OCR_PAGES:
        raise ScannedError(int(second))
    raise ContractError("the answer is of no known kind")


def _parsed(body: bytes, text: str, request: Request) -> Parsed:
    record = decode_record(body)
    if (record.document.sha256, record.parser_version) != (request.sha256, request.parser_version):
        raise ContractError("the answer is about another file")
    if "\0" in text:
        raise ContractError("the answer's text holds a NUL")
    if not all(0 <= start <= end <= len(text) for start, end in _spans(record)):
        raise ContractError("the answer points outside of its text")
    return Parsed(record=record, text=text)


def _rejected(body: bytes) -> Rejected:
    rejected = decode_rejected(body)
    if rejected.reason not in _ALLOWED:
        raise ContractError("the answer's reason is not for a child to give")
    if len(rejected.detail) > _MAX_DETAIL or not rejected.detail.isprintable():
        raise ContractError("the answer's sentence is not one that a child would write")
    if max(len(rejected.places), len(rejected.pages)) > _MAX_PLACES or not all(page > 0 for page in rejected.pages):
        raise ContractError("the answer's places are not those of a file")
    return rejected


def _spans(record: Record) -> Iterator[Span]:
    for item in record.items:
        yield item.span
        for parts in (item.sections, item.recommendations, item.decisions, item.statements, item.attachments):
            yield from (part.span for part in parts)
