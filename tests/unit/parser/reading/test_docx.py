"""Word documents to lines and tables."""

from collections.abc import Sequence

import pytest

from services.parser.reading.docx import read_docx
from services.parser.reading.model import Line, Table
from services.parser.reading.tables import Item
from shared.contract.codes import RejectionReason
from shared.errors import DocumentError
from tests.builders import packed
from tests.unit.parser.reading.office_files import W, docx, furniture, paragraph, texts_of


def items(body: str, **parts: str) -> tuple[Item, ...]:
    """Read a document with this in its body."""
    return read_docx(docx(body, **parts))[0][0].items


def texts(body: str, **parts: str) -> list[str]:
    """Read a document's lines, and its tables' rows with bars."""
    return texts_of(items(body, **parts))


def style(name: str, content: str, kind: str = "paragraph") -> str:
    """Define a style."""
    return f'<w:style w:type="{kind}" w:styleId="{name}">{content}</w:style>'


def run(text: str, properties: str = "") -> str:
    """Make a piece of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def table(*rows: Sequence[str], head: str = "") -> str:
    """Make a table of cells' content."""
    made = "".join(f"<w:tr>{head}{''.join(f'<w:tc>{cell}</w:tc>' for cell in row)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/>{made}</w:tbl>"


def test_headings_are_told_by_outline_by_style_and_by_the_style_it_is_based_on() -> None:
    """Danish and English names, an outline level of the paragraph's own, and body text in a heading's style."""
    styles = (
        style("Overskrift1", '<w:name w:val="heading 1"/>')
        + style("Punkt", '<w:name w:val="Punkt"/><w:basedOn w:val="Overskrift1"/>')
        + style("x", '<w:name w:val="Overskrift 3"/>')
        + style("y", '<w:name w:val="Sag"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr>')
    )
    body = "".join(
        paragraph(name, f'<w:pStyle w:val="{name}"/>{more}')
        for name, more in (
            *(("Overskrift1", ""), ("Punkt", ""), ("x", ""), ("y", ""), ("z", "")),
            ("Punkt", '<w:outlineLvl w:val="9"/>'),
        )
    ) + paragraph("egen", '<w:outlineLvl w:val="4"/>')

    assert [item.level for item in items(body, styles=styles) if isinstance(item, Line)] == [1, 1, 3, 2, None, None, 5]


def test_bold_italic_and_size_come_from_letters_and_styles() -> None:
    """What letters say goes before styles, and what both styles switch on is off."""
    styles = (
        "<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val='22'/></w:rPr></w:rPrDefault></w:docDefaults>"
        + style("Fed", "<w:rPr><w:b/><w:sz w:val='28'/></w:rPr>")
        + style("Stærk", "<w:rPr><w:b/></w:rPr>", "character")
    )
    fat = '<w:pPr><w:pStyle w:val="Fed"/><w:rPr><w:b w:val="0"/><w:i/></w:rPr></w:pPr>'
    strong = '<w:rStyle w:val="Stærk"/>'
    body = (
        f"<w:p>{fat}{run('alt')}</w:p><w:p>{fat}{run('intet', strong)}</w:p>"
        f"<w:p>{fat}{run('nej', '<w:b w:val=`0`/>')}</w:p>"
        f"<w:p>{run('Sted: ', strong)}{run('Loftet')}</w:p><w:p>{run('skrå', '<w:i/><w:sz w:val=`18`/>')}</w:p>"
        f"<w:p>{run('før', '<w:rPrChange><w:rPr><w:b/></w:rPr></w:rPrChange>')}</w:p>"
    ).replace("`", '"')

    assert items(body, styles=styles) == (
        Line(text="alt", bold=True, size=14.0, gap_before=True),
        Line(text="intet", size=14.0),
        Line(text="nej", size=14.0),
        Line(text="Sted: Loftet", lead="Sted:", size=11.0),
        Line(text="skrå", italic=True, size=9.0),
        Line(text="før", size=11.0),
    )


def test_changes_are_accepted() -> None:
    """What is deleted or moved away is gone, with ends of paragraphs and rows; what is new is there."""
    deleted = "<w:del><w:r><w:delText>gammel</w:delText><w:t>gammel</w:t></w:r></w:del>"
    body = (
        f"<w:p>{run('Et ')}{deleted}<w:ins>{run('nyt ')}</w:ins>{run('tag')}</w:p>"
        f"<w:p><w:moveFrom>{run('væk')}</w:moveFrom></w:p><w:p><w:moveTo>{run('flyttet')}</w:moveTo></w:p>"
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('delt ')}</w:p><w:p>{run('linje')}</w:p>"
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>" + paragraph("x") + "</w:tc></w:tr></w:tbl>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + run("slut") + "</w:p>"
    )

    assert texts(body) == ["Et nyt tag", "flyttet", "delt linje", "slut"]


def test_text_is_what_is_printed() -> None:
    """Hyphens, breaks, tabs, signs, results of fields and links are text; codes, hidden text and comments are not."""
    body = (
        "<w:p><w:pPr><w:tabs><w:tab w:val='left' w:pos='1'/></w:tabs></w:pPr><w:r><w:t>Fyr</w:t><w:softHyphen/>"
        "<w:t>mester</w:t><w:noBreakHyphen/><w:t>bolig</w:t><w:tab/><w:t>3</w:t><w:br/><w:t>næste</w:t></w:r>"
        + run("skjult", "<w:vanish/>")
        + "<w:r><w:fldChar w:fldCharType='begin'/><w:instrText>PAGE</w:instrText></w:r>"
        + run("kode")
        + f"<w:r><w:fldChar w:fldCharType='separate'/></w:r>{run(' 7')}<w:r><w:fldChar w:fldCharType='end'/></w:r>"
        + f"<w:fldSimple w:instr='DATE'>{run(' maj')}</w:fldSimple><w:hyperlink>{run(' link')}</w:hyperlink>"
        + "<w:r><w:sym w:font='Symbol' w:char='F0B7'/><w:sym w:char='zz'/></w:r></w:p>"
        + f"<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r></w:p>{paragraph('efter et felt uden ende')}"
    )

    assert texts(body) == ["Fyrmester-bolig\t3", "næste 7 maj link•", "efter et felt uden ende"]


def test_a_contents_list_is_text_like_any_other() -> None:
    """What a content control holds is read, and its own properties are not."""
    entry = f"<w:p>{run('1')}<w:r><w:tab/></w:r>{run('Møllen')}<w:r><w:tab/></w:r>{run('3', '<w:webHidden/>')}</w:p>"
    body = f"<w:sdt><w:sdtPr><w:rPr><w:b/></w:rPr></w:sdtPr><w:sdtContent>{entry}</w:sdtContent></w:sdt>"

    assert items(body) == (Line(text="1\tMøllen\t3", gap_before=True),)


def test_a_text_box_is_read_once() -> None:
    """It is written twice, in newer and in older words, and stands before the paragraph that holds it."""
    box = f"<w:txbxContent>{paragraph('Boks')}</w:txbxContent>"
    body = (
        f"<w:p>{run('Før ')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx>{box}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><v:textbox>{box}</v:textbox></mc:Fallback></mc:AlternateContent></w:r>{run('efter')}</w:p>"
        f"<w:p><w:r><mc:AlternateContent><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )

    assert texts(body) == ["Boks", "Før efter", "Boks"]


def test_notes_stand_below_what_they_are_notes_to() -> None:
    """Footnotes and endnotes follow their paragraph or their table; separators are none."""
    note = "<w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>{}</w:t></w:r></w:p>"
    footnotes = (
        f"<w:footnote w:type='separator' w:id='-1'>{note.format('---')}</w:footnote>"
        f"<w:footnote w:id='1'>{note.format('Note a')}</w:footnote>"
        f"<w:footnote w:id='2'>{note.format('Note b')}</w:footnote>"
    )
    endnotes = f"<w:endnote w:id='1'>{note.format('Note c')}</w:endnote>"
    refer = "<w:r><w:{}noteReference w:id='{}'/></w:r>"
    body = (
        f"<w:p>{run('En')}{refer.format('foot', 1)}{refer.format('end', 1)}</w:p>"
        + table([paragraph("a"), f"<w:p>{run('b')}{refer.format('foot', 2)}</w:p>"], [paragraph("c"), paragraph("d")])
        + paragraph("slut")
    )

    assert texts(body, footnotes=footnotes, endnotes=endnotes) == [
        *("En", "Note a", "Note c", "a|b", "c|d", "Note b", "slut"),
    ]


def test_headers_and_footers_are_furniture() -> None:
    """They are known beside the text, each once."""
    data = docx(paragraph("Godkendt."), header=paragraph("Fyrby Kommune"), footer=paragraph("Side 1") * 2)

    assert furniture(data) == ("Fyrby Kommune", "Side 1")


def test_tables_are_rows_whatever_is_merged() -> None:
    """A cell over columns is one, a cell over rows leaves empty ones, and cells may have paragraphs."""
    wide = "<w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" + paragraph("Overalt")
    tall = "<w:tcPr><w:vMerge w:val='restart'/></w:tcPr>" + paragraph("Tag")
    below = "<w:tcPr><w:vMerge/></w:tcPr><w:p/>"
    body = table(
        [wide],
        [tall, paragraph("10 kr.") + paragraph("i alt")],
        [below, paragraph("20 kr.")],
        [paragraph("Mur"), "<w:p/>"],
    )

    assert items(body) == (Table(rows=(("Overalt",), ("Tag", "10 kr. i alt"), ("", "20 kr."), ("Mur", ""))),)


def test_a_table_that_sets_text_is_text() -> None:
    """Labels beside their values share a line; a head makes even one row a table."""
    pair = [f"<w:p>{run('Sted', '<w:b/>')}</w:p>", paragraph("Loftet")]

    assert items(table(pair)) == (Line(text="Sted\tLoftet", lead="Sted", gap_before=True),)
    assert items(table(pair, head="<w:trPr><w:tblHeader/></w:trPr>")) == (Table(rows=(("Sted", "Loftet"),)),)


@pytest.mark.parametrize("depth", [1, 2, 11, 12, 13, 40])
def test_tables_in_tables_lose_no_text(depth: int) -> None:
    """However deep a table stands, what is in it is read, once."""
    body = paragraph("bund")
    for number in range(depth):
        body = table([paragraph(f"t{number}"), body], [paragraph(f"u{number}"), paragraph(f"v{number}")])
    found = " ".join(texts(body)).replace("|", " ").split()

    assert sorted(found) == sorted([f"{cell}{number}" for number in range(depth) for cell in "tuv"] + ["bund"])


def test_white_space_between_paragraphs_is_seen() -> None:
    """It is asked for by the paragraph or its style, or an empty paragraph makes it, and one style may do without."""
    styles = style("Liste", "<w:pPr><w:spacing w:before='240' w:after='240'/><w:contextualSpacing/></w:pPr>")
    listed = '<w:pStyle w:val="Liste"/>'
    body = "".join(
        (
            *(paragraph("a"), paragraph("b"), "<w:p/>", paragraph("c"), paragraph("d", "<w:spacing w:after='200'/>")),
            *(paragraph("e"), paragraph("f", listed), paragraph("g", listed), paragraph("h")),
        )
    )

    assert (
        "".join(item.text for item in items(body, styles=styles) if isinstance(item, Line) and item.gap_before)
        == "acefh"
    )


def test_the_main_part_may_have_any_name_and_either_vocabulary() -> None:
    """Word on the web counts its parts, and the strict standard has names of its own."""
    data = packed(
        {
            "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" '
            'Target="/word/document2.xml"/></Relationships>',
            "word/document2.xml": docx_part("Godkendt på mødet").replace(
                W, "http://purl.oclc.org/ooxml/wordprocessingml/main"
            ),
        }
    )

    assert texts_of(read_docx(data)[0][0].items) == ["Godkendt på mødet"]


def docx_part(text: str) -> str:
    """Make a document's part alone."""
    return f'<w:document xmlns:w="{W}"><w:body>{paragraph(text)}</w:body></w:document>'


def test_a_document_without_text_is_empty() -> None:
    """A header alone is no text."""
    with pytest.raises(DocumentError) as refused:
        read_docx(docx("<w:p/>", header=paragraph("Fyrby Kommune")))

    assert refused.value.reason is RejectionReason.EMPTY
