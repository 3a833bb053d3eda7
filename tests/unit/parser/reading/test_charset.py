"""Bytes to letters, in every charset that Danish systems have written."""

import codecs

import pytest

from services.parser.reading.charset import decode, is_text

TEXTS = (
    "Mødet blev hævet kl. 19, og næste møde er på rådhuset.",
    "REFERAT FRA BYRÅDET\r\nTIL STEDE: ÆGIR ØSTERGAARD",
    "§ 7 – ”Børn og unge” får 1½ mio. kr. til en café",
    "Blå",
)
CHARSETS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252")


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("text", TEXTS)
def test_every_charset_comes_back_as_it_was(text: str, charset: str) -> None:
    """What can be spelled in a charset is read from it."""
    assert decode(text.encode(charset)) == text


@pytest.mark.parametrize("charset", ["latin-1", "mac-roman", "cp865", "cp850"])
@pytest.mark.parametrize("text", [TEXTS[0], TEXTS[1], TEXTS[3]])
def test_the_danish_letters_decide_between_old_charsets(text: str, charset: str) -> None:
    """Æ, ø and å come out right where bytes alone do not tell the charset."""
    assert decode(text.encode(charset)) == text


def test_a_few_broken_bytes_do_not_change_the_charset() -> None:
    """UTF-8 that was patched on its way is still UTF-8, and the broken place is visible."""
    data = (TEXTS[0] * 50).encode() + b"\xe5" + TEXTS[0].encode()
    text = decode(data)

    assert text.count("\ufffd") == 1
    assert "Mødet blev hævet" in text


def test_a_mark_without_text_is_no_text() -> None:
    """A byte order mark alone is nothing."""
    assert decode(codecs.BOM_UTF8) == ""


@pytest.mark.parametrize("charset", [*CHARSETS, "cp865", "mac-roman"])
def test_text_is_told_from_binary_data(charset: str) -> None:
    """Text is text in any charset."""
    assert is_text(TEXTS[0].encode(charset))


def test_nuls_without_a_pattern_are_binary_data() -> None:
    """A program that is called referat.txt is no text."""
    assert not is_text(b"\0\0\1\0referat\0\0\0\2" * 50)
