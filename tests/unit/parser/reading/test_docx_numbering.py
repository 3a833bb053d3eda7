"""Numbers and dashes of Word's lists, exactly as Word prints them."""

import pytest

from services.parser.reading.docx import read_docx
from services.parser.reading.model import Line
from tests.unit.parser.reading.office_files import docx, paragraph, texts_of

DECIMAL = '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/>{}</w:lvl>'


def level(depth: int, text: str, kind: str = "decimal", more: str = "") -> str:
    """Define a level of a list."""
    return DECIMAL.format(depth, kind, text, more)


def numbering(*levels: str, lists: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    """Define one abstract list and the lists that count with it."""
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{lists}'


def point(text: str = "x", depth: int = 0, list_id: int = 1) -> str:
    """Make a point of a list."""
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>')


def numbers(body: str, definitions: str, styles: str = "") -> list[str]:
    """Read what is printed before each "x"."""
    read = texts_of(read_docx(docx(body, numbering=definitions, styles=styles))[0][0].items)
    return [text.removesuffix("x").strip() for text in read]


def test_levels_count_within_each_other() -> None:
    """A deeper level begins anew after a higher one, and shows the numbers above it."""
    definitions = numbering(level(0, "Punkt %1:"), level(1, "%1.%2"), level(2, "%1.%2.%3)", "lowerLetter"))
    depths = (0, 1, 1, 2, 2, 0, 1, 2, 1)

    assert numbers("".join(point(depth=depth) for depth in depths), definitions) == [
        *("Punkt 1:", "1.1", "1.2", "1.2.a)", "1.2.b)", "Punkt 2:", "2.1", "2.1.a)", "2.2"),
    ]


def test_a_level_whose_parents_never_came_counts_them_as_begun() -> None:
    """Word prints the parent's first number, and goes on from it."""
    definitions = numbering(level(0, "%1."), level(1, "%1.%2"))

    assert numbers(point(depth=1) + point(depth=0), definitions) == ["1.1", "2."]


def test_restart_says_after_which_level_a_list_begins_anew() -> None:
    """0 is never: such points are numbered through."""
    definitions = numbering(
        level(0, "%1."),
        level(1, "%1-%2", more='<w:lvlRestart w:val="0"/>'),
        level(2, "%3", more='<w:lvlRestart w:val="1"/>'),
    )
    depths = (0, 1, 2, 1, 2, 0, 1, 2)

    assert numbers("".join(point(depth=depth) for depth in depths), definitions) == [
        *("1.", "1-1", "1", "1-2", "2", "2.", "2-3", "1"),
    ]


def test_lists_of_one_kind_count_on_unless_they_begin_anew() -> None:
    """What begins anew does so once, with its own number and its own levels."""
    own = level(0, "§ %1")
    definitions = numbering(
        level(0, "%1."),
        lists='<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/>'
        "</w:lvlOverride></w:num>"
        f'<w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">{own}</w:lvlOverride></w:num>',
    )
    body = "".join(point(list_id=list_id) for list_id in (1, 1, 2, 3, 3, 1, 4, 99, 0))

    assert numbers(body, definitions) == ["1.", "2.", "3.", "7.", "8.", "9.", "§ 10", "", ""]


@pytest.mark.parametrize(
    ("kind", "count", "printed"),
    [
        ("lowerLetter", 28, "bb)"),
        ("upperLetter", 3, "C)"),
        ("lowerRoman", 4, "iv)"),
        ("upperRoman", 9, "IX)"),
        ("decimalZero", 5, "05)"),
        ("ordinal", 2, "2.)"),
        ("none", 3, ")"),
        ("chicago", 3, "3)"),
    ],
)
def test_numerals_are_those_of_the_list(kind: str, count: int, printed: str) -> None:
    """Letters after z are doubled, as Word does."""
    assert numbers(point() * count, numbering(level(0, "%1)", kind)))[-1] == printed


def test_legal_numbers_are_digits_throughout() -> None:
    """Whatever the levels above are printed in."""
    definitions = numbering(level(0, "%1", "upperRoman"), level(1, "%1.%2", more="<w:isLgl/>"))

    assert numbers(point() + point(depth=1), definitions) == ["I", "1.1"]


def test_dashes_are_no_text() -> None:
    """A point knows that it is one; a level without a sign is none."""
    definitions = numbering(
        level(0, "•", "bullet"), level(1, "o", "bullet"), level(2, "", "bullet"), level(3, " ", "none")
    )
    read = read_docx(docx("".join(point(depth=depth) for depth in range(4)), numbering=definitions))[0][0].items

    assert [(item.text, item.bullet) for item in read if isinstance(item, Line)] == [
        *(("x", True), ("x", True), ("x", False), ("x", False)),
    ]


def test_a_dash_has_no_place_in_the_numbers_below_it() -> None:
    """What stands around its place is printed all the same."""
    assert numbers(point(depth=1), numbering(level(0, "•", "bullet"), level(1, "(%1%2)"))) == ["(1)"]


def test_styles_number_paragraphs_too() -> None:
    """A level is told by the style, or by the list that names the style; 0 takes the number away."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:pPr><w:numPr>{depth}<w:numId w:val="1"/></w:numPr></w:pPr>'
        f"<w:rPr/></w:style>"
        for name, depth in (("A", ""), ("B", '<w:ilvl w:val="1"/>'), ("C", ""))
    )
    definitions = numbering(level(0, "%1."), level(1, "%1.%2"), level(2, "%1.%2.%3", more='<w:pStyle w:val="C"/>'))
    body = "".join(paragraph("x", f'<w:pStyle w:val="{name}"/>') for name in "ABCA") + paragraph(
        "x", '<w:pStyle w:val="A"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    )

    assert numbers(body, definitions, styles) == ["1.", "1.1", "1.1.1", "2.", ""]


def test_a_list_may_take_the_levels_of_a_style_of_lists() -> None:
    """They stand in the abstract list that the style is linked to."""
    definitions = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="Punkter"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="Punkter"/>{level(0, "Sag %1")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )

    assert numbers(point() * 2, definitions) == ["Sag 1", "Sag 2"]


def test_empty_points_are_counted_and_deleted_ones_are_not() -> None:
    """Word prints a number before nothing, and none where a paragraph's end is deleted."""
    deleted = '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr></w:p>'

    assert numbers(point() + deleted + point("") + point(), numbering(level(0, "%1."))) == ["1.", "3."]
