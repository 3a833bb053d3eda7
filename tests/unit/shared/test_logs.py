"""Logs: one line of JSON each, that machines can read and that tells nothing it should not."""

import io
import json
import logging

import pytest

from shared.logs import JsonFormatter


@pytest.fixture
def lines() -> tuple[logging.Logger, io.StringIO]:
    """Make a logger that writes to memory."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logger = logging.Logger("referat.test")  # noqa: LOG001 - one that no other test can change
    logger.addHandler(handler)
    return logger, stream


def test_an_event_is_one_line(lines: tuple[logging.Logger, io.StringIO]) -> None:
    """Line breaks and control characters in a name neither break the line nor reach a terminal."""
    logger, stream = lines
    logger.info("task", extra={"key": "165/a\n\x1b[31mb\u2028.pdf", "seconds": 0.5})

    (line,) = stream.getvalue().splitlines()
    assert line.isprintable()
    told = json.loads(line)
    assert (told["event"], told["level"], told["logger"]) == ("task", "info", "referat.test")
    assert (told["key"], told["seconds"]) == ("165/a\n\x1b[31mb\u2028.pdf", 0.5)


def test_an_exception_is_in_its_line(lines: tuple[logging.Logger, io.StringIO]) -> None:
    """A traceback does not spread over lines of its own."""
    logger, stream = lines
    try:
        _ = 1 / len("")
    except ZeroDivisionError:
        logger.exception("failed")

    assert "ZeroDivisionError" in json.loads(stream.getvalue())["exception"]


@pytest.mark.parametrize("number", ["010203-1234", "0102031234", "010203 1234", "311299_9999"])
def test_personal_numbers_are_masked(lines: tuple[logging.Logger, io.StringIO], number: str) -> None:
    """A personal number in a file's name is not written down, in whichever field it stands."""
    logger, stream = lines
    logger.info("%r is gone", f"165/{number}.pdf", extra={"key": f"165/ansøgning {number}.pdf"})

    assert number not in stream.getvalue()


def test_a_number_in_an_address_or_an_error_is_masked(lines: tuple[logging.Logger, io.StringIO]) -> None:
    """Libraries tell of a key as they asked for it, percent-encoded, and Python as it would write it in a program."""
    logger, stream = lines
    key = "306/Asta\u00a0{}.pdf".format("120385\u00a01236")
    try:
        _ = {"": ""}[key]
    except KeyError:
        logger.exception("asked for /drop/306/Asta%20120385-1236.pdf", extra={"url": "/306/Asta%20120385%201236.pdf"})

    assert "120385" not in stream.getvalue()
    assert stream.getvalue().count("xxxxxx-xxxx") == 3


def test_personal_numbers_are_masked_at_any_depth(lines: tuple[logging.Logger, io.StringIO]) -> None:
    """Libraries log what they were given, nested, as keys, and as things of their own."""
    logger, stream = lines
    number = "010203-1234"
    logger.info("got", extra={"data": {number: [(number,), {"key": {number}}]}, "error": KeyError(number)})

    assert number not in stream.getvalue()
    assert stream.getvalue().count("xxxxxx-xxxx") == 4


def test_other_numbers_stay(lines: tuple[logging.Logger, io.StringIO]) -> None:
    """Dates, case numbers and versions can be read still."""
    logger, stream = lines
    key = "165/2023-001234 24.00.10-P19-1-23@20260101T000000Z-6714af9a7f2fc1c92f4609cb526064fd"
    logger.info("task", extra={"key": key})

    assert json.loads(stream.getvalue())["key"] == key
