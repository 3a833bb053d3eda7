"""Numbers and dashes of the lists of OpenDocument texts, exactly as they are printed."""

import pytest

from services.parser.reading.model import Line
from services.parser.reading.odt import read_odt
from tests.unit.parser.reading.office_files import odt, texts_of


def level(at: int, attributes: str, kind: str = "list-level-style-number") -> str:
    """Define a level of a list."""
    return f'<text:{kind} text:level="{at}" {attributes}/>'


def style(*levels: str, name: str = "L1") -> str:
    """Define a style of lists."""
    return f'<text:list-style style:name="{name}">{"".join(levels)}</text:list-style>'


def points(*contents: str, attributes: str = 'text:style-name="L1"') -> str:
    """Make a list; what is no element is a paragraph."""
    made = (content if content.startswith("<") else f"<text:p>{content}</text:p>" for content in contents)
    items = "".join(f"<text:list-item>{content}</text:list-item>" for content in made)
    return f"<text:list {attributes}>{items}</text:list>"


def numbers(body: str, automatic: str, styles: str = "") -> list[str]:
    """Read what is printed before each "x"."""
    read = texts_of(read_odt(odt(body, automatic=automatic, styles=styles))[0][0].items)
    return [text.removesuffix("x").strip() for text in read]


PLAIN = level(1, 'style:num-format="1" style:num-suffix="."')
NESTED = style(
    PLAIN, level(2, 'style:num-format="a" style:num-prefix="(" style:num-suffix=")" text:display-levels="2"')
)


def test_levels_count_within_each_other() -> None:
    """A deeper list shows the number above it, begins anew after it, and a paragraph more has no number."""
    inner = "<text:p>x</text:p><text:p>x</text:p>" + points("x", "x", attributes="")

    assert numbers(points("x", inner, inner), NESTED) == [
        *("1.", "2.", "", "(2.a)", "(2.b)", "3.", "", "(3.a)", "(3.b)"),
    ]


def test_levels_without_numbers_leave_nothing_behind() -> None:
    """Neither a number nor the dot after it; and a level whose parents never came counts them as begun."""
    automatic = style(
        level(1, 'style:num-format="1"'),
        level(2, 'style:num-format=""'),
        level(3, 'style:num-format="i" style:num-suffix=")" text:display-levels="3"'),
    )
    deep = points(points("x", attributes=""), attributes="")

    assert numbers(points(deep, "x"), automatic) == ["1.i)", "2"]


def test_a_point_may_have_a_style_of_its_own() -> None:
    """It is counted with the others, and printed in its own way."""
    own = '<text:list-item text:style-override="L2"><text:p>x</text:p></text:list-item></text:list>'
    body = points("x").removesuffix("</text:list>") + own

    assert numbers(body, style(PLAIN) + style(level(1, 'style:num-format="A"'), name="L2")) == ["1.", "B"]


def test_a_point_that_only_holds_a_list_is_not_counted() -> None:
    """So a deeper list goes on after a paragraph between."""
    body = points("x", points("x", attributes="")) + "<text:p>x</text:p>"
    goes_on = points(points("x", attributes=""), "x", attributes='text:style-name="L1" text:continue-numbering="true"')

    assert numbers(body + goes_on, NESTED) == ["1.", "(1.a)", "", "(1.b)", "2."]


def test_lists_go_on_where_they_say_so() -> None:
    """By name, by style, or not at all; and a point may have a number of its own."""
    body = (
        points("x", "x", attributes='text:style-name="L1" xml:id="a"')
        + points("x")
        + points("x", attributes='text:style-name="L1" text:continue-list="a"')
        + points("x", attributes='text:style-name="L1" text:continue-numbering="true"')
        + points("x", attributes='text:style-name="L1" text:continue-list="nobody"')
        + '<text:list text:style-name="L1"><text:list-header><text:p>x</text:p></text:list-header>'
        '<text:list-item text:start-value="7"><text:p>x</text:p></text:list-item></text:list>'
    )

    assert numbers(body, style(PLAIN)) == ["1.", "2.", "1.", "3.", "4.", "1.", "", "7."]


@pytest.mark.parametrize(
    ("attributes", "printed"),
    [
        ('style:num-format="A"', "AB"),
        ('style:num-format="a" style:num-letter-sync="true"', "bb"),
        ('style:num-format="i" style:num-suffix="."', "xxviii."),
        ('style:num-format="1" loext:num-list-format="Punkt %1%:" style:num-suffix="."', "Punkt 28:"),
        ('style:num-format="1" text:start-value="3"', "30"),
        ('style:num-format=""', ""),
    ],
)
def test_numerals_are_those_of_the_list(attributes: str, printed: str) -> None:
    """A pattern, where there is one, goes before prefix and suffix."""
    assert numbers(points(*"x" * 28), style(level(1, attributes)))[-1] == printed


def test_dashes_are_no_text() -> None:
    """A point knows that it is one, also where nobody defined its list."""
    automatic = style(level(1, 'text:bullet-char="•"', "list-level-style-bullet"))
    body = points("x") + points("x", attributes='text:style-name="?"')
    read = read_odt(odt(body, automatic=automatic))[0][0].items

    assert [(item.text, item.bullet) for item in read if isinstance(item, Line)] == [("x", True), ("x", True)]


def test_headings_are_numbered_by_the_outline() -> None:
    """Unless they stand in a list, or say that they have no number."""
    outline = "".join(
        level(at, f'style:num-format="1" style:num-suffix="." text:display-levels="{at}"', "outline-level-style")
        for at in (1, 2)
    )
    styles = f'<text:outline-style style:name="Outline">{outline}</text:outline-style>'
    heading = '<text:h text:outline-level="{}" {}>x</text:h>'
    body = (
        heading.format(1, "")
        + heading.format(2, "")
        + heading.format(1, 'text:is-list-header="true"')
        + points(heading.format(1, ""))
        + heading.format(2, "")
        + heading.format(1, 'text:restart-numbering="true" text:start-value="5"')
        + heading.format(3, "")
    )

    assert numbers(body, style(level(1, 'style:num-format="I"')), styles) == ["1.", "1.1.", "", "I", "1.2.", "5.", ""]


def test_no_list_goes_on_in_cells_boxes_and_notes() -> None:
    """They have lists of their own, which begin at their first level."""
    inner = points("x")
    box = f"<draw:frame><draw:text-box>{inner}</draw:text-box></draw:frame>"
    note = f"<text:note><text:note-body>{inner}</text:note-body></text:note>"
    row = f"<table:table-row><table:table-cell>{inner}</table:table-cell></table:table-row>"
    body = points(f"<text:p>x{box}{note}</text:p><table:table>{row}</table:table>", "x")

    assert numbers(body, NESTED) == ["1.", "1.", "1.", "1.", "2."]
