"""Whose minutes a text is, when nobody said."""

import pytest

from services.parser.extracting.municipality import municipality_of
from shared.municipalities import Listed, all_listed


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Slagelse Kommune har modtaget tilsagn.", "330"),
        ("Møde i Odense Byråd. Odense Kommunes budget.", "461"),
        ("Høje Taastrup Kommune bygger.", "169"),
        ("Århus Kommune og Aarhus Byråd.", "751"),
        ("Region Midtjylland har besluttet.", "1082"),
        ("SLAGELSE KOMMUNE", "330"),
        ("Åbenrå Kommune", "580"),
        ("Lyngby Taarbæk Kommunes budget", "173"),
        ("Bornholms Regionskommune", "400"),
        ("Vesthimmerland Kommune", "820"),
        ("Læs mere på www.koege.dk.", "259"),
        ("Stien er for smal. " * 100 + "Fraværende i Thisted Kommunalbestyrelse: Bo Lind", "787"),
        ("Sagsnr.: 330-2017-90442\nSagsnr.: 330-2021-15739", "330"),
    ],
)
def test_a_text_names_its_municipality(text: str, code: str) -> None:
    """Names in their variants and case numbers both count."""
    found = municipality_of(text)

    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    "text",
    [
        "Et møde om stien.",
        "Odense Kommune og Nyborg Kommune samarbejder.",
        "Stien er for smal. " * 100 + "Aftalen gælder også Odense Kommune.",
    ],
    ids=["nobody", "two", "a neighbour"],
)
def test_an_unclear_text_has_none(text: str) -> None:
    """Nobody named, or two alike: unknown."""
    assert municipality_of(text) is None


@pytest.mark.parametrize("listed", all_listed(), ids=lambda listed: listed.municipality.name)
def test_every_municipality_and_region_is_known_by_all_spellings(listed: Listed) -> None:
    """All 98 and the regions: in capitals, without hyphens, with the old letters, in the genitive."""
    for name in listed.names:
        for spelling in (
            name,
            name.upper(),
            name.replace("-", " "),
            name.replace("å", "aa").replace("Å", "Aa"),
            f"{name}s",
        ):
            is_whole = name.startswith("Region ") or name.endswith("kommune")
            found = municipality_of(spelling if is_whole else f"{spelling} Kommune")

            assert found == listed.municipality, spelling
