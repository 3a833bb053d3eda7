"""Who can deliver."""

from shared.municipalities import all_listed, by_code


def test_all_municipalities_and_regions_are_listed_once() -> None:
    """98 municipalities with three digits, five regions with four."""
    codes = [listed.municipality.code for listed in all_listed()]

    assert len(codes) == len(set(codes)) == 103
    assert sum(len(code) == 3 for code in codes) == 98


def test_a_code_with_a_leading_zero_is_not_known() -> None:
    """Registers write 0165; the drop's prefix is 165."""
    assert by_code("0165") is None
    found = by_code("165")
    assert found is not None
    assert found.name == "Albertslund"
