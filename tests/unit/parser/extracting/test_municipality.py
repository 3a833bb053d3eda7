"""Whose minutes a text is, when nobody said."""

import pytest

from services.parser.extracting.municipality import municipality_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Slagelse Kommune har modtaget tilsagn.", "330"),
        ("Møde i Odense Byråd. Odense Kommunes budget.", "461"),
        ("Høje Taastrup Kommune bygger.", "169"),
        ("Århus Kommune og Aarhus Byråd.", "751"),
        ("Region Midtjylland har besluttet.", "1082"),
        ("Sagsnr.: 330-2017-90442\nSagsnr.: 330-2021-15739", "330"),
    ],
)
def test_a_text_names_its_municipality(text: str, code: str) -> None:
    """Names in their variants and case numbers both count."""
    found = municipality_of(text)

    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("text", ["Et møde om stien.", "Odense Kommune og Nyborg Kommune samarbejder."])
def test_an_unclear_text_has_none(text: str) -> None:
    """Nobody named, or two alike: unknown."""
    assert municipality_of(text) is None
