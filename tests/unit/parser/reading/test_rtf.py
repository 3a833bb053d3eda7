"""Rich text to lines and tables."""

import pytest

from services.parser.parse import parse_reading
from services.parser.reading.flow import flow_of
from services.parser.reading.model import Line, Reading, Table
from services.parser.reading.rtf import MAX_RTF_BYTES, read_rtf, read_rtf_and_furniture
from services.parser.sandbox.port import Request
from shared.contract.codes import DocumentKind, RejectionReason
from shared.errors import DocumentError

HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman\fcharset0 Times;}{\f1\fnil\fcharset2 Symbol;}"
    r"{\f2\fswiss\fcharset238{\*\panose 020b}Arial CE;}{\f3\fnil\fcharset77 Geneva;}}{\colortbl;\red0\green0\blue0;}"
    r"{\stylesheet{\s0 Normal;}{\s1\b\outlinelevel0 heading 1;}{\s2\b Overskrift 2;}}{\info{\title Skjult}}"
    r"{\header\pard Fyrkommunen\par}{\*\generator Skriver;}"
)
MINUTES = r"""\pard\plain\s1\sa200 REFERAT Fyrudvalget d. 17-03-2021\par
\pard\plain\sa200{\b M\'f8dedato} Onsdag d. 17. marts 2021 kl. 08:00\par
{\b M\'f8dested} Fyrmesterboligen\par
\pard\plain\s2\sa200 Punkt 1: Godkendelse af dagsorden\par
\pard\plain\sa200 00.22.00-A00-1-20\par\pard\plain\outlinelevel2 Beslutning\par\pard\plain Godkendt.\par
\pard\plain\s2\sa200 Punkt 2: Ny lampe til fyret\par
\pard\plain\sa200 15.20.00-A00-1-20\par\pard\plain\outlinelevel2 Sagsfremstilling\par
\pard\plain Lampen er fra 1911 og blinker sk\u230\'e6vt.\par
\trowd\cellx3000\cellx6000\pard\intbl Del\cell Pris\cell\row
\trowd\cellx3000\cellx6000\pard\intbl Lampe\cell 10.000 kr.\cell\row
\pard\plain\outlinelevel2 Indstilling\par\pard\plain Fyrmesteren indstiller,\par
{\listtext\pard\plain 1.\tab}at lampen skiftes\par{\listtext\pard\plain 2.\tab}at den gamle udstilles.\par
\pard\plain\outlinelevel2 Beslutning\par\pard\plain Godkendt, idet b\'f8rn m\'e5 trykke p\'e5 knappen.\par
Frav\'e6rende: Karen Holm (V)\par
\pard\plain\outlinelevel2 Bilag\par\pard\plain Tegning af lampen\par
"""


def items(body: str | bytes, head: str = HEAD) -> tuple[Line | Table, ...]:
    """Read a file with this in its body."""
    raw = body.encode("ascii") if isinstance(body, str) else body
    return read_rtf(head.encode() + raw + b"}")[0].items


def texts(body: str | bytes, head: str = HEAD) -> list[str]:
    """Read a file's lines, leaving tables out."""
    return [item.text for item in items(body, head) if isinstance(item, Line)]


def test_a_file_of_minutes_becomes_a_right_record() -> None:
    """Head, items, recommendations, decisions, tables and bilag are found."""
    flow = flow_of(read_rtf((HEAD + MINUTES + "}").encode("ascii"))).flow
    request = Request(sha256="0" * 64, parser_version="test")
    record = parse_reading(Reading(media_type="application/rtf", flow=flow), len(MINUTES), request).record

    assert record.kind is DocumentKind.REFERAT
    assert (record.meeting.body, record.meeting.venue) == ("Fyrudvalget", "Fyrmesterboligen")
    assert [(item.number, item.title) for item in record.items] == [
        ("1", "Godkendelse af dagsorden"),
        ("2", "Ny lampe til fyret"),
    ]
    lamp = record.items[1]
    assert lamp.recommendations[0].points == ("at lampen skiftes", "at den gamle udstilles.")
    assert lamp.decisions[0].text.startswith("Godkendt, idet børn må trykke på")
    assert [table.rows for section in lamp.sections for table in section.tables] == [
        (("Del", "Pris"), ("Lampe", "10.000 kr."))
    ]
    assert [attachment.title for attachment in lamp.attachments] == ["Tegning af lampen"]


def test_headings_bold_and_italic_are_known_beside_the_text() -> None:
    """Styles, outline levels and the letters themselves are heard, and groups take them back."""
    body = (
        r"\pard\s1 Referat\par\pard\s2 Punkt 1\par\pard\outlinelevel2 Bilag\par\pard\outlinelevel9 Tekst\par"
        r"{\b Sted:} Loftet\par{\b Alt}\par\b Alt\b0\par{\i Godkendt.}\par\b\plain Intet\par"
    )
    found = items(body)

    assert [(line.text, line.level, line.bold, line.italic, line.lead) for line in found if isinstance(line, Line)] == [
        ("Referat", 1, False, False, ""),
        ("Punkt 1", 2, False, False, ""),
        ("Bilag", 3, False, False, ""),
        ("Tekst", None, False, False, ""),
        ("Sted: Loftet", None, False, False, "Sted:"),
        ("Alt", None, True, False, ""),
        ("Alt", None, True, False, ""),
        ("Godkendt.", None, False, True, ""),
        ("Intet", None, False, False, ""),
    ]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"R\'f8d gr\'f8d p\'e5 b\'e5d", "Rød grød på båd"),
        (r"R\u248\'f8d gr\u248?d p\u229 a b\u229\'e5d", "Rød grød på båd"),
        (r"\uc2 R\u248\'c3\'b8d {\uc0 gr\u248 d} p\u229??", "Rød grød på"),
        (r"\uc1 \u8211\endash  ja", "– ja"),
        (r"\u-10179?\u-8704? ja", "😀 ja"),
        (r"\u-10179? ja", "� ja"),
        (r"{\f2 \'e8esk\'fd} r\'f8d", "český rød"),
        (r"{\f3 r\'bfd} r\'f8d", "rød rød"),
        (
            r"\ldblquote Ja\rdblquote  \endash  m\~n fod\-gænger\'ad e\_mail".replace("æ", r"\'e6"),
            "“Ja” – m n fodgænger e-mail",
        ),
        (r"\{ja\} \\ nej", r"{ja} \ nej"),
        ("r\r\n\\'f8d", "rød"),
    ],
)
def test_letters_are_right_in_every_spelling(body: str, text: str) -> None:
    """Codes, Unicode with what stands in for it, and the charset of each font."""
    assert texts(body) == [text]


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (r"{\rtf1\mac ", b"r\\'bfd"),
        (r"{\rtf1\ansi\ansicpg10000 ", b"r\\'bfd"),
        (r"{\rtf1\pca ", b"r\\'9bd"),
        (r"{\rtf1\ansi\ansicpg65001 ", b"r\\'c3\\'b8d"),
        (r"{\rtf1\ansi\ansicpg1252 ", "rød".encode("cp1252")),
        (r"{\rtf1\ansi\ansicpg1252 ", "rød".encode()),
        (r"{\rtf1\ansi\ansicpg99999 ", b"r\\'f8d"),
        (r"{\rtf1 ", b"r\\'f8d"),
    ],
)
def test_the_charset_of_the_file_is_heard(head: str, body: bytes) -> None:
    """What the head says, what is written without codes, and UTF-8 that nobody announced."""
    assert texts(body, head) == ["rød"]


def test_lists_have_the_numbers_that_are_printed() -> None:
    """The mark that was written for other readers is the mark; a dash is none."""
    body = (
        r"{\listtext\pard\plain 1.\tab}at en\par{\pntext\f0 b)\tab}{\*\pn\pnlvlbody}at to\par"
        r"{\listtext\f1\'b7\tab}tre\par{\listtext\f0 o\tab}fire\par{\listtext -\tab}fem\par seks\par"
    )

    assert [(line.text, line.bullet) for line in items(body) if isinstance(line, Line)] == [
        ("1. at en", False),
        ("b) at to", False),
        ("tre", True),
        ("fire", True),
        ("fem", True),
        ("seks", False),
    ]


def test_lines_tabs_and_white_space() -> None:
    """A line's end is one, tabs stay, and space between paragraphs or an empty one is white space."""
    body = r"\pard Sted:\line Her\par 1\tab Lampe\tab 4\par\par Nu\par\pard\sb120 Luft\par"

    assert items(body) == (
        Line(text="Sted:", gap_before=True),
        Line(text="Her"),
        Line(text="1\tLampe\t4"),
        Line(text="Nu", gap_before=True),
        Line(text="Luft", gap_before=True),
    )


def test_tables_keep_their_cells() -> None:
    """Empty cells count, paragraphs in a cell and tables in a cell are its text, the last row may lack its end."""
    row = (
        r"\trowd\pard\intbl Tag\par nyt\cell \cell\row\trowd\pard\intbl a\cell"
        r"\itap2 b\nestcell c\nestcell{\*\nesttableprops\nestrow}\itap1\cell\row"
    )

    assert items(rf"{row}\pard Slut\par") == (
        Table(rows=(("Tag nyt", ""), ("a", "b c"))),
        Line(text="Slut", gap_before=True),
    )
    assert items(r"\pard\intbl a\cell b\cell\row c\cell d\cell") == (Table(rows=(("a", "b"), ("c", "d"))),)


def test_a_table_that_sets_text_is_lines() -> None:
    """A label beside its value is one line, headings in cells are headings."""
    body = r"\pard\intbl{\b Sted}\cell Loftet\cell\row\pard Ja\par\pard\intbl\outlinelevel1 Punkt 1\cell x\cell\row"

    assert texts(body) == ["Sted\tLoftet", "Ja", "Punkt 1", "x"]


def test_what_is_no_text_is_left_out() -> None:
    """Pictures (even with braces in their bytes), fields' codes, notes, what is hidden or taken out by a reviser."""
    body = (
        rb"a{\pict\wmetafile8\bin6 }}{{\}}b{\*\shppict{\pict 010203}}c{\v skjult}d{\deleted slettet}e"
        rb"{\footer fod}{\*\bkmkstart x}"
        rb"f{\field{\*\fldinst HYPERLINK x}{\fldrslt g}}{\object{\*\objdata 00}{\result x}}{\*\ny z}h\par"
    )

    assert texts(body) == ["abcdefgh"]


def test_headers_and_footers_are_furniture() -> None:
    """What they say of the document is known beside the text, each once."""
    body = rb"{\headerf Fyrkommunen\par}{\footer\pard M\'f8de\tab{\f1\'b7} 1{\field{\*\fldinst PAGE}}\par}Tekst\par}"

    assert read_rtf_and_furniture(HEAD.encode() + body)[1] == ("Fyrkommunen", "Møde\t• 1")


def test_text_boxes_are_read_once() -> None:
    """The drawing for old readers is the same text again."""
    box = r"{\shp{\*\shpinst\shpleft0{\sp{\sn a}{\sv 1}}{\shptxt\pard I boksen\par}}{\shprslt\pard I boksen\par}}"
    body = rf"{box}Efter\par"

    assert texts(body) == ["I boksen", "Efter"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{\\rtf1 }", RejectionReason.EMPTY),
        (b"{\\rtf1 {\\pict 00}\\par}", RejectionReason.EMPTY),
        (b"{\\rtf1 Godkendt", RejectionReason.MALFORMED),
        (b"{\\rtf1 {\\fonttbl{\\f0", RejectionReason.MALFORMED),
        (b"{\\rtf1 x\\bin99999999 abc}", RejectionReason.MALFORMED),
        (b"Referat", RejectionReason.MALFORMED),
        (b"{\\rtf1 " + b"{" * 20_000, RejectionReason.LIMIT),
        (b"{\\rtf1 " + b"x\\par " * 110_000 + b"}", RejectionReason.LIMIT),
        (b"{\\rtf1 " + b"x\\line " * 110_000 + b"}", RejectionReason.LIMIT),
        (b"{\\rtf1 " + b"\\cell" * 110_000 + b"}", RejectionReason.LIMIT),
        (b"{\\rtf1 " + b"\\b" * 1_600_000 + b"}", RejectionReason.LIMIT),
        (b"{\\rtf1 " + b"{}" * 600_000 + b"}", RejectionReason.LIMIT),
        (b"{\\rtf1 " + b" " * MAX_RTF_BYTES + b"}", RejectionReason.LIMIT),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, reason: RejectionReason) -> None:
    """Each reason is told, before time or memory are gone."""
    with pytest.raises(DocumentError) as refused:
        read_rtf(data)

    assert refused.value.reason is reason


def test_a_note_stands_below_what_it_is_a_note_to() -> None:
    """As it does in Word's own files: it is printed, and part of the minutes."""
    body = (
        r"\pard Molen er dyr{\super\chftn}{\footnote\pard\plain {\super\chftn} Se budgettet.\par Og regnskabet.} i "
        r"drift.\par Godkendt.\par\trowd\pard\intbl Del{\footnote Af fyret.}\cell Pris\cell\row"
        r"\trowd\pard\intbl Lampe\cell 10 kr.\cell\row\pard Under tabellen{\footnote Den nye.}\par Til sidst"
    )

    assert texts(body) == [
        *("Molen er dyr i drift.", "Se budgettet.", "Og regnskabet.", "Godkendt."),
        *("Af fyret.", "Under tabellen", "Den nye.", "Til sidst"),
    ]
