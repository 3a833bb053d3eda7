"""How a hit looks: whose it is, the words marked, and where it stands."""

from datetime import date

from services.cli.commands.search import place, shown
from services.indexer.search import Hit

HIT = Hit(
    municipality="Odsherred",
    body="Byrådet",
    date=date(2023, 5, 8),
    number="3",
    title="Cykelture",
    heading="Beslutning",
    sentence="To ladcykler er bedre end en ladcykel.",
    marks=((3, 12),),
    page=4,
    span=(120, 158),
    name="mappe/møde@sted.pdf",
    item_key="1/306/mappe/møde@sted.pdf@20230509T000000Z-abc.json",
    rank=1.0,
)


def test_without_a_terminal_the_words_stand_between_asterisks() -> None:
    """What is piped on keeps its marks."""
    text = shown(HIT, bold=False).plain

    assert text.splitlines() == [
        "Odsherred · Byrådet · 2023-05-08",
        "3. Cykelture (Beslutning)",
        "  To **ladcykler** er bedre end en ladcykel.",
        "  306/mappe/møde@sted.pdf, page 4, characters 120-158",
    ]


def test_on_a_terminal_the_words_are_bold() -> None:
    """A reader sees the words without reading marks."""
    text = shown(HIT, bold=True)

    assert "**" not in text.plain
    assert any("bold" in str(span.style) and text.plain[span.start : span.end] == "ladcykler" for span in text.spans)


def test_the_place_leads_to_the_file_in_the_drop() -> None:
    """Prefix and name together are the key in the drop, whatever the name holds."""
    assert place(HIT).startswith("306/mappe/møde@sted.pdf,")
