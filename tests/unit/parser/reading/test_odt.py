"""OpenDocument texts to lines and tables."""

import pytest

from services.parser.reading.model import Line, Table
from services.parser.reading.odt import read_odt
from services.parser.reading.tables import Item
from shared.contract.codes import RejectionReason
from shared.errors import DocumentError
from tests.unit.parser.reading.office_files import furniture, odt, texts_of


def items(body: str, **parts: str) -> tuple[Item, ...]:
    """Read a document with this in its body."""
    return read_odt(odt(body, **parts))[0][0].items


def texts(body: str, **parts: str) -> list[str]:
    """Read a document's lines, and its tables' rows with bars."""
    return texts_of(items(body, **parts))


def style(name: str, content: str, family: str = "paragraph", parent: str = "") -> str:
    """Define a style."""
    base = f' style:parent-style-name="{parent}"' if parent else ""
    return f'<style:style style:name="{name}" style:family="{family}"{base}>{content}</style:style>'


def p(text: str, style_name: str = "") -> str:
    """Make a paragraph."""
    return f'<text:p text:style-name="{style_name}">{text}</text:p>'


def span(text: str, style_name: str) -> str:
    """Make a piece of text."""
    return f'<text:span text:style-name="{style_name}">{text}</text:span>'


BOLD = '<style:text-properties fo:font-weight="bold"/>'


def test_headings_bold_italic_and_size_are_known_beside_the_text() -> None:
    """Styles are based on others, in either part, and letters say more."""
    usual = '<style:text-properties fo:font-size="11pt"/>'
    styles = f'<style:default-style style:family="paragraph">{usual}</style:default-style>' + style(
        "Fed", BOLD + '<style:text-properties fo:font-size="0.5in"/>'
    )
    slanted = '<style:text-properties fo:font-weight="normal" fo:font-style="italic" fo:font-size="80%"/>'
    automatic = (
        style("P1", "", parent="Fed")
        + style("T1", BOLD, "text")
        + style("T2", slanted, "text")
        + style("T3", '<style:text-properties text:display="none"/>', "text")
    )
    body = (
        '<text:h text:outline-level="2">Punkt 1</text:h>'
        + p("Fedt", "P1")
        + p(f"{span('Sted:', 'T1')} Loftet")
        + p(span("Skrå", "T2"), "P1")
        + p(f"Set{span('skjult', 'T3')}")
    )

    assert items(body, styles=styles, automatic=automatic) == (
        Line(text="Punkt 1", level=2, size=11.0, gap_before=True),
        Line(text="Fedt", bold=True, size=36.0),
        Line(text="Sted: Loftet", lead="Sted:", size=11.0),
        Line(text="Skrå", italic=True, size=36.0),
        Line(text="Set", size=11.0),
    )


def test_text_is_what_is_printed() -> None:
    """Blanks, tabs and breaks are signs; deletions, comments, descriptions and citations are no text."""
    deleted = "<text:changed-region><text:deletion><text:p>gammel</text:p></text:deletion></text:changed-region>"
    comment = "<office:annotation><text:p>kommentar</text:p></office:annotation>"
    picture = "<draw:frame><draw:image/><svg:title>titel</svg:title><svg:desc>billede</svg:desc></draw:frame>"
    body = (
        f"<text:tracked-changes>{deleted}</text:tracked-changes>"
        + p("Et\n   nyt<text:change/> tag<text:tab/>3<text:line-break/>næ\u00adste<text:s text:c='9999'/>ord")
        + p(f"Mere{comment} <text:a>på nettet</text:a>{picture}")
        + "<text:section text:display='none'><text:p>skjult</text:p></text:section>"
    )

    assert texts(body) == ["Et nyt tag\t3", "næste ord", "Mere på nettet"]


def test_a_contents_list_is_its_lines_alone() -> None:
    """The pattern that it is made by holds no text."""
    pattern = "<text:index-title-template>Titel</text:index-title-template>"
    index = f"<text:index-title>{p('Indhold')}</text:index-title>{p('1<text:tab/>Møllen<text:tab/>3')}"
    body = (
        f"<text:table-of-content><text:table-of-content-source>{pattern}</text:table-of-content-source>"
        f"<text:index-body>{index}</text:index-body></text:table-of-content>"
    )

    assert texts(body) == ["Indhold", "1\tMøllen\t3"]


def test_a_frame_is_read_once_and_a_note_below_its_paragraph() -> None:
    """A frame stands before the paragraph that holds it."""
    box = f"<draw:frame><draw:text-box>{p('Boks')}</draw:text-box></draw:frame>"
    note_body = f"<text:note-body>{p('En note')}</text:note-body>"
    note = f"<text:note><text:note-citation>1</text:note-citation>{note_body}</text:note>"
    body = p(f"Før{box} efter{note}") + p("Slut")

    assert texts(body) == ["Boks", "Før efter", "En note", "Slut"]


def test_headers_and_footers_are_furniture() -> None:
    """Those of master pages, as far as they are shown."""
    master = (
        f"<style:header>{p('Fyrby Kommune')}</style:header>"
        f"<style:footer>{p('Side <text:page-number>1</text:page-number>')}</style:footer>"
        f"<style:footer-left style:display='false'>{p('x')}</style:footer-left>"
    )

    assert furniture(odt(p("Godkendt."), master=master)) == ("Fyrby Kommune", "Side 1")


def test_tables_are_rows_whatever_is_merged() -> None:
    """A cell over columns is one, a cell over rows leaves empty ones, and a head makes a table."""
    covered = "<table:covered-table-cell/>"
    over_columns = f"<table:table-cell table:number-columns-spanned='2'>{p('Overalt')}</table:table-cell>{covered}"
    over_rows = f"<table:table-cell table:number-rows-spanned='2'>{p('Tag')}</table:table-cell>"
    rows = (
        over_columns,
        f"{over_rows}<table:table-cell>{p('10 kr.')}{p('i alt')}</table:table-cell>",
        f"{covered}<table:table-cell>{p('20 kr.')}</table:table-cell>",
    )
    made = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)

    assert items(f"<table:table>{made}</table:table>") == (
        Table(rows=(("Overalt",), ("Tag", "10 kr. i alt"), ("", "20 kr."))),
    )
    head = f"<table:table-header-rows><table:table-row>{over_columns}</table:table-row></table:table-header-rows>"
    assert items(f"<table:table>{head}</table:table>") == (Table(rows=(("Overalt",),)),)


def test_a_document_without_text_is_empty() -> None:
    """A header alone is no text."""
    with pytest.raises(DocumentError) as refused:
        read_odt(odt(p(""), master=f"<style:header>{p('Fyrby')}</style:header>"))

    assert refused.value.reason is RejectionReason.EMPTY
