"""Web pages, rich text and plain text that nobody wrote for people, and files that are something else."""

import random
from collections.abc import Iterator
from functools import partial

from shared.contract.codes import RejectionReason
from tests.builders import packed
from tests.hostile.making import ODD, READ, Hostile, hostile, one_page
from tests.unit.parser.reading.office_files import docx, paragraph

LIMIT, MALFORMED, EMPTY = RejectionReason.LIMIT, RejectionReason.MALFORMED, RejectionReason.EMPTY
UNSUPPORTED, NO_TEXT = RejectionReason.UNSUPPORTED_TYPE, RejectionReason.NO_TEXT
MEGABYTE = 1_000_000
PROSE = "Referat af mødet i Kulturudvalget. "
OUT = "http://x.invalid/"


def pages() -> Iterator[Hostile]:
    """H14 and H17: web pages."""
    yield hostile("H17", "a million elements deep", lambda: b"<div>" * MEGABYTE, LIMIT)
    yield hostile("H17", "tables closed falsely", lambda: b"<div><table></div></table>" * 50_000, LIMIT)
    yield hostile("H17", "bold that is never closed", lambda: b"<b><p>" * 100_000, LIMIT, EMPTY)
    yield hostile("H17", "links that are never closed", lambda: b"<html><p>x" + b"<a href=a><b>" * 60_000, LIMIT, READ)
    yield hostile(
        "H17", "200,000 attributes", lambda: b"<html><p " + b" ".join(b"a%d" % n for n in range(200_000)) + b">x", LIMIT
    )
    yield hostile("H17", "an attribute of 15 MB", lambda: b"<html><p class='" + b"a" * 15 * MEGABYTE + b"'>x</p>", *ODD)
    yield hostile("H17", "comments without an end", lambda: b"<html><p>x</p>" + b"<!--" * 400_000, *ODD, LIMIT)
    yield hostile("H17", "a script without an end", lambda: b"<html><p>x</p><script>" + b"while(1);" * MEGABYTE, *ODD)
    yield hostile(
        "H17", "cells over a million columns", lambda: b"<table><tr><td colspan=1000000>x" * 9000, *ODD, LIMIT
    )
    yield hostile(
        "H17", "points numbered by nonsense", lambda: b"<ol start=-99999999999999><li value=1e999>x" * 9999, *ODD, LIMIT
    )
    yield hostile("H17", "letters that lie about their charset", partial(_page, "utf-16", "cp1252"), *ODD)
    yield hostile("H17", "a charset that nobody knows", partial(_page, "x-ukendt", "utf-8"), READ)
    yield hostile("H17", "a page in UTF-7", partial(_page, "utf-7", "utf-7"), *ODD)
    yield hostile("H17", "a page with NULs", lambda: _page("utf-8", "utf-8").replace(b"e", b"e\0"), *ODD, UNSUPPORTED)
    yield hostile(
        "H17", "signs beyond Unicode", lambda: b"<html><p>&#x110000;&#0;&#xD800;&#99999999999; x</p>" * 999, *ODD
    )
    for name, markup in (
        ("pictures", f"<img src={OUT}a><img srcset='{OUT}b 2x'>"),
        ("frames", f"<iframe src={OUT}></iframe><object data={OUT}></object><embed src={OUT}>"),
        ("another page", f"<meta http-equiv=refresh content='0;url={OUT}'><base href={OUT}>"),
        (
            "styles and scripts",
            f"<link rel=stylesheet href={OUT}><style>@import '{OUT}';</style><script src={OUT}></script>",
        ),
        ("entities", f"<!DOCTYPE html [<!ENTITY x SYSTEM '{OUT}'>]>"),
    ):
        yield hostile("H14", f"{name} from elsewhere", f"<html>{markup}<p>{PROSE}".encode, READ)


def rich() -> Iterator[Hostile]:
    """H5, H14 and H18: rich text."""
    yield hostile("H5", "groups without an end", lambda: b"{\\rtf1 " + b"{" * 400_000, LIMIT, MALFORMED)
    yield hostile("H5", "a group more than there is", lambda: b"{\\rtf1 x" + b"}" * 400_000, *ODD)
    yield hostile("H5", "bytes to be skipped, without end", lambda: b"{\\rtf1 x\\bin999999999 y}", *ODD)
    yield hostile("H5", "bytes to be skipped backwards", lambda: b"{\\rtf1 x\\bin-999 y}" * 999, *ODD)
    yield hostile("H18", "a picture of 18 MB", lambda: b"{\\rtf1 {\\pict " + b"0f" * 9 * MEGABYTE + b"}Referat}", READ)
    yield hostile("H18", "a word of 2 MB", lambda: b"{\\rtf1 " + b"a" * 2 * MEGABYTE + b"}", READ)
    yield hostile("H18", "numbers of a million digits", lambda: b"{\\rtf1 x\\u" + b"9" * MEGABYTE + b" y}", *ODD)
    yield hostile(
        "H18", "a million control words", lambda: b"{\\rtf1 Referat" + b"\\b\\b0" * 500_000 + b"}", READ, LIMIT
    )
    yield hostile("H18", "two million control words", lambda: b"{\\rtf1 Referat" + b"\\b" * 2 * MEGABYTE + b"}", LIMIT)
    yield hostile("H18", "300,000 paragraphs", lambda: b"{\\rtf1 " + b"x\\par " * 300_000 + b"}", LIMIT)
    yield hostile("H18", "100,000 fonts", lambda: b"{\\rtf1{\\fonttbl" + b"{\\f1 a;}" * 100_000 + b"}Referat}", READ)
    field = f'{{\\rtf1 Referat{{\\field{{\\*\\fldinst INCLUDEPICTURE "{OUT}a"}}}}{{\\*\\template {OUT}}}}}'
    yield hostile("H14", "a field that fetches", field.encode, READ)


def plain() -> Iterator[Hostile]:
    """H18 to H21: plain text."""
    yield hostile("H18", "one line of 21 MB", lambda: b"a" * 21 * MEGABYTE, LIMIT)
    yield hostile("H18", "one line of 3 MB", lambda: b"a" * 3 * MEGABYTE, READ)
    yield hostile("H18", "one line of words", lambda: PROSE.encode() * 50_000, READ)
    yield hostile("H18", "three million lines", lambda: b"a\n" * 3 * MEGABYTE, LIMIT)
    yield hostile("H18", "a million lines without a word", lambda: b"-\n" * MEGABYTE, LIMIT)
    yield hostile("H19", "noise", lambda: random.Random(1).randbytes(MEGABYTE), UNSUPPORTED)  # noqa: S311
    yield hostile("H19", "a program", lambda: b"\x7fELF\2\1\1" + bytes(9999), UNSUPPORTED)
    yield hostile("H19", "half of wide letters", lambda: PROSE.encode("utf-16")[:-1], *ODD, UNSUPPORTED)
    yield hostile("H19", "nothing but NULs", lambda: bytes(MEGABYTE), UNSUPPORTED, EMPTY)
    yield hostile("H20", "commands to a terminal", lambda: b"\x1b[2J\x1b]0;x\x07\x9b31m" + PROSE.encode() * 9, READ)
    yield hostile("H20", "text that runs backwards", "\u202e\u2066Referat\u2069\u200f\ufeff af mødet".encode, READ)
    yield hostile("H20", "a thousand accents on a letter", lambda: ("Referat a" + "\u0301" * 1000).encode() * 99, READ)
    units = (
        "1.",
        "a.b@",
        "1-1-1-",
        "kl. 1",
        "Punkt 1 ",
        "(",
        "at at ",
        "A-",
        "§ 1, ",
        "x\t",
        "* ",
        "_a",
        "#",
        "....1\n\n",
    )
    for unit in units:
        yield hostile("H21", f"{unit.strip()!r} over and over", partial(_repeated, unit), *ODD, LIMIT)


def disguised() -> Iterator[Hostile]:
    """H10: two formats at once, and files that are not what they are called."""
    word = docx(paragraph("Referat af mødet."))
    yield hostile("H10", "a PDF behind a zip", lambda: one_page() + word, READ)
    yield hostile("H10", "a zip behind a PDF", lambda: word + one_page(), *ODD)
    yield hostile("H10", "a PDF after a page of junk", lambda: b"junk\n" * 180 + one_page(), READ)
    yield hostile("H10", "a picture that is a script", lambda: b"GIF89a/*" + b"*/=1;alert(1)" * 99, UNSUPPORTED)
    yield hostile("H10", "a picture that is a page", lambda: b"\x89PNG\r\n\x1a\n<html><p>Referat</p>", UNSUPPORTED)
    yield hostile(
        "H10", "a page in a PDF's clothes", lambda: b"<!-- %PDF- --><html><p>Referat af m&oslash;det</p>", READ
    )
    yield hostile("H10", "rich text with a PDF in it", lambda: b"{\\rtf1 Referat " + one_page() + b"}", *ODD)
    yield hostile("H10", "a spreadsheet", lambda: packed({"xl/workbook.xml": "<a/>"}), UNSUPPORTED)
    yield hostile("H10", "an archive", lambda: packed({"referat.pdf": one_page()}), UNSUPPORTED)
    yield hostile("H10", "a compressed file", lambda: b"\x1f\x8b\x08" + bytes(99), UNSUPPORTED)
    yield hostile("H10", "a PDF's head and nothing else", lambda: b"%PDF-1.7\n", MALFORMED)


def _page(said: str, meant: str) -> bytes:
    return f'<html><head><meta charset="{said}"></head><p>{PROSE}</p>'.encode(meant)


def _repeated(unit: str) -> bytes:
    return unit.encode() * (MEGABYTE // len(unit))
