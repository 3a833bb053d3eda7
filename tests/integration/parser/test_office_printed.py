"""Everything that a word processor prints by itself, through LibreOffice and back: numbers, notes, boxes, changes."""

from pathlib import Path

import pytest

from services.parser.reading.docx import read_docx
from services.parser.reading.odt import read_odt
from services.parser.reading.tables import texts
from tests.integration.parser.libreoffice import converted, flat_odt

_DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
_BY = f"<dc:creator {_DC}>A</dc:creator><dc:date {_DC}>2023-01-01T00:00:00</dc:date>"
_CHANGED = f"<office:change-info>{_BY}</office:change-info>"


def level(at: int, kind: str, suffix: str, *, prefix: str = "", shown: int = 1, start: int = 1) -> str:
    """Define a level of a list."""
    return (
        f'<text:list-level-style-number text:level="{at}" style:num-format="{kind}" style:num-prefix="{prefix}" '
        f'style:num-suffix="{suffix}" text:display-levels="{shown}" text:start-value="{start}"/>'
    )


def points(*contents: str, attributes: str = "") -> str:
    """Make a list; what is no element is a paragraph."""
    made = (content if content.startswith("<") else f"<text:p>{content}</text:p>" for content in contents)
    items = "".join(f"<text:list-item>{content}</text:list-item>" for content in made)
    return f"<text:list {attributes}>{items}</text:list>"


def cell(text: str, attributes: str = "") -> str:
    """Make a cell."""
    content = text if text.startswith("<") else f"<text:p>{text}</text:p>"
    return f"<table:table-cell {attributes}>{content}</table:table-cell>"


def row(*cells: str) -> str:
    """Make a row."""
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


AUTOMATIC = "".join(
    f'<text:list-style style:name="{name}">{"".join(levels)}</text:list-style>'
    for name, levels in (
        ("N", (level(1, "1", "."), level(2, "1", ".", shown=2), level(3, "a", ")"))),
        ("R", (level(1, "I", "."), level(2, "i", "", prefix="§ "))),
        ("A", (level(1, "A", ")", prefix="(", start=26),)),
    )
)
STYLES = (
    '<style:style style:name="Heading_20_1" style:family="paragraph" style:default-outline-level="1"/>'
    '<text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-format="1" '
    'style:num-suffix="."/></text:outline-style>'
)
LISTS = (
    points(
        "en",
        "<text:p>to</text:p><text:p>mere</text:p>" + points(f"<text:p>x</text:p>{points('y')}", "x"),
        attributes='xml:id="a" text:style-name="N"',
    )
    + "<text:p>mellem</text:p>"
    + points(f"<text:p>tre</text:p>{points('x')}", attributes='text:style-name="N" text:continue-list="a" xml:id="b"')
    + "<text:p>mellem</text:p>"
    + points(points("x"), attributes='text:style-name="N" text:continue-list="b"')
    + '<text:list text:style-name="N"><text:list-item text:start-value="8"><text:p>otte</text:p></text:list-item>'
    "<text:list-item><text:p>ni</text:p></text:list-item></text:list>"
    + points(f"<text:p>r</text:p>{points('s')}", attributes='text:style-name="R"')
    + points("z", "aa", attributes='text:style-name="A"')
)
PROSE = (
    "<text:p>Ord<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation><text:note-body>"
    "<text:p>Fodnote</text:p></text:note-body></text:note> og Fyr\u00admester\u2011bolig.</text:p>"
    "<text:p>Ved siden af<draw:frame text:anchor-type='paragraph' svg:width='4cm'><draw:text-box fo:min-height='1cm'>"
    "<text:p>I rammen</text:p></draw:text-box></draw:frame></text:p>"
    "<text:p>Et <text:change-start text:change-id='i'/>nyt<text:change-end text:change-id='i'/>"
    "<text:change text:change-id='d'/> tag</text:p>"
)
CHANGES = (
    f"<text:tracked-changes><text:changed-region xml:id='i'><text:insertion>{_CHANGED}</text:insertion>"
    f"</text:changed-region><text:changed-region xml:id='d'><text:deletion>{_CHANGED}<text:p> gammelt</text:p>"
    "</text:deletion></text:changed-region></text:tracked-changes>"
)
TABLE = (
    '<table:table><table:table-column table:number-columns-repeated="3"/><table:table-header-rows>'
    + row(cell("Hvad", 'table:number-columns-spanned="2"'), "<table:covered-table-cell/>", cell("Pris"))
    + "</table:table-header-rows>"
    + row(cell("Tag", 'table:number-rows-spanned="2"'), cell("sten"), cell("10 kr."))
    + row("<table:covered-table-cell/>", cell("strå"), cell(points("20 kr.", attributes='text:style-name="N"')))
    + "</table:table>"
)
PRINTED = [
    *("1. Sag", "1. en", "2. to", "mere", "2.1. x", "a) y", "2.2. x", "mellem", "3. tre", "3.1. x", "mellem", "3.2. x"),
    *("8. otte", "9. ni", "I. r", "§ i s", "(Z) z", "(AA) aa"),
    *("Ord og Fyrmester-bolig.", "Fodnote", "I rammen", "Ved siden af", "Et nyt tag"),
    *("Hvad Pris", "Tag sten 10 kr.", " strå 1. 20 kr."),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the document in both formats, and each of them in the other one."""
    folder = tmp_path_factory.mktemp("office")
    source = folder / "made.fodt"
    body = f"{CHANGES}<text:h text:outline-level='1' text:style-name='Heading_20_1'>Sag</text:h>{LISTS}{PROSE}{TABLE}"
    source.write_text(flat_odt(body, styles=STYLES, automatic=AUTOMATIC), encoding="utf-8")
    converted([source], folder, "odt", "docx")
    for suffix, other in (("odt", "docx"), ("docx", "odt")):
        converted([folder / f"made.{suffix}"], folder / "again", other)
    return folder


@pytest.mark.parametrize("name", ["made.odt", "again/made.odt", "made.docx", "again/made.docx"])
def test_what_is_printed_by_itself_is_read(folder: Path, name: str) -> None:
    """Numbers as LibreOffice prints them, notes and boxes once, changes accepted, merged cells in their rows."""
    read = read_odt if name.endswith("odt") else read_docx

    assert list(texts(read((folder / name).read_bytes())[0][0].items)) == PRINTED
