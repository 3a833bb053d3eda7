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
    ],
)
def test_each_kind_is_kept_with_who_said_it(text: str, kind: StatementKind, by: tuple[str, ...]) -> None:
    """Kind, words and voices."""
    (statement,) = read_statements(blocks(text))

    assert (statement.kind, statement.by, statement.text) == (kind, by, text)


def test_a_plain_decision_has_none() -> None:
    """Most decisions have nothing on record beside them."""
    assert read_statements(blocks("Godkendt.")) == ()
