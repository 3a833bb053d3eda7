"""One body has one key, however a municipality writes its name."""

import pytest

from services.parser.bodies import body_key, same_body


@pytest.mark.parametrize(
    "names",
    [
        ("Teknik- og Miljøudvalget", "TEKNIK- OG MILJØUDVALGETS", "Udvalget for Teknik & Miljø", "Teknik og Miljø"),
        ("Byrådet", "Vejby Byråd", "Byrådets", "Byrådet (2022-2025)"),
        ("Kommunalbestyrelsen", "Vejby Kommunalbestyrelse", "Kommunalbestyrelsens"),
        ("Beskæftigelsesudvalget", "Udvalget for Beskæftigelse"),
        ("Ældrerådet", "Ældreråd"),
        ("Børn-, Kultur- og Fritidsudvalget", "Børn- kultur og fritidsudvalget", "Børn, Kultur og Fritid"),
    ],
)
def test_the_spellings_of_a_body_have_one_key(names: tuple[str, ...]) -> None:
    """Case, hyphens, genitives, terms and the word "udvalg" make no difference."""
    assert len({body_key(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Økonomiudvalget", "Økonomi- og Erhvervsudvalget"),
        ("Økonomiudvalget", "Byrådet"),
        ("Socialudvalget", "Sundhedsudvalget"),
        ("Byrådet", "Udvalget"),
    ],
)
def test_different_bodies_are_told_apart(first: str, second: str) -> None:
    """What one body decided is not taken for another's."""
    assert not same_body(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Kommunalbestyrelsen", "KB"),
        ("Børne- og Skoleudvalget", "BSU"),
        ("Økonomiudvalget", "ØU"),
        ("Teknisk Udvalg", "Udvalget"),
    ],
)
def test_short_names_are_understood(first: str, second: str) -> None:
    """Abbreviations, and "Udvalget" in a committee's own minutes, name the body too."""
    assert same_body(first, second)
    assert same_body(second, first)
