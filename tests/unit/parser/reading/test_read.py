"""Any bytes at all: a reading or a refusal, in time, and never anything else."""

import gc
import random
import time

import pytest

from services.parser.reading.read import read
from shared.contract.codes import RejectionReason
from shared.errors import DocumentError
from tests.unit.parser.reading.conftest import minutes_story, story_pdf

KNOWN = set(RejectionReason)


def outcome(data: bytes) -> str:
    """Read and tell what became of it."""
    try:
        return read(data).media_type
    except DocumentError as refused:
        return refused.reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", RejectionReason.EMPTY),
        (b" \r\n \t", RejectionReason.EMPTY),
        (b"\x89PNG\r\n\x1a\n", RejectionReason.UNSUPPORTED_TYPE),
        (b"\x7fELF" + b"\0" * 99, RejectionReason.UNSUPPORTED_TYPE),
        (b"%PDF-1.7 %%EOF", RejectionReason.MALFORMED),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, reason: RejectionReason) -> None:
    """Each reason is told in one sentence that names the cure."""
    assert outcome(data) == reason


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        ("<!doctype html><title>Referat</title><h1>Referat</h1><p>Byrådet".encode(), "text/html"),
        (b"{\\rtf1\\ansi Referat fra m\\'f8det\\par}", "application/rtf"),
        ("Referat fra mødet".encode(), "text/plain"),
    ],
)
def test_what_a_file_is_its_content_alone_says(data: bytes, media_type: str) -> None:
    """Each kind is read as what it is."""
    assert outcome(data) == media_type


def test_the_refusal_says_what_the_file_is() -> None:
    """Whoever dropped a Word file reads that it is one, and what to drop instead."""
    with pytest.raises(DocumentError) as refused:
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))

    assert "an older Office file (doc" in refused.value.detail
    assert "PDF" in refused.value.detail


def test_a_pdf_cut_at_any_tenth_is_malformed() -> None:
    """An upload that was broken off is told from a file without text."""
    data = story_pdf(minutes_story())

    assert {outcome(data[: len(data) * tenth // 10]) for tenth in range(1, 10)} == {RejectionReason.MALFORMED}


def test_flipped_bytes_are_a_reading_or_a_refusal() -> None:
    """Damage anywhere in a PDF or a text ends in one of the two."""
    dice = random.Random(20230314)  # noqa: S311  # the same damage every time
    for original in (story_pdf(minutes_story()), "# Referat\n\nGodkendt på møde\n".encode() * 20):
        for _ in range(150):
            data = bytearray(original)
            for _ in range(dice.choice((1, 3, 20))):
                data[dice.randrange(len(data))] = dice.randrange(256)

            assert outcome(bytes(data)) in KNOWN | {"application/pdf", "text/plain", "text/markdown"}


@pytest.mark.parametrize(
    "unit",
    [
        "*a",
        "_a ",
        "**a",
        "- a\n",
        "1\ta\t2\n",
        "|-",
        "[a](",
        "#",
        "<",
        "1) ",
        " ",
        ".",
        "\\*",
        "x" * 70 + "\n",
        "\f",
        "a\t",
    ],
)
def test_hostile_text_takes_time_by_its_length(unit: str) -> None:
    """Ten times the text takes at most some fifteen times as long: no pattern runs away."""
    short, long = _seconds(unit * (60_000 // len(unit))), _seconds(unit * (600_000 // len(unit)))

    assert long < 15 * short + 1.0


def _seconds(text: str) -> float:
    gc.disable()  # as in the child
    began = time.process_time()
    outcome(text.encode())
    seconds = time.process_time() - began
    gc.enable()
    return seconds
