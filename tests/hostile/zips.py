"""Word documents, OpenDocument texts and other zips that are no harmless archive, and Office files of old."""

import zipfile
from collections.abc import Iterator
from functools import partial

from shared.contract.codes import RejectionReason
from tests.builders import packed
from tests.hostile.making import ODD, READ, Hostile, hostile, lying
from tests.unit.parser.reading.office_files import W, docx, manifest, odt, paragraph

LIMIT, MALFORMED, ENCRYPTED = RejectionReason.LIMIT, RejectionReason.MALFORMED, RejectionReason.ENCRYPTED
UNSUPPORTED = RejectionReason.UNSUPPORTED_TYPE
WORD = paragraph("Referat af mødet.")
OPEN = "<text:p>Referat af mødet.</text:p>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FLAGS, METHOD, PACKED, UNPACKED = 8, 10, 20, 24  # where an entry of a zip's directory says them
LAUGHS = '<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 20))
OUTSIDE = '<!ENTITY x SYSTEM "file:///etc/passwd">'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def bombs() -> Iterator[Hostile]:
    """H11: archives that are more than they seem."""
    yield hostile("H11", "a Word document of blanks", lambda: docx(WORD + " " * 200_000_000), LIMIT)
    yield hostile("H11", "an OpenDocument text of blanks", lambda: odt(OPEN + " " * 200_000_000), LIMIT)
    yield hostile("H11", "a picture of blanks", lambda: docx(WORD, {"word/media/a.png": bytes(200_000_000)}), READ)
    yield hostile("H11", "pictures of two gigabytes", _two_gigabytes, LIMIT)
    yield hostile("H11", "50,000 parts", lambda: docx(WORD, {f"word/{n}.xml": "" for n in range(50_000)}), LIMIT)
    yield hostile("H11", "a million paragraphs", lambda: docx(WORD * 1_000_000), LIMIT)
    yield hostile("H11", "parts in each other's place", _overlapping, MALFORMED, READ)
    yield hostile("H11", "a part that says it is smaller", lambda: lying(docx(WORD), UNPACKED, 10), MALFORMED)
    yield hostile("H11", "a part that says it is larger", lambda: lying(docx(WORD), UNPACKED, 0xFFFFFFF0), LIMIT)
    yield hostile("H11", "a part packed in no known way", lambda: lying(docx(WORD), METHOD, 99, "<H"), MALFORMED)
    yield hostile("H11", "a part packed by LZMA", lambda: _repacked(docx(WORD), zipfile.ZIP_LZMA), MALFORMED)
    yield hostile("H11", "a zip in a zip in a zip", _russian, UNSUPPORTED)
    yield hostile("H11", "a directory beyond the end", lambda: _pointing(docx(WORD), 0xFFFFFF00), *ODD, UNSUPPORTED)
    yield hostile("H11", "a list of lists 100 deep", lambda: odt("<text:list><text:list-item>" * 140), *ODD, LIMIT)


def entities() -> Iterator[Hostile]:
    """H12 and H13: XML that expands, reaches out, or never comes back up."""
    for name, definitions, text in (
        ("a billion laughs", LAUGHS, "&l19;"),
        ("one long word, often", f'<!ENTITY a "{"a" * 100_000}">', "&a;" * 100_000),
        ("the machine's users", OUTSIDE, "&x;"),
        ("definitions from elsewhere", '<!ENTITY % x SYSTEM "http://x.invalid/a.dtd">%x;', "x"),
    ):
        yield hostile("H12", f"{name}, Word", partial(_word_with, definitions, text), MALFORMED)
        yield hostile("H12", f"{name}, OpenDocument", partial(_open_with, definitions, text), MALFORMED)
    yield hostile("H13", "100,000 deep, Word", lambda: docx("<w:sdt><w:sdtContent>" * 100_000), LIMIT, MALFORMED)
    yield hostile("H13", "100,000 deep, OpenDocument", lambda: odt("<text:section>" * 100_000), LIMIT, MALFORMED)
    yield hostile("H13", "tables in tables", lambda: docx("<w:tbl><w:tr><w:tc>" * 30_000), LIMIT, MALFORMED)
    yield hostile("H13", "deep in what is skipped", lambda: docx("<w:instrText>" * 100_000), LIMIT, MALFORMED)


def reaching_out() -> Iterator[Hostile]:
    """H14, H15 and H22: parts that lie elsewhere, names that lead elsewhere, words about the words."""
    linked = f'<Relationship Id="x" Type="{RELATION}/header" Target="http://x.invalid/a" TargetMode="External"/>'
    relations = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{linked}</Relationships>'
    )
    header = f'<w:sectPr><w:headerReference w:type="default" xmlns:r="{RELATION}" r:id="x"/></w:sectPr>'
    yield hostile(
        "H14", "a header elsewhere", lambda: docx(WORD + header, {"word/_rels/document.xml.rels": relations}), READ
    )
    image = '<draw:frame><draw:image xlink:href="http://x.invalid/a.png" xmlns:xlink="http://www.w3.org/1999/xlink"/></draw:frame>'
    yield hostile("H14", "a picture elsewhere", lambda: odt(f"{OPEN}<text:p>{image}</text:p>"), READ)
    for name in ("../../../../etc/cron.d/a", "/etc/passwd", "C:\\\\a.exe", "word/../../a", "a\0b"):
        yield hostile("H15", f"a part called {name!r}", partial(docx, WORD, {name: "x"}), READ, *ODD)
    above = relations.replace("http://x.invalid/a", "../../../../etc/passwd").replace(' TargetMode="External"', "")
    yield hostile(
        "H15", "a header above all", lambda: docx(WORD + header, {"word/_rels/document.xml.rels": above}), *ODD
    )
    yield hostile(
        "H22", "properties of 60 MB", lambda: docx(WORD, {"docProps/core.xml": "<a>" + "b" * 60_000_000}), READ
    )
    yield hostile("H22", "200,000 styles", lambda: docx(WORD, styles="<w:style w:styleId='a'/>" * 200_000), READ, LIMIT)


def office() -> Iterator[Hostile]:
    """H6 and H16: locked files, old files, files with programs in them."""
    yield hostile("H6", "a locked Word document", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), ENCRYPTED)
    yield hostile("H6", "a Word document of locked parts", lambda: lying(docx(WORD), FLAGS, 1, "<H"), ENCRYPTED)
    locked = manifest("<manifest:encryption-data/>")
    yield hostile("H6", "a locked OpenDocument text", lambda: odt(OPEN, {"META-INF/manifest.xml": locked}), ENCRYPTED)
    yield hostile("H16", "an old Word document", lambda: OLE + bytes(504) + b"WordDocument" * 99, UNSUPPORTED)
    yield hostile("H16", "an old file of nothing", lambda: OLE, UNSUPPORTED)
    yield hostile(
        "H16", "an old file that leads round in a circle", lambda: OLE + bytes(24) + b"\1\0\0\0" * 999, UNSUPPORTED
    )
    yield hostile("H16", "a Word document with macros", lambda: docx(WORD, {"word/vbaProject.bin": OLE * 99}), READ)
    yield hostile("H16", "a Word document with an object", lambda: docx(WORD, {"word/embeddings/a.bin": OLE}), READ)


def _two_gigabytes() -> bytes:
    """Let each of many pictures say that it is large, which none is."""
    return lying(docx(WORD, {f"word/media/{number}.png": "x" for number in range(20)}), UNPACKED, 100_000_000)


def _overlapping() -> bytes:
    """Let every entry of the directory speak of the first part."""
    return lying(packed({"word/document.xml": f'<w:document xmlns:w="{W}">', **dict.fromkeys("abc", "x" * 999)}), 42, 0)


def _repacked(data: bytes, method: int) -> bytes:
    return packed({"word/document.xml": data}, method)


def _russian() -> bytes:
    data = packed({"0": bytes(10_000_000)})
    for number in range(1, 10):
        data = packed({str(number): data})
    return data


def _pointing(data: bytes, place: int) -> bytes:
    end = data.rfind(b"PK\x05\x06")
    return data[: end + 16] + place.to_bytes(4, "little") + data[end + 20 :]


def _word_with(definitions: str, text: str) -> bytes:
    body = f'<w:document xmlns:w="{W}"><w:body>{paragraph(text)}</w:body></w:document>'
    return packed({"word/document.xml": f"<!DOCTYPE d [{definitions}]>{body}"})


def _open_with(definitions: str, text: str) -> bytes:
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<!DOCTYPE d [{definitions}]><a>{text}</a>",
        }
    )
