"""Word documents and OpenDocument texts that nobody wrote for people: a reading or a refusal, soon and in little."""

import gc
import random
import struct
import time
import zipfile
from collections.abc import Sequence

import pytest

from services.parser.reading import office_xml
from services.parser.reading.package import MAX_MEMBERS, MAX_TEXT_BYTES
from services.parser.reading.read import read
from shared.contract.codes import RejectionReason
from shared.errors import DocumentError
from tests.builders import packed
from tests.unit.parser.reading.office_files import W, docx, manifest, odt, paragraph

KNOWN = set(RejectionReason)
BODY = paragraph("Godkendt på mødet.")
TEXT = "<text:p>Godkendt på mødet.</text:p>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OPENED = f'<w:document xmlns:w="{W}"><w:body><w:p>'.encode()
ENTRY = b"PK\x01\x02"
FLAGS, METHOD, PACKED_SIZE, UNPACKED_SIZE = 8, 10, 20, 24  # where an entry of a zip's directory says them
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 20))


def outcome(data: bytes) -> str:
    """Read and tell what became of it."""
    try:
        return read(data).media_type.rpartition(".")[2]
    except DocumentError as refused:
        return refused.reason


def as_word(document: str | bytes, **others: str) -> bytes:
    """Make a Word document of nothing but this part, and others beside it."""
    return packed({"word/document.xml": document, **others})


def with_doctype(definitions: str, text: str) -> bytes:
    """Make a Word document that declares a document type."""
    return as_word(
        f'<!DOCTYPE d [{definitions}]><w:document xmlns:w="{W}"><w:body>{paragraph(text)}</w:body></w:document>'
    )


def nested(opening: str, times: int, closing: str = "") -> bytes:
    """Make a Word document of an element in itself."""
    return docx(opening * times + BODY + closing * times)


def lying(data: bytes, at: int, value: bytes) -> bytes:
    """Let a zip's directory say something else of every member, at this place of its entry."""
    found = bytearray(data)
    entry = found.find(ENTRY)
    while entry >= 0:
        found[entry + at : entry + at + len(value)] = value
        entry = found.find(ENTRY, entry + len(ENTRY))
    return bytes(found)


def long(number: int) -> bytes:
    """Spell a number as the directory does."""
    return struct.pack("<I", number)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (lying(docx(BODY), UNPACKED_SIZE, long(0xFFFFFFF0)), RejectionReason.LIMIT),
        (docx("".join("<w:p/>" for _ in range(100_001))), RejectionReason.LIMIT),
        (docx("<w:p><w:r>" + "<w:br/>" * 100_001 + "</w:r></w:p>"), RejectionReason.LIMIT),
        (odt("<text:p/>" * 100_001), RejectionReason.LIMIT),
        (nested("<w:sdt>", 300, "</w:sdt>"), RejectionReason.LIMIT),
        (nested("<w:instrText>", 100_000), RejectionReason.LIMIT),
        (nested("<w:del>", 300, "</w:del>"), RejectionReason.LIMIT),
        (odt("<text:section>" * 300 + TEXT + "</text:section>" * 300), RejectionReason.LIMIT),
        (with_doctype(f'<!ENTITY l0 "ha">{LAUGHS}', "&l19;"), RejectionReason.MALFORMED),
        (with_doctype('<!ENTITY x SYSTEM "file:///etc/hostname">', "&x;"), RejectionReason.MALFORMED),
        (with_doctype('<!ENTITY % x SYSTEM "http://x.invalid/a.dtd">%x;', "x"), RejectionReason.MALFORMED),
        (as_word(f'<w:document xmlns:w="{W}"><w:body>{paragraph("&x;")}'), RejectionReason.MALFORMED),
        (docx(BODY + "<w:p>"), RejectionReason.MALFORMED),
        (docx(BODY, styles="<w:style"), RejectionReason.MALFORMED),
        (as_word(""), RejectionReason.MALFORMED),
        (as_word("{\\rtf1 Godkendt}"), RejectionReason.MALFORMED),
        (as_word('<?xml version="1.0" encoding="utf-99"?><a/>'), RejectionReason.MALFORMED),
        (as_word(b"<a>\xff</a>"), RejectionReason.MALFORMED),
        (as_word("<a/>"), RejectionReason.EMPTY),
        (docx("<w:p/>", {"word/media/image1.png": b""}), RejectionReason.NO_TEXT),
        (odt("<text:p/>", {"Pictures/1.jpg": b""}), RejectionReason.NO_TEXT),
        (odt("<text:p/>", {"Thumbnails/thumbnail.png": b"", "Pictures/": b""}), RejectionReason.EMPTY),
        (docx(BODY + "<w:altChunk/>"), RejectionReason.UNSUPPORTED_TYPE),
        (docx(BODY + "<w:subDoc/>"), RejectionReason.UNSUPPORTED_TYPE),
        (lying(docx(BODY), UNPACKED_SIZE, long(10)), RejectionReason.MALFORMED),
        (lying(docx(BODY), PACKED_SIZE, long(10)), RejectionReason.MALFORMED),
        (lying(docx(BODY), METHOD, b"\x63\0"), RejectionReason.MALFORMED),
        (packed({"word/document.xml": BODY}, zipfile.ZIP_LZMA), RejectionReason.MALFORMED),
        (lying(docx(BODY), FLAGS, b"\1\0"), RejectionReason.ENCRYPTED),
        (
            odt(TEXT, {"META-INF/manifest.xml": manifest("<manifest:encryption-data/>")}),
            RejectionReason.ENCRYPTED,
        ),
        (packed({"mimetype": "x", "encrypted-package": b"x"}), RejectionReason.MALFORMED),
        (OLE + "EncryptedPackage".encode("utf-16-le"), RejectionReason.ENCRYPTED),
        (OLE + bytes(504), RejectionReason.UNSUPPORTED_TYPE),
        (packed({f"word/document.xml{n}": "" for n in range(MAX_MEMBERS + 1)}), RejectionReason.LIMIT),
    ],
)
def test_every_attack_is_refused_soon_with_its_reason(data: bytes, reason: RejectionReason) -> None:
    """Nothing but a refusal escapes, whatever the file is made of."""
    began = time.process_time()

    assert outcome(data) == reason
    assert time.process_time() - began < 10


def test_bombs_are_not_unpacked() -> None:
    """One that is packed too well is told by the directory, and one that is not packed at all by its length.

    What is never read may be as blank as it likes.
    """
    packed_well = docx(BODY + " " * 10_000_000)
    too_long = packed({"word/document.xml": OPENED + b" " * MAX_TEXT_BYTES}, zipfile.ZIP_STORED)

    assert outcome(packed_well) == outcome(too_long) == RejectionReason.LIMIT
    assert outcome(docx(BODY, {"word/media/blank.bmp": bytes(10_000_000)})) == "document"


@pytest.mark.parametrize(
    "part",
    [
        "<a>" + " " * 10_000_000,
        f"<a>{'<x/>' * 100_000}",
        "<a>" * 300 + "</a>" * 300,
        f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]><a>&l19;</a>',
        "{\\rtf1 Godkendt}",
        b"\xff\xfe\0",
    ],
)
def test_what_nobody_reads_does_no_harm(part: str | bytes) -> None:
    """Parts beside the text are heard as far as they go, within the same limits."""
    began = time.process_time()

    assert outcome(docx(BODY, {f"customXml/item{number}.xml": part for number in range(20)})) == "document"
    assert time.process_time() - began < 10


@pytest.mark.parametrize(("name", "unit"), [("_MAX_ELEMENTS", "<x/>"), ("_MAX_LETTERS", "x")])
def test_more_than_any_text_has_is_a_limit(monkeypatch: pytest.MonkeyPatch, name: str, unit: str) -> None:
    """Elements and letters are counted, whatever they stand for."""
    monkeypatch.setattr(office_xml, name, 1_000)

    assert outcome(docx(BODY + unit * 900)) == "document"
    assert outcome(docx(BODY + unit * 1_000)) == RejectionReason.LIMIT


@pytest.mark.parametrize("data", [docx(BODY * 20), odt(TEXT * 20)], ids=["docx", "odt"])
def test_a_file_cut_anywhere_is_malformed(data: bytes) -> None:
    """An upload that was broken off is told from other archives as soon as it names a part."""
    found = {outcome(data[: len(data) * tenth // 10]) for tenth in range(5, 10)}

    assert found == {RejectionReason.MALFORMED}
    assert {outcome(data[:length]) for length in range(0, len(data), 7)} <= KNOWN


@pytest.mark.parametrize("data", [docx(BODY * 20), odt(TEXT * 20)], ids=["docx", "odt"])
def test_flipped_bytes_are_a_reading_or_a_refusal(data: bytes) -> None:
    """Damage anywhere ends in one of the two."""
    dice = random.Random(20230314)  # noqa: S311  # the same damage every time
    for _ in range(300):
        flipped = bytearray(data)
        for _ in range(dice.choice((1, 3, 20))):
            flipped[dice.randrange(len(flipped))] = dice.randrange(256)

        assert outcome(bytes(flipped)) in KNOWN | {"document", "text"}


WORD_NAMES = (
    *("p", "pPr", "rPr", "r", "t", "tab", "br", "tbl", "tr", "trPr", "tc", "del", "numPr", "txbxContent", "footnote"),
    *("fldChar w:fldCharType='begin'", "fldChar w:fldCharType='end'", "footnoteReference w:id='1'", "tblHeader", "sym"),
    *("pStyle w:val='a'", "numId w:val='1'", "ilvl w:val='-1'", "style w:styleId='a'", "lvl w:ilvl='0'", "num", "b"),
    *(
        "abstractNum w:abstractNumId='0'",
        "lvlOverride",
        "startOverride w:val='3'",
        "lvlText w:val='%1%2'",
        "docDefaults",
    ),
)
OPEN_NAMES = (
    *("text:p", "text:h text:outline-level='-3'", "text:span", "text:list", "text:list-item", "text:note-body"),
    *("text:list-header", "table:table", "table:table-row", "table:table-cell table:number-columns-spanned='-9'"),
    *("table:covered-table-cell table:number-columns-repeated='9999999'", "table:table-header-rows", "draw:text-box"),
    *("text:tab", "text:s", "style:style", "text:list-style", "text:list-level-style-number text:display-levels='99'"),
)


def test_elements_in_any_order_are_a_reading_or_a_refusal() -> None:
    """Every element may stand where it has no business, in every part."""
    dice = random.Random(20230314)  # noqa: S311  # the same disorder every time

    def disorder(names: Sequence[str], depth: int = 0) -> str:
        if depth > 7 or dice.random() < 0.1:
            return "x"
        return "".join(
            f"<{name}>{disorder(names, depth + 1)}</{name.split()[0]}>"
            for name in dice.choices(names, k=dice.randrange(4))
        )

    words = [f"w:{name}" for name in WORD_NAMES] + ["mc:AlternateContent", "mc:Choice", "mc:Fallback"]
    for _ in range(150):
        made = docx(
            BODY + disorder(words), styles=disorder(words), numbering=disorder(words), footnotes=disorder(words)
        )
        assert outcome(made) in KNOWN | {"document"}
        body, styles, header = (disorder(OPEN_NAMES) for _ in range(3))
        made = odt(TEXT + body, automatic=styles, master=f"<style:header>{header}</style:header>")
        assert outcome(made) in KNOWN | {"text"}


def test_relations_never_lead_out_of_the_file() -> None:
    """A name is a key of the zip's directory, and what lies outside is not looked for."""
    relation = '<Relationship Type="x/styles" Target="{}"/>'
    targets = (
        "../../../etc/passwd",
        "/etc/passwd",
        "file:///etc/passwd",
        "http://x.invalid/styles.xml",
        "%2e%2e/x",
        "",
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(map(relation.format, targets))
        + '<Relationship Type="x/styles" Target="document.xml" TargetMode="External"/></Relationships>'
    )

    assert outcome(docx(BODY, {"word/_rels/document.xml.rels": relations})) == "document"


def test_circles_of_styles_and_lists_end() -> None:
    """What is based on itself, or takes its levels from itself, says what it says once."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:basedOn w:val="{base}"/></w:style>'
        for name, base in ("ab", "ba")
    )
    lists = (
        '<w:abstractNum w:abstractNumId="0"><w:styleLink w:val="a"/><w:numStyleLink w:val="a"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    body = paragraph("x", '<w:pStyle w:val="a"/><w:numPr><w:numId w:val="1"/></w:numPr>')

    assert outcome(docx(body, styles=styles, numbering=lists)) == "document"


@pytest.mark.parametrize("kind", ["decimal", "lowerLetter", "upperRoman", "decimalZero"])
def test_numbers_of_lists_stay_short(kind: str) -> None:
    """However far a list says that it has counted."""
    level = f'<w:lvl w:ilvl="0"><w:start w:val="9999999"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="%1"/></w:lvl>'
    abstract = f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
    lists = f'{abstract}<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'

    read_as = read(docx(paragraph("x", '<w:numPr><w:numId w:val="1"/></w:numPr>'), numbering=lists)).flow[0]

    assert getattr(read_as, "text", "") == "9999999 x"


@pytest.mark.parametrize(
    "unit",
    [
        *("<w:r><w:t>x</w:t></w:r>", "<w:r><w:tab/></w:r>", "<w:r><w:fldChar w:fldCharType='begin'/></w:r>"),
        *("<w:r><mc:AlternateContent/></w:r>", "<w:del/>", "<w:r><w:br/></w:r>", "<w:rPr><w:b/></w:rPr>"),
        "<w:r><w:fldChar w:fldCharType='begin'/><w:fldChar w:fldCharType='separate'/><w:t>x</w:t></w:r>",
        "</w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p>",
    ],
)
def test_hostile_documents_take_time_by_their_length(unit: str) -> None:
    """Ten times the document takes at most some fifteen times as long."""
    short, long_one = (_seconds(docx(f"<w:p>{unit * (size // len(unit))}</w:p>{BODY}")) for size in (40_000, 400_000))

    assert long_one < 15 * short + 1.0


def _seconds(data: bytes) -> float:
    gc.disable()  # as in the child
    began = time.process_time()
    outcome(data)
    seconds = time.process_time() - began
    gc.enable()
    return seconds
