"""Pages on one line become the lines that they were, and nothing else does."""

from services.parser.document import lay_out
from services.parser.parse import parse_file
from services.parser.reading.model import Paragraph
from services.parser.sandbox.port import Parsed, Request
from services.parser.segmenting.listing import entries_of, heads_contents
from services.parser.segmenting.marks import Kind, marks_in
from services.parser.segmenting.unrolling import unroll
from shared.contract.codes import WarningCode
from tests.builders import blocks

REQUEST = Request(sha256="", parser_version="")

PAGE = (
    "3 Havneudvalget Side 3 4. Nyt fyr Sagsnr.: 11/204 Sagsfremstilling: Fyret er slukket. Der sejler ingen. "
    "Indstilling: Forvaltningen indstiller, at fyret tændes. Beslutning: Godkendt."
)


def _lines(*paragraphs: str) -> list[str]:
    return [block.text for block in unroll(lay_out(tuple(Paragraph(text=text) for text in paragraphs))).text.blocks]


def test_a_page_is_cut_where_the_template_says() -> None:
    """Headings stand alone, labels keep their values, running heads are gone."""
    lines = _lines("Transkript", "1 Havneudvalget Referat Mødedato: 3. maj 2011 Mødested: Fyrtårnet", "2 Side 2", PAGE)

    assert lines[lines.index("4. Nyt fyr") :] == [
        "4. Nyt fyr",
        "Sagsnr.: 11/204",
        "Sagsfremstilling:",
        "Fyret er slukket. Der sejler ingen.",
        "Indstilling:",
        "Forvaltningen indstiller, at fyret tændes.",
        "Beslutning:",
        "Godkendt.",
    ]
    assert "Havneudvalget" not in lines[2:]


def test_text_in_lines_stays_the_text_that_it_is() -> None:
    """The very same object comes back, so that nothing is laid out twice."""
    text = lay_out(tuple(Paragraph(text=line) for line in ("1. Nyt fyr", "Beslutning", "Godkendt. " * 40)))

    assert unroll(text).text is text


def test_words_of_the_template_in_prose_begin_no_line() -> None:
    """A heading's word is a word like others, unless a sentence ends before it."""
    marks = [mark.kind for mark in marks_in("Udvalgets Beslutning om fyret er ændret. Indstilling Forvaltningen mener")]

    assert Kind.HEADING in marks
    assert len(marks) == 1


def test_a_contents_list_without_numbers_is_parted_at_what_opens_a_title() -> None:
    """The words "Orientering om Budget" are one title; what follows "Lukket" is closed."""
    text = "Indholdsfortegnelse Side 7. Orientering om Budget Godkendelse af referat Lukket - Salg af fyr...9"
    heading = heads_contents(text)
    assert heading is not None
    entries, _ = entries_of(blocks(text)[0].part(heading.end(), len(text)), closed=False)

    assert [(entry.number, entry.title, entry.closed) for entry in entries] == [
        ("7", "Orientering om Budget", False),
        (None, "Godkendelse af referat", False),
        (None, "Lukket - Salg af fyr", True),
    ]


def test_minutes_that_lost_their_lines_are_flagged() -> None:
    """Whoever reads the record is told that its lines were found again."""
    page = f"{PAGE} {PAGE.removeprefix('3 Havneudvalget Side 3 ')}"
    answer = parse_file(f"Transkript\n\n1 Referat Havneudvalget 3. maj 2011\n\n2 {page}".encode(), REQUEST)

    assert isinstance(answer, Parsed)
    assert WarningCode.TEXT_QUALITY in {warning.code for warning in answer.record.warnings}
