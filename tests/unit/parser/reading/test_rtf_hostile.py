"""Rich text that nobody wrote for people: a reading or a refusal, in time that grows with its length."""

import gc
import random
import time

import pytest

from services.parser.reading.rtf import read_rtf
from shared.contract.codes import RejectionReason
from shared.errors import DocumentError

KNOWN = {"read", *RejectionReason}


def outcome(data: bytes) -> str:
    """Read and tell what became of it."""
    try:
        return "read" if read_rtf(data) else "nothing"
    except DocumentError as refused:
        return refused.reason


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "{}",
            "\\'e6",
            "\\u248?",
            "\\uc0\\u-10179",
            "\\bin1 a",
            "\\bin-5 a",
            "\\bin0 ",
            "\\",
            "x ",
            "x\\par ",
            "x\\cell ",
        ),
        *(
            "\\cell\\row",
            "\\b0\\b",
            "{\\*\\xx a}",
            "\\*",
            "x\\line ",
            "\\'zz",
            "{\\listtext 1.}",
            "{\\b x}y",
            "\0",
            "9",
        ),
        *(
            "{\\fonttbl{\\f0\\fcharset2 x;}}",
            "{\\pict{\\bin2 }}}",
            "\\uc99\\u65 ",
            "\\intbl x\\par",
            "{\\v x}",
            "{\\footnote ",
            "{\\*\\annotation x}",
            "{\\pict{\\picprop",
            "{\\info{\\title x}}",
            "{\\header x}",
            "{\\s1 a}",
        ),
    ],
)
@pytest.mark.parametrize(
    "head",
    ["", "{\\fonttbl", "{\\stylesheet", "{\\pict", "{\\listtext", "{\\info", "{\\footnote", "{\\header", "{\\fldinst"],
)
def test_hostile_files_take_time_by_their_length(unit: str, head: str) -> None:
    """Ten times the text takes at most some fifteen times as long."""
    short, long = (_seconds("{\\rtf1 " + head + unit * (size // len(unit)) + "}}x}") for size in (10_000, 100_000))

    assert long < 15 * short + 1.0


@pytest.mark.parametrize(
    "word", ["\\u", "\\bin", "\\uc", "\\f", "\\s", "\\outlinelevel", "\\sb", "\\fcharset", "\\ansicpg"]
)
@pytest.mark.parametrize("number", ["-1", "0", "9999999999", "9" * 5000, "-9999999999", ""])
def test_numbers_without_sense_are_no_harm(word: str, number: str) -> None:
    """Any number may stand after any word."""
    assert outcome(f"{{\\rtf1{{\\fonttbl{{\\f0{word}{number} x;}}}}{word}{number} Godkendt}}".encode()) in KNOWN


def test_a_file_cut_anywhere_is_malformed() -> None:
    """An upload that was broken off is told, wherever it broke."""
    data = b"{\\rtf1\\ansi{\\fonttbl{\\f0\\fcharset0 Times;}}{\\b M\\'f8de}\\par{\\pict\\bin3 }}}}Godkendt.\\par}"

    assert {outcome(data[:length]) for length in range(len(data))} == {RejectionReason.MALFORMED}


def test_flipped_bytes_are_a_reading_or_a_refusal() -> None:
    """Damage anywhere ends in one of the two."""
    dice = random.Random(20210317)  # noqa: S311  # the same damage every time
    original = (
        b"{\\rtf1\\ansi{\\fonttbl{\\f0\\fcharset0 T;}}{\\b M\\'f8de}\\par"
        b"\\intbl a\\cell\\u248?\\cell\\row\\pard x\\par}"
    )
    for _ in range(2000):
        data = bytearray(original)
        for _ in range(dice.choice((1, 3, 10))):
            data[dice.randrange(len(data))] = dice.randrange(256)

        assert outcome(bytes(data)) in KNOWN


def test_what_stands_behind_the_end_is_no_text() -> None:
    """A file ends with its outermost group."""
    page = read_rtf(b"{\\rtf1 Godkendt}}}} \\par skrald{\0")[0]

    assert [getattr(item, "text", "") for item in page.items] == ["Godkendt"]


def test_pictures_cost_next_to_nothing() -> None:
    """They are skipped, not read."""
    began = time.process_time()

    assert outcome(b"{\\rtf1 {\\pict " + b"0f\n" * 6_000_000 + b"}Godkendt}") == "read"
    assert outcome(b"{\\rtf1 {\\pict\\bin18000000 " + b"}" * 18_000_000 + b"}Godkendt}") == "read"
    assert time.process_time() - began < 5


def _seconds(text: str) -> float:
    gc.disable()  # as in the child
    began = time.process_time()
    outcome(text.encode())
    seconds = time.process_time() - began
    gc.enable()
    return seconds
