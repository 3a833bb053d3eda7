"""Valid files of every format, changed at random: whatever comes of it is a record or a rejection.

A few seconds for each format in every run, the same files each time. For hours, by hand, and for one format alone:

    .venv/bin/python -m pytest tests/hostile/test_fuzz.py -k pdf --hypothesis-profile=hours
"""

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.parser.sandbox.process import ServerProcess
from shared.contract.codes import RejectionReason
from tests.builders import packed
from tests.hostile.damaged import small_files
from tests.hostile.watching import parse

WORDS = {
    "pdf": (b" 0 R", b"<<", b">>", b"[", b"/Kids", b"/Length -1", b"endstream", b"4294967295", b"(", b"BI ID ", b"Tj "),
    "html": (
        b"<table>",
        b"</td>",
        b"<td colspan=9>",
        b"<h1>",
        b"<!--",
        b"<pre>",
        b"<ol start=-5><li>",
        b"<dl><dd>",
        b"&#0;",
    ),
    "rtf": (
        b"{",
        b"}",
        b"\\cell",
        b"\\row",
        b"\\bin9 ",
        b"\\u-1 ",
        b"{\\*\\a",
        b"\\intbl",
        b"{\\listtext ",
        b"\\'",
        b"\\pard",
    ),
    "docx": (
        b"<w:tbl><w:tr><w:tc>",
        b"</w:tc>",
        b"<w:p>",
        b"<w:br/>",
        b"&lt;",
        b"<w:del>",
        b"<w:sdt>",
        b"]]>",
        b"\xff",
    ),
    "odt": (
        b"<text:list>",
        b"</text:list>",
        b"<table:table>",
        b"<text:h>",
        b"<text:s text:c='-1'/>",
        b"<office:annotation>",
    ),
    "text": (
        b"\t",
        b"| --- |\n",
        b"Punkt 1: ",
        b"# ",
        b"**",
        b"\r",
        b"\x1b[2J",
        b"1. ",
        b"Beslutning\n",
        b"\xf8",
        b"....9\n",
    ),
}
PLACES = st.integers(0, 2**16)
LENGTHS = st.integers(1, 300)

Edit = tuple[str, int, int, int]
PARTS = {"docx": "word/document.xml", "odt": "content.xml"}


def edits() -> st.SearchStrategy[Sequence[Edit]]:
    """Draw a few changes: what is done, where, with which length or word, and from where."""
    kinds = st.sampled_from(("flip", "cut", "copy", "put"))
    return st.lists(st.tuples(kinds, PLACES, LENGTHS, PLACES), min_size=1, max_size=8)


def changed(data: bytes, changes: Sequence[Edit], words: Sequence[bytes]) -> bytes:
    """Apply changes; places beyond the end go round."""
    for kind, to, number, origin in changes:
        at = to % (len(data) + 1)
        if kind == "flip" and at < len(data):
            data = data[:at] + bytes((data[at] ^ (1 << number % 8),)) + data[at + 1 :]
        elif kind == "cut":
            data = data[:at] + data[at + number :]
        elif kind == "copy":
            begin = origin % (len(data) + 1)
            data = data[:at] + data[begin : begin + number] + data[at:]
        else:
            data = data[:at] + words[number % len(words)] * (1 + origin % 50) + data[at:]
    return data


def spoiled(format_: str, data: bytes, changes: Sequence[Edit]) -> bytes:
    """Change a file; of a zip, the part that holds the text, and pack it again."""
    words = WORDS[format_]
    if format_ not in PARTS:
        return changed(data, changes, words)
    with ZipFile(BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
        parts[PARTS[format_]] = changed(archive.read(PARTS[format_]), changes, words)
    return packed(parts)


@pytest.mark.parametrize("format_", small_files())
def test_no_change_of_a_file_makes_more_of_it_than_a_rejection(server: ServerProcess, format_: str) -> None:
    """Neither a crash nor a lost child, nor more time than any file may take."""
    small = small_files()[format_]

    @given(edits())
    def whatever_is_changed(changes: Sequence[Edit]) -> None:
        seen = parse(server, spoiled(format_, small, changes))

        assert seen.outcome not in {RejectionReason.CRASHED, RejectionReason.TIMED_OUT}, seen.answer

    if settings.default is not settings.get_profile("hours"):
        whatever_is_changed = settings(max_examples=300, deadline=None, derandomize=True)(whatever_is_changed)
    whatever_is_changed()
