"""Plain text and Markdown to lines and tables."""

import textwrap

import pytest

from services.parser.reading.model import Line, Table
from services.parser.reading.runs import MAX_LINES
from services.parser.reading.text import MAX_TEXT_BYTES, read_text, read_text_and_furniture
from shared.contract.codes import RejectionReason
from shared.errors import DocumentError

PROSE = (
    "Udvalget drøftede, hvordan den gamle mølle ved åen kan bruges som værested for børn og unge. Forvaltningen "
    "har talt med møllelauget, som gerne vil stå for åbningstiden, hvis kommunen holder taget tæt og varmt."
)


def items(text: str) -> tuple[Line | Table, ...]:
    """Read a text."""
    return read_text(text.encode())[1].items


def texts(text: str) -> list[str]:
    """Read a text's lines, leaving tables out."""
    return [item.text for item in items(text) if isinstance(item, Line)]


def test_headings_bold_italic_and_lists_lose_their_marks() -> None:
    """What marks said is known beside the text."""
    text = "# Referat #\n\n**Sted** Rådhuset\n\n*Godkendt.*\n\n- 1. at** møllen åbnes\n- to_ord_her.pdf"

    assert items(text) == (
        Line(text="Referat", level=1, gap_before=True),
        Line(text="Sted Rådhuset", lead="Sted", gap_before=True),
        Line(text="Godkendt.", italic=True, gap_before=True),
        Line(text="1. at møllen åbnes", bullet=True, gap_before=True),
        Line(text="to_ord_her.pdf", bullet=True),
    )


def test_a_file_with_marks_is_markdown() -> None:
    """The type is what the text is, not what it is called."""
    assert read_text(b"## Punkt 1")[0] == "text/markdown"
    assert read_text(b"**Sted** Her")[0] == "text/markdown"
    assert read_text(b"Punkt 1\n\nPris: 2 * 3 kr.")[0] == "text/plain"


def test_a_mark_over_a_hard_break_makes_one_line() -> None:
    """A name in bold on two lines is one name; other hard breaks end a line."""
    assert texts("**Musterkøbing  \nKommune**") == ["Musterkøbing Kommune"]
    assert texts("Sted: Her  \nTid: Nu  ") == ["Sted: Her", "Tid: Nu"]


def test_underlined_headings_and_rules() -> None:
    """A drawn line makes a heading of the one line above it, and is white space elsewhere."""
    first, second, third = items("Referat\n=======\nen linje\nto linjer\n--------")

    assert isinstance(first, Line)
    assert (first.text, first.level) == ("Referat", 1)
    assert isinstance(second, Line)
    assert isinstance(third, Line)
    assert (second.level, third.text) == (None, "to linjer")


def test_wrapped_lines_become_paragraphs_again() -> None:
    """Text wrapped at a fixed width is unwrapped; labels and what follows them stay apart."""
    wrapped = textwrap.fill(PROSE, 66)
    bullet = textwrap.fill(PROSE, 66, initial_indent="- ", subsequent_indent="  ")
    text = f"Fraværende:\nIngen\n\n{wrapped}\nGodkendt.\n\n{bullet}\n- kort\n\n{wrapped}"

    assert texts(text) == ["Fraværende:", "Ingen", PROSE, "Godkendt.", PROSE, "kort", PROSE]


def test_lines_that_are_paragraphs_are_left_alone() -> None:
    """Where lines are long or each stands for itself nothing is joined."""
    names = "Anne Ager (A)\nBo Berg (V)\nCarla Camp (C)\nDorte Dal (F)"

    assert texts(f"{PROSE}\n{PROSE}\n\n{names}") == [PROSE, PROSE, *names.split("\n")]


def test_lines_with_tabs_are_a_table() -> None:
    """Rows keep their empty cells, and a line without a tab inside is a row of one."""
    text = "Udgifter:\n\t2023\t2024\nTag\t10\t\nVarme\nI alt\t10\t0\nSlut"

    assert items(text) == (
        Line(text="Udgifter:", gap_before=True),
        Table(rows=(("", "2023", "2024"), ("Tag", "10", ""), ("Varme",), ("I alt", "10", "0"))),
        Line(text="Slut"),
    )


@pytest.mark.parametrize(
    "contents",
    [
        "1\tGodkendelse af dagsorden\t1\n2\tDen gamle mølle\t4\n10\tUnderskrifter\t12",
        "7\tLukket sag\t\n8\tEventuelt - lukket\t",
        "Godkendelse (B).....\t3\nDen gamle mølle og alt det andet, der er klippet a\t4\nEventuelt.....\t9",
        "Åbne punkter\nDagsorden\t2\nDen gamle mølle\t2\nEventuelt\t5",
    ],
)
def test_a_contents_list_stays_lines(contents: str) -> None:
    """Numbers, titles and rising pages are no table, and their tabs stay."""
    lines = [line.rstrip() for line in contents.split("\n")]

    assert texts(contents) == lines


def test_a_single_line_with_a_tab_is_a_line() -> None:
    """One row makes no table."""
    assert texts("Sted\tRådhuset") == ["Sted\tRådhuset"]


def test_a_pipe_table_is_a_table() -> None:
    """Markdown's own tables are read, marks taken off."""
    assert items("| **Del** | Pris |\n|---|--:|\n| Tag | 10 |") == (Table(rows=(("Del", "Pris"), ("Tag", "10"))),)


def test_tags_go_and_addresses_stay() -> None:
    """Marks spelled as tags are marks; an address in brackets is text."""
    assert texts("Se <i>mere</i> på <https://kommune.example/a_b>") == ["Se mere på <https://kommune.example/a_b>"]


def test_escaped_marks_are_text() -> None:
    """What Markdown escapes is meant as it stands."""
    assert texts("# Tal\n\n1\\. maj \\*note\\* og [bilag](https://x.example/y)") == ["Tal", "1. maj *note* og bilag"]


def test_nothing_but_blanks_is_empty_and_too_much_is_a_limit() -> None:
    """Each is refused with its reason: bytes and lines alike."""
    with pytest.raises(DocumentError) as empty:
        read_text("\ufeff \n\t\u00a0".encode())
    with pytest.raises(DocumentError) as large:
        read_text(b"x" * (MAX_TEXT_BYTES + 1))
    with pytest.raises(DocumentError) as long:
        read_text(b"x\n" * (2 * MAX_LINES + 1))

    assert empty.value.reason is RejectionReason.EMPTY
    assert {large.value.reason, long.value.reason} == {RejectionReason.LIMIT}


def test_running_heads_stand_apart() -> None:
    """What each printed page says at its top is no line of the text, but may be all that names the meeting."""
    head = "Teknisk Udvalg    12. april 2005    Side"
    text = f"Første\n\n{head} 1\n\nandet, se bilag 4 side 3\n\n{head} 2\n\ntredje"
    _, (pages, furniture, _) = read_text_and_furniture(text.encode())

    assert [line.text for line in pages[0].items if isinstance(line, Line)] == [
        "Første",
        "andet, se bilag 4 side 3",
        "tredje",
    ]
    assert furniture == (f"{head} 1",)
