"""What a file is, told by its content."""

import zipfile
from io import BytesIO

import pytest

from services.parser.reading.sniff import Kind, sniff


def packed(*names: str) -> bytes:
    """Make a zip that holds files of these names."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return target.getvalue()


def opened(what: str) -> bytes:
    """Make an OpenDocument file of a kind."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{what}")
        archive.writestr("content.xml", "x")
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", Kind.PDF),
        (b"\n\njunk from a mail gateway\r\n%PDF-1.4\n", Kind.PDF),
        (packed("[Content_Types].xml", "word/document.xml"), Kind.DOCX),
        (packed("word/document.xml", "[Content_Types].xml"), Kind.DOCX),
        (packed("xl/workbook.xml"), Kind.SPREADSHEET),
        (packed("mimetype", "content.xml"), Kind.ODT),
        (packed("referat.pdf"), Kind.ARCHIVE),
        (packed("a.txt", "word/document2.xml")[:90], Kind.DOCX),
        (packed("mimetype", "content.xml")[:90], Kind.ODT),
        (packed("mimetype", "encrypted-package"), Kind.ODT),
        (packed("referat.pdf")[:40], Kind.ARCHIVE),
        (opened("spreadsheet"), Kind.SPREADSHEET),
        (opened("presentation"), Kind.SLIDES),
        (opened("text"), Kind.ODT),
        (b"{\\rtf1\\ansi hej}", Kind.RTF),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, Kind.DOC),
        (b"<!DOCTYPE html><p>Referat", Kind.HTML),
        (b"\xef\xbb\xbf  <!-- lavet af -->\n<HTML><body>", Kind.HTML),
        (b'<?xml version="1.0"?><html xmlns="x"><body/></html>', Kind.HTML),
        (b"<div><p>Referat</p><p>Godkendt</p></div>", Kind.HTML),
        ("<html>møde</html>".encode("utf-16"), Kind.HTML),
        (b'<?xml version="1.0"?><dagsorden/>', Kind.XML),
        (b'  {"punkter": [1]}', Kind.JSON),
        (b'[{"id": 1}]', Kind.JSON),
        (b"\x89PNG\r\n\x1a\n....", Kind.IMAGE),
        (b"\xff\xd8\xff\xe0....", Kind.IMAGE),
        (b"RIFF....WEBPVP8 ", Kind.IMAGE),
        (b"....ftypisom....", Kind.MEDIA),
        (bytes(n * 89 % 256 for n in range(4000)), Kind.BINARY),
        (b"\x7fELF\2\1\1" + b"\0" * 200, Kind.BINARY),
        ("Referat af møde\n<i>Godkendt</i> og <https://kommune.example>".encode(), Kind.TEXT),
        (b"[Referat] Punkt 1", Kind.TEXT),
        ("Møde på rådhuset".encode("utf-16-le"), Kind.TEXT),
        ("Møde på rådhuset".encode("cp865"), Kind.TEXT),
        (b"", Kind.TEXT),
    ],
)
def test_content_alone_decides(data: bytes, kind: Kind) -> None:
    """Every type is known by its bytes, with and without its usual beginning."""
    assert sniff(data) is kind
