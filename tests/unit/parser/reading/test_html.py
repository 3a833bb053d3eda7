"""Web pages to lines and tables."""

import pytest

from services.parser.parse import parse_reading
from services.parser.reading.flow import flow_of
from services.parser.reading.html import MAX_HTML_BYTES, read_html, read_html_and_furniture
from services.parser.reading.html_charset import decode_html
from services.parser.reading.model import Line, Reading, Table
from services.parser.sandbox.port import Request
from shared.contract.codes import DocumentKind, RejectionReason
from shared.errors import DocumentError

MINUTES = """<!DOCTYPE html>
<html lang="da"><head><meta charset="utf-8"><title>Fyrudvalget</title><script>let p = "<p>nej</p>";</script></head>
<body><nav><ul><li><a href="/">Forside</a></li></ul></nav>
<form action="/" id="side"><main>
<h1>REFERAT Fyrudvalget d. 17-03-2021</h1>
<table role="presentation"><tr><td><b>M&oslash;dedato</b></td><td>Onsdag d. 17. marts 2021 kl. 08:00</td></tr>
<tr><td><b>M&oslash;dested</b></td><td>Fyr&shy;mester&shy;boligen</td></tr></table>
<h2>Punkt 1: Godkendelse af dagsorden</h2><p>00.22.00-A00-1-20</p>
<h3>Beslutning</h3><p>Godkendt.</p>
<h2>Punkt 2: Ny<br>lampe til fyret</h2><p>15.20.00-A00-1-20</p>
<h3>Sagsfremstilling</h3><p>Lampen er fra 1911
og blinker skævt.</p>
<table><tr><th>Del</th><th>Pris</th></tr><tr><td>Lampe</td><td>10.000 kr.</td></tr></table>
<h3>Indstilling</h3><p>Fyrmesteren indstiller,</p>
<ol><li>at lampen skiftes</li><li>at den gamle udstilles.</li></ol>
<h3>Beslutning</h3><p>Godkendt, idet børn må trykke på knappen.</p><p>Fraværende: Karen Holm (V)</p>
<h3>Bilag</h3><ul><li>Tegning af lampen</li></ul>
</main></form><footer><p>Ring til os</p></footer></body></html>"""


def items(body: str) -> tuple[Line | Table, ...]:
    """Read a page with this in its body."""
    return read_html(f"<!DOCTYPE html><body>{body}".encode())[0].items


def texts(body: str) -> list[str]:
    """Read a page's lines, leaving tables out."""
    return [item.text for item in items(body) if isinstance(item, Line)]


def test_a_page_of_minutes_becomes_a_right_record() -> None:
    """Head, items, recommendations, decisions, tables and bilag are found, and nothing of the website."""
    pages = read_html(MINUTES.encode())
    reading = Reading(media_type="text/html", flow=flow_of(pages).flow)
    record = parse_reading(reading, len(MINUTES), Request(sha256="0" * 64, parser_version="test")).record

    assert record.kind is DocumentKind.REFERAT
    assert (record.meeting.body, record.meeting.venue) == ("Fyrudvalget", "Fyrmesterboligen")
    assert [(item.number, item.title) for item in record.items] == [
        ("1", "Godkendelse af dagsorden"),
        ("2", "Ny lampe til fyret"),
    ]
    lamp = record.items[1]
    assert lamp.recommendations[0].points == ("at lampen skiftes", "at den gamle udstilles.")
    assert lamp.decisions[0].text.startswith("Godkendt, idet børn må trykke")
    assert [table.rows for section in lamp.sections for table in section.tables] == [
        (("Del", "Pris"), ("Lampe", "10.000 kr."))
    ]
    assert [attachment.title for attachment in lamp.attachments] == ["Tegning af lampen"]


def test_headings_bold_and_italic_are_known_beside_the_text() -> None:
    """Elements and styles say the same thing."""
    body = (
        "<h2>Punkt 1</h2><p><b>Sted:</b> Loftet</p><p><span style='font-weight:700'>Alt</span></p>"
        "<p><em>Godkendt.</em></p><div role=heading aria-level=3>Bilag</div>"
    )

    assert items(body) == (
        Line(text="Punkt 1", level=2, gap_before=True),
        Line(text="Sted: Loftet", lead="Sted:", gap_before=True),
        Line(text="Alt", bold=True, gap_before=True),
        Line(text="Godkendt.", italic=True, gap_before=True),
        Line(text="Bilag", level=3, gap_before=True),
    )


def test_lists_have_their_numbers_as_a_browser_prints_them() -> None:
    """Start, value, kind, direction and lists without marks are all heard."""
    body = (
        "<ol start=3><li>at a<li value=7><p>at b</p><p>mere</p><li>at c</ol><ol type=a><li>x<li>y</ol>"
        "<ol style='list-style-type: upper-roman' start=4><li>z</ol><ol style='list-style:none'><li>1) selv</ol>"
        "<ol reversed start=2><li>to<li>en</ol><ol><li>1. dobbelt</ol>"
    )

    assert texts(body) == [
        *("3. at a", "7. at b", "mere", "8. at c", "a. x", "b. y", "IV. z", "1) selv"),
        *("2. to", "1. en", "1. dobbelt"),
    ]


def test_dashes_of_lists_are_no_text() -> None:
    """A point knows that it is one, nested ones too."""
    found = items("<ul><li>en<ul><li>to</ul></ul>")

    assert [(item.text, item.bullet) for item in found if isinstance(item, Line)] == [("en", True), ("to", True)]


def test_lists_that_a_word_processor_wrote_as_text_are_lists() -> None:
    """Their numbers stay, their dots are none."""
    mark = "<![if !supportLists]><span style='mso-list:Ignore'>{}<span>&nbsp;&nbsp; </span></span><![endif]>"
    found = items("".join(f"<p>{mark.format(sign)}tekst</p>" for sign in ("1.", "·", "o", "§")) + "<p>slut</p>")

    assert [(item.text, item.bullet) for item in found if isinstance(item, Line)] == [
        *(("1. tekst", False), ("tekst", True), ("tekst", True), ("tekst", True), ("slut", False)),
    ]


def test_a_break_ends_a_line_and_two_make_white_space() -> None:
    """Blanks and line ends of the source mean nothing."""
    assert items("<div>Sted:\n  Her<br>Tid:\tNu<br><br>Slut</div>") == (
        Line(text="Sted: Her", gap_before=True),
        Line(text="Tid: Nu"),
        Line(text="Slut", gap_before=True),
    )


@pytest.mark.parametrize(
    "left_out",
    [
        "<nav>Menu</nav>",
        "<header><nav>Menu</nav><h1>Kommunen</h1></header>",
        "<footer>Ring</footer>",
        "<div class='x Breadcrumb'>Forside</div>",
        "<script>var a = '<p>x</p>'</script>",
        "<style>p{}</style>",
        "<form role=search><p>Søg</p></form>",
        "<form><label>Søg</label><input value=x><button>Ok</button></form>",
        "<p hidden>x</p>",
        "<p style='color:red;DISPLAY : none'>x</p>",
        "<span class=sr-only>x</span>",
        "<template><p>x</p></template>",
        "<!-- x --><noscript>Slå til</noscript>",
        "<del>x</del>",
    ],
)
def test_what_belongs_to_the_website_is_left_out(left_out: str) -> None:
    """Navigation, heads and feet, scripts, forms and what is hidden are no minutes."""
    assert texts(f"{left_out}<p>Godkendt.</p>") == ["Godkendt."]


def test_title_head_and_foot_are_furniture() -> None:
    """What they say of the document is known beside the text: the municipality often stands nowhere else."""
    assert read_html_and_furniture(MINUTES.encode())[1] == ("Fyrudvalget", "Ring til os")


def test_what_belongs_to_the_minutes_is_kept() -> None:
    """A header with the title, a foot inside the text, and a form around the whole page stay."""
    body = "<form><header><h1>Referat</h1></header><article><p>Mødet</p><footer>Slut kl. 9</footer></article></form>"

    assert texts(body) == ["Referat", "Mødet", "Slut kl. 9"]


def test_tables_that_set_text_are_told_from_tables_of_data() -> None:
    """Headings, long text and single cells make no table; rows of short cells do."""
    layout = "<table><tr><td><h2>Punkt 1</h2><p>Tekst</p></td><td><p>Ved siden af</p></td></tr></table>"
    data = "<table><tr><td>Tag<td>10<tr><td>Varme<td></table>"
    one_row = "<table><tr><td><b>Sted</b><td>Loftet</table>"

    assert texts(layout) == ["Punkt 1", "Tekst", "Ved siden af"]
    assert items(data) == (Table(rows=(("Tag", "10"), ("Varme", ""))),)
    assert items(one_row) == (Line(text="Sted\tLoftet", lead="Sted", gap_before=True),)


def test_a_table_inside_a_table_that_sets_text_is_a_table() -> None:
    """Old pages set everything in tables."""
    inner = "<table><tr><th>Del<th>Pris<tr><td>Tag<td>10</table>"

    assert items(f"<table><tr><td>Menu<tr><td><p>Tekst</p>{inner}</table>") == (
        Line(text="Menu", gap_before=True),
        Line(text="Tekst", gap_before=True),
        Table(rows=(("Del", "Pris"), ("Tag", "10"))),
    )


def test_a_contents_list_in_a_table_stays_lines() -> None:
    """Numbers, titles and rising pages are no data."""
    body = "<table><tr><td>1<td>Godkendelse<td>1<tr><td>2<td>Lampe<td>4</table>"

    assert texts(body) == ["1\tGodkendelse\t1", "2\tLampe\t4"]


def test_a_term_stands_beside_its_description() -> None:
    """A label and its value are one line."""
    assert texts("<dl><dt>STED<dd>Loftet<dt>TID<dd>Nu<dd>Snart</dl>") == ["STED\tLoftet", "TID\tNu", "Snart"]


def test_text_set_with_blanks_is_read_as_plain_text() -> None:
    """Its line ends count."""
    assert texts("<pre>Sted: Her\nTid: Nu</pre>") == ["Sted: Her", "Tid: Nu"]


def test_entities_and_invisible_signs() -> None:
    """What was spelled in codes is letters, and what nobody sees is gone."""
    assert texts("<p>R&aring;d&shy;huset &amp; s&#248;en&nbsp;p&#xE5;&#8203; land</p>") == ["Rådhuset & søen på land"]


def test_xhtml_is_read_as_xml_means_it() -> None:
    """An element that is closed at once holds nothing of what follows."""
    page = (
        '<?xml version="1.0" encoding="iso-8859-1"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/>'
        '<script src="a.js"/></head><body><a name="top"/><p>Mødet</p><br/><![CDATA[er hævet]]></body></html>'
    )

    assert [item.text for item in read_html(page.encode("iso-8859-1"))[0].items if isinstance(item, Line)] == [
        "Mødet",
        "er hævet",
    ]


@pytest.mark.parametrize(
    ("page", "encoding"),
    [
        ("<p>Rødgrød på båd", "utf-8"),
        ("<meta charset=iso-8859-1><p>Rødgrød på båd", "utf-8"),
        ("<meta charset=utf-8><p>Rødgrød på båd", "cp1252"),
        ("<meta http-equiv=Content-Type content='text/html; charset=windows-1252'><p>“Rødgrød på båd”", "cp1252"),
        ("<meta charset='macintosh'><p>Rødgrød på båd", "mac-roman"),
        ("<meta charset=utf-7><p>Rødgrød på båd", "cp1252"),
        ("<meta charset=utf-16><p>Rødgrød på båd", "utf-8"),
        ("<p>Rødgrød på båd", "utf-16"),
        ("<p>Rødgrød på båd med fløde", "utf-16-le"),
        ("<p>Rødgrød på båd", "utf-8-sig"),
    ],
)
def test_letters_are_right_whatever_the_page_says_of_itself(page: str, encoding: str) -> None:
    """Valid UTF-8 wins, a believable declaration follows, and a lie is no harm."""
    assert decode_html(page.encode(encoding)) == page


def test_a_page_without_text_is_empty_and_too_much_is_a_limit() -> None:
    """Both are refused with their reason."""
    with pytest.raises(DocumentError) as empty:
        read_html(b"<html><body><script>draw()</script></body></html>")
    with pytest.raises(DocumentError) as large:
        read_html(b" " * (MAX_HTML_BYTES + 1))

    assert empty.value.reason is RejectionReason.EMPTY
    assert large.value.reason is RejectionReason.LIMIT
