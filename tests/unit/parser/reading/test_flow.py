"""Lines of pages to paragraphs, by where they stand."""

from dataclasses import replace

from services.parser.reading.flow import flow_of
from services.parser.reading.model import Line, Page, Paragraph, Table
from tests.unit.parser.reading.conftest import page_of

RIGHT = 530.0


def line(text: str, row: float, *, x1: float = RIGHT, x0: float = 60.0, page: int = 1, size: float = 10.0) -> Line:
    """Set one line on the ``row``-th line of a page."""
    top = 100 + row * 12
    return Line(text=text, page=page, x0=x0, x1=x1, top=top, bottom=top + size, size=size)


def texts(*pages: Page) -> list[str]:
    """Flow pages and take the paragraphs' texts."""
    return [part.text for part in flow_of(pages).flow if isinstance(part, Paragraph)]


BODY = (line("Udvalget drøftede den gamle mølle og", 0), line("vedtog at åbne den for alle.", 1, x1=220))


def test_a_line_goes_on_where_the_next_word_did_not_fit() -> None:
    """A full line goes on; a short one ends its paragraph, whatever follows."""
    assert texts(page_of(*BODY, line("næste afsnit begynder her.", 2, x1=200))) == [
        "Udvalget drøftede den gamle mølle og vedtog at åbne den for alle.",
        "næste afsnit begynder her.",
    ]


def test_other_letters_begin_a_paragraph() -> None:
    """Bold, another size, a label, white space and another left edge each begin a new one."""
    first, second = BODY
    others = (
        replace(second, bold=True),
        replace(second, size=12.0),
        replace(second, lead="vedtog"),
        line(second.text, 3),
        line(second.text, 1, x0=200),
    )

    for other in others:
        assert len(texts(page_of(first, other))) == 2


def test_points_go_on_beside_their_mark() -> None:
    """A point's second line stands further in; the next point begins with its own mark."""
    page = page_of(
        line("1. at møllen åbnes som værested for alle, der", 0),
        line("bor i kommunen", 1, x0=75, x1=140),
        line("2. at taget tætnes", 2, x1=140),
        line("- og at der males", 3, x1=140),
    )
    *_, last = flow_of([page]).flow

    assert texts(page)[:2] == ["1. at møllen åbnes som værested for alle, der bor i kommunen", "2. at taget tætnes"]
    assert isinstance(last, Paragraph)
    assert (last.text, last.bullet) == ("og at der males", True)


def test_a_sentence_goes_on_over_the_page_break() -> None:
    """An unfinished paragraph goes on with the next page's first line, a finished one does not."""
    unfinished = page_of(BODY[0])
    finished = page_of(line("Møllen står åben hele sommeren igennem.", 0))
    following = page_of(line("Vedtog den gamle sag.", 0, x1=200, page=2), number=2)

    assert len(texts(unfinished, following)) == 1
    assert len(texts(finished, following)) == 2


def test_contents_lines_stay_one_per_line() -> None:
    """Dots that lead to a page part lines that would else be joined."""
    assert len(texts(page_of(line("Den gamle mølle........4", 0), line("eventuelt..............9", 1)))) == 2


def test_tables_stand_between_paragraphs() -> None:
    """A table ends the paragraph before it and is never part of one."""
    table = Table(rows=(("a", "b"),), page=1, top=112)
    page = Page(items=(BODY[0], table, line("vedtog mere", 3)), number=1, width=595, height=842)

    assert [type(part) for part in flow_of([page]).flow] == [Paragraph, Table, Paragraph]


def test_white_space_above_is_known() -> None:
    """A gap is more than the usual distance of lines."""
    rows = (0, 1, 2, 3, 5, 6)
    page = page_of(*(line(f"Punkt nummer {row}", row, x1=200) for row in rows))
    gaps = [part.gap_before for part in flow_of([page]).flow if isinstance(part, Paragraph)]

    assert gaps == [True, False, False, False, True, False]


def test_a_paragraph_knows_where_the_next_page_begins() -> None:
    """Of what stands in it one can say on which page."""
    first, second = (replace(part, page=page) for page, part in enumerate(BODY, 1))
    pages = [page_of(first), page_of(replace(second, top=100.0, bottom=110.0), number=2)]
    (whole,) = flow_of(pages).flow

    assert isinstance(whole, Paragraph)
    assert [(whole.text[at:].strip(), page) for at, page in whole.turns] == [("vedtog at åbne den for alle.", 2)]


def test_a_table_over_pages_knows_the_page_of_each_row() -> None:
    """One of a single page needs no more than its own."""
    above, below = (Table(rows=(("Tag", "80"), ("Gulv", "20")), page=page) for page in (3, 4))
    pages = [Page(items=(table,), number=table.page) for table in (above, below)]
    (whole,) = flow_of(pages).flow

    assert isinstance(whole, Table)
    assert whole.row_pages == (3, 3, 4, 4)
    assert flow_of(pages[:1]).flow == (above,)
