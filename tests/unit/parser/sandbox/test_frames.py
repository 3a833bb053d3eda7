"""What is believed of a child's answer. Scenario H24."""

import struct
from dataclasses import replace

import pytest

from services.parser.reading.model import MAX_OCR_PAGES, ScannedError
from services.parser.sandbox.frames import decode_answer, encode_answer, encode_scan
from services.parser.sandbox.port import Answer, Parsed, Request
from shared.contract.codes import DocumentKind, RejectionReason
from shared.contract.record import Document, Item, Layout, Meeting, Record
from shared.contract.result import Rejected
from shared.errors import ContractError

REQUEST = Request(sha256="a" * 64, parser_version="7")
RECORD = Record(
    document=Document(sha256="a" * 64, media_type="text/plain", bytes=3),
    kind=DocumentKind.REFERAT,
    meeting=Meeting(body="Byrådet"),
    layout=Layout(name="plain", score=1.0),
    parser_version="7",
    items=(Item(span=(0, 3)),),
)
ANSWERS: list[Answer] = [
    Parsed(record=RECORD, text="æøå"),
    Rejected(reason=RejectionReason.NOT_MINUTES, detail="Det ligner et bilag."),
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_honest_answer_comes_back_as_it_was(answer: Answer) -> None:
    """Encoding and decoding change nothing."""
    assert decode_answer(encode_answer(answer), REQUEST) == answer


@pytest.mark.parametrize(
    "forged",
    [
        Parsed(record=replace(RECORD, document=replace(RECORD.document, sha256="b" * 64)), text="æøå"),
        Parsed(record=replace(RECORD, parser_version="8"), text="æøå"),
        Parsed(record=RECORD, text="æ"),
        Parsed(record=replace(RECORD, items=(Item(span=(2, 1)),)), text="æøå"),
        Parsed(record=RECORD, text="æ\0å"),
        Rejected(reason=RejectionReason.QUOTA, detail="Send penge."),
        Rejected(reason=RejectionReason.EMPTY, detail="a\x1b[31mb"),
        Rejected(reason=RejectionReason.EMPTY, detail="x" * 501),
    ],
)
def test_a_forged_answer_is_refused(forged: Answer) -> None:
    """What no honest child would say is not believed, however well it is spelled."""
    with pytest.raises(ContractError):
        decode_answer(encode_answer(forged), REQUEST)


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_cut_is_noticed(answer: Answer) -> None:
    """A frame that ends early, at any byte, or goes on after its end is refused."""
    frame = encode_answer(answer)

    for damaged in [*(frame[:length] for length in range(len(frame))), frame + b"x"]:
        with pytest.raises(ContractError):
            decode_answer(damaged, REQUEST)


@pytest.mark.parametrize(
    "frame",
    [
        struct.pack(">8sII", b"parsed\0\1", 2, 2) + b"{}\xff\xfe",
        struct.pack(">8sII", b"parsed\0\1", 2, 1) + b"{}x",
        struct.pack(">8sII", b"reject\0\1", 5, 1) + b"wrongx",
        struct.pack(">8sII", b"reject\0\1", 2, 1) + b"\xff\xffx",
        struct.pack(">8sII", b"another\1", 1, 1) + b"ab",
        struct.pack(">8sII", b"parsed\0\1", 2**32 - 1, 2**32 - 1),
    ],
)
def test_nonsense_in_the_right_shape_is_refused(frame: bytes) -> None:
    """Lengths, letters, kinds and reasons are checked before they are used."""
    with pytest.raises(ContractError):
        decode_answer(frame, REQUEST)


def test_scanned_pages_are_told_to_whoever_asked() -> None:
    """There is no answer yet, and the number of pages comes through."""
    with pytest.raises(ScannedError) as told:
        decode_answer(encode_scan(12), replace(REQUEST, tell_scans=True))

    assert told.value.pages == 12


@pytest.mark.parametrize(
    ("frame", "asked"),
    [
        (encode_scan(12), False),
        (encode_scan(0), True),
        (encode_scan(MAX_OCR_PAGES + 1), True),
        (struct.pack(">8sII", b"scan\0\0\0\1", 0, 2) + "١٢".encode()[:2], True),
        (encode_scan(12)[:-1], True),
    ],
)
def test_a_forged_scan_is_refused(frame: bytes, asked: bool) -> None:  # noqa: FBT001
    """Nobody makes OCR work who was not asked, nor for more pages than it reads of any file."""
    with pytest.raises(ContractError):
        decode_answer(frame, replace(REQUEST, tell_scans=asked))
