"""Case numbers of every shape, taken apart."""

import pytest

from services.parser.extracting.normalising import normalised
from shared.contract.record import CaseNumber


@pytest.mark.parametrize(
    ("written", "subject", "facet", "serial", "year"),
    [
        ("15.00.00-A00-35-20", "15.00.00", "A00", "35", 2020),
        ("15.00.00-Ø39-2-20", "15.00.00", "Ø39", "2", 2020),
        ("15.20.00A00-1-20", "15.20.00", "A00", "1", 2020),
        ("85.02.02G00-0011", "85.02.02", "G00", "11", None),
        ("00.01.00.A10-0001/2013", "00.01.00", "A10", "1", 2013),
        ("86.00.G01/2011-102", "86.00", "G01", "102", 2011),
        ("24.00P00 - 2015/01786", "24.00", "P00", "1786", 2015),
        ("00.01.00A04 - 2007/34364", "00.01.00", "A04", "34364", 2007),
        ("01.02.05-P16-1092-15", "01.02.05", "P16", "1092", 2015),
    ],
)
def test_a_kle_number_has_subject_facet_serial_and_year(
    written: str, subject: str, facet: str, serial: str, year: int | None
) -> None:
    """Whatever stands between the parts, and whichever of serial and year comes first."""
    found = normalised(written)

    assert (found.subject, found.facet, found.serial, found.year) == (subject, facet, serial, year)


@pytest.mark.parametrize(
    ("written", "owner", "serial", "year"),
    [
        ("330-2021-15739", "330", "15739", 2021),
        ("MDR-2016-02836", "MDR", "2836", 2016),
        ("2021-076476", None, "76476", 2021),
        ("07/21538", None, "21538", 2007),
        ("17-040676", None, "40676", 2017),
        ("299835", None, None, None),
        ("1-51-71-3321-08", None, None, None),
    ],
)
def test_a_systems_own_number_has_what_its_shape_tells(
    written: str, owner: str | None, serial: str | None, year: int | None
) -> None:
    """Kommunekode or system, serial and year; other shapes are kept as they are."""
    found = normalised(written)

    assert (found.owner, found.serial, found.year) == (owner, serial, year)


def test_two_spellings_of_one_number_have_one_key() -> None:
    """One document writes the same journal number with and without a dot."""
    assert normalised("00.01.00.A10-0001/2013").key == normalised("00.01.00A10-0001/2013").key


def test_what_stood_there_is_kept() -> None:
    """The normalised form stands beside the written one."""
    assert normalised("25/19069") == CaseNumber(written="25/19069", key="2025-19069", serial="19069", year=2025)
