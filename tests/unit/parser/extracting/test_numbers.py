"""Case and document numbers in the shapes of published minutes."""

import pytest

from services.parser.extracting.numbers import head_numbers, is_number_line
from tests.builders import blocks


def _numbers(*lines: str) -> tuple[list[str], list[str]]:
    made = blocks(*lines)
    found = head_numbers(made, [False] * len(made))
    return found.case, found.document


@pytest.mark.parametrize(
    "number",
    [
        "15.00.00-A00-35-20",
        "15.00.00-Ø39-2-20",
        "15.20.00A00-1-20",
        "85.02.02G00-0011",
        "00.01.00.A10-0001/2013",
        "86.00.G01/2011-102",
        "00.01.00A04 - 2007/34364",
        "2021-076476",
        "330-2021-15739",
        "14/30210",
    ],
)
def test_a_number_alone_on_its_line_is_a_case_number(number: str) -> None:
    """Shapes that need no label are found as written."""
    assert _numbers(number) == ([number], [])


def test_labels_tell_case_from_document() -> None:
    """Both numbers of one line go where their labels say."""
    line = "Sagsnr.: 330-2018-3619      Dok.nr.: 330-2018-512301      Åbent"

    assert _numbers(line) == (["330-2018-3619"], ["330-2018-512301"])


def test_a_label_without_value_takes_the_line_below() -> None:
    """The value may stand on a line of its own."""
    assert _numbers("Sagsnr:", "07/5773") == (["07/5773"], [])


def test_a_number_with_its_state_before_it() -> None:
    """Odense writes "Åbent - " before the number."""
    assert _numbers("A. Sager til afgørelse", "Åbent - 01.02.05-P16-1092-15") == (["01.02.05-P16-1092-15"], [])


def test_a_number_without_facet_needs_a_label() -> None:
    """Without KLE's facet a shape is too weak to stand alone."""
    assert _numbers("Sagsnummer: 00.22.00-3584-18") == (["00.22.00-3584-18"], [])
    assert not is_number_line("00.22.00-3584-18")


@pytest.mark.parametrize("text", ["14.12.2021", "den 14.12.21 B10", "Kompetence: Havneudvalget", "Åbent", "3"])
def test_what_is_no_number_is_none(text: str) -> None:
    """Dates, labels of other things and bare words are no case numbers."""
    assert _numbers(text) == ([], [])


def test_numbers_in_prose_are_left_alone() -> None:
    """The head of an item ends with the first prose."""
    prose = 4 * "Regnskabet for havnen blev lagt frem, og der blev spurgt til beløbene. "

    assert _numbers(prose, "Sagsnr.: 14/30210") == ([], [])


@pytest.mark.parametrize(
    ("line", "cases"),
    [
        ("24.00P00 - 2015/01786 - Frigivelse", ["24.00P00 - 2015/01786"]),
        ("Sagsnr.: 00.30.00-Ø00-1-23, 00.30.00-S00-2-23", ["00.30.00-Ø00-1-23", "00.30.00-S00-2-23"]),
        ("Sagsnr.: MDR-2016-02836", ["MDR-2016-02836"]),
        ("Acadre sagsnr.: 17/10438 Journalnr.: A00", ["17/10438"]),
        ("Sags nr. S2019-12345", ["S2019-12345"]),
    ],
)
def test_lines_with_more_than_one_label_or_number(line: str, cases: list[str]) -> None:
    """Several numbers behind one label count, a facet that has lost the rest of its number does not."""
    assert _numbers(line) == (cases, [])


@pytest.mark.parametrize("line", ["Fraværende: Bo Lind (sag 129-131)", "Sag 4: Ny skole i Vejby", "Sag 61. Ny skole"])
def test_what_only_refers_to_an_item_is_no_number_line(line: str) -> None:
    """Attendance and headings name items by number too."""
    assert not is_number_line(line)
