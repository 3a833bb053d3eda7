"""What is put on record, by whom."""

import pytest

from services.parser.extracting.statements import read_statements
from shared.contract.codes import StatementKind
from tests.builders import blocks


@pytest.mark.parametrize(
    ("text", "kind", "by"),
    [
        ("Bo Lind (V) tager forbehold.", StatementKind.RESERVATION, ("Bo Lind (V)",)),
        (
            "Asta Holm ønskede sagen indbragt for Byrådet, jf. styrelseslovens § 23.",
            StatementKind.REFERRAL_TO_COUNCIL,
            ("Asta Holm",),
        ),
        ("Ø afgav følgende protokolbemærkning: Vi ønsker mere lys.", StatementKind.PROTOCOL, ("Ø",)),
        ("A og F afgav mindretalsudtalelse.", StatementKind.MINORITY, ("A", "F")),
        ("Mindretalsudtalelse fra Ø: Vi er imod.", StatementKind.MINORITY, ("Ø",)),
        ("Protokoltilførsel fra Enhedslisten og SF: Nej.", StatementKind.PROTOCOL, ("Enhedslisten", "SF")),
        (
            "Asta Holm (A) og Bo Lind ønsker ført til protokol, at de er imod.",
            StatementKind.PROTOCOL,
            ("Asta Holm (A)", "Bo Lind"),
        ),
        (
            "Bo Lind (O) undlod at stemme, og Eva Ris (O) begærede sagen indbragt for byrådet.",
            StatementKind.REFERRAL_TO_COUNCIL,
            ("Eva Ris (O)",),
        ),
        ("Eva Ris gjorde brug af standsningsretten.", StatementKind.REFERRAL_TO_COUNCIL, ("Eva Ris",)),
        ("V forbeholder sig sin stilling.", StatementKind.RESERVATION, ("V",)),
        ("Udvalget afventer stillingtagen.", StatementKind.RESERVATION, ()),
    ],
)
def test_each_kind_is_kept_with_who_said_it(text: str, kind: StatementKind, by: tuple[str, ...]) -> None:
    """Kind, words and voices."""
    (statement,) = read_statements(blocks(text))

    assert (statement.kind, statement.by, statement.text) == (kind, by, text)


def test_what_was_said_may_stand_on_the_next_line() -> None:
    """A sentence that ends in a colon announces the words themselves."""
    made = blocks("Ø afgav følgende protokolbemærkning:", "Vi ønsker mere lys.", "Godkendt.")

    (statement,) = read_statements(made)

    assert statement.text == "Ø afgav følgende protokolbemærkning:\nVi ønsker mere lys."
    assert statement.span == (made[0].start, made[1].end)


def test_a_plain_decision_has_none() -> None:
    """Most decisions have nothing on record beside them."""
    assert read_statements(blocks("Godkendt.")) == ()
