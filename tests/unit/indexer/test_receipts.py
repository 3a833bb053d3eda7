"""Receipts: for a clerk, in Danish, for everything that can become of a file."""

import json
from dataclasses import replace
from importlib import resources
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from services.indexer.receipt_wording import KINDS, OUTCOMES, REJECTIONS, WARNINGS
from services.indexer.receipts import danish_moment, receipt, receipt_keys
from shared.contract.codes import Concern, DocumentKind, Outcome, Place, RejectionReason, WarningCode
from shared.contract.record import Meeting, RecordWarning
from shared.contract.result import Rejected, Result
from tests.unit.indexer.building import CASE, DECIDED, delivery, parsed, rejected

PERSONAL = "referat 010190-1234.pdf"


def _all_kinds() -> list[Result]:
    gone = [
        replace(parsed(), outcome=outcome, record=None, text=None) for outcome in (Outcome.WITHDRAWN, Outcome.ERASED)
    ]
    bare = parsed(meeting=Meeting(), municipality=None, items=())
    return [parsed(), bare, *gone, *(rejected(reason=reason) for reason in RejectionReason)]


def test_a_receipt_says_what_was_read() -> None:
    """When, what, which meeting, how much, and what to look at."""
    _, text = receipt(parsed(delivery("2026/referat.pdf")))

    assert text == (
        "Kvittering for 2026/referat.pdf\n"
        "\n"
        "Modtaget:  25. november 2026 kl. 15.05\n"
        "Dokument:  referat, 3 sider\n"
        "Møde:      Odsherred, Byrådet (2026-2029), 17. november 2026\n"
        "Indhold:   2 punkter, 2 beslutninger\n"
        "\n"
        "Filen er læst, og indholdet kan nu søges frem.\n"
        "\n"
        "Vær opmærksom på:\n"
        "- Dokumentet indeholder tekst, som vi havde svært ved at læse.\n"
        "- Punkt 2 har ingen beslutning.\n"
    )


def test_every_code_has_its_words() -> None:
    """No reason, outcome, kind or warning is without a sentence, and every rejection has a cure."""
    assert set(REJECTIONS) == set(RejectionReason)
    assert set(OUTCOMES) == set(Outcome)
    assert set(KINDS) == set(DocumentKind)
    assert set(WARNINGS) == set(WarningCode)
    for told in REJECTIONS.values():
        assert told.why.endswith(".")
        assert told.why.count(".") == 1
        assert told.cure.endswith(".")


def test_an_attachment_is_told_kindly() -> None:
    """What is no minutes is kept, and nobody has to do anything."""
    plain, text = receipt(rejected(reason=RejectionReason.NOT_MINUTES))

    assert not plain["rejected"]["is_alarming"]
    assert "Der er ikke noget galt" in text


@pytest.mark.parametrize("result", _all_kinds(), ids=lambda result: result.outcome)
def test_every_receipt_keeps_the_published_schema(result: Result) -> None:
    """The JSON fits receipt-1.schema.json, whatever became of the file."""
    plain, text = receipt(result)

    Draft202012Validator(_schema()).validate(json.loads(json.dumps(plain)))
    assert text.endswith("\n")


def test_the_schema_knows_every_code() -> None:
    """The closed codes of the contract and those of the schema are the same."""
    properties = _schema()["properties"]

    assert properties["outcome"]["enum"] == list(Outcome)
    assert properties["rejected"]["properties"]["reason"]["enum"] == list(RejectionReason)
    assert properties["document"]["properties"]["kind"]["enum"] == list(DocumentKind)


def test_no_text_of_the_document_is_in_a_receipt() -> None:
    """I9: nothing is quoted, neither from the document nor from a warning's or rejection's detail."""
    secret = RecordWarning(code=WarningCode.CONTRADICTION, detail="hemmeligt", item=0)
    told = receipt(parsed(warnings=(secret,))), receipt(rejected(detail="hemmeligt"))

    spelled = json.dumps(told, ensure_ascii=False)
    assert "modsiger hinanden" in spelled
    assert not [words for words in ("hemmeligt", CASE, DECIDED, "Asta Birk") if words in spelled]


@pytest.mark.parametrize("number", ["010190-1234", "0101901234", "010190 1234", "010190–1234", "010190_1234"])
def test_no_personal_number_leaves_in_a_receipt(number: str) -> None:
    """A number in a name or title is masked, in the JSON too."""
    named = parsed(delivery(f"referat {number}.pdf"), body=f"Råd {number}")
    spelled = json.dumps(receipt(named), ensure_ascii=False)

    assert number not in spelled
    assert "xxxxxx-xxxx" in spelled


def test_nothing_in_a_name_steers_a_terminal() -> None:
    """H20: escapes and marks of direction are taken out of what is shown."""
    spelled = receipt(rejected(delivery("a\x1b[31m\u202eb\r\n.pdf")))

    assert not [mark for mark in ("\x1b", "\u202e", "\r") if mark in spelled[1]]
    assert "\u202e" not in json.dumps(spelled, ensure_ascii=False)


def test_what_is_missing_is_named_or_counted() -> None:
    """A clerk learns which items the contents list names in vain; those without a number are counted."""
    missing = [RecordWarning(code=WarningCode.MISSING_ITEM, detail=title) for title in ("hemmeligt", "lukket")]
    numbered = [RecordWarning(code=WarningCode.MISSING_ITEM, detail="x", number=number) for number in ("4", "7")]
    plain, _ = receipt(parsed(warnings=(*numbered, *missing)))

    assert [(warning["item"], warning["text"], warning["count"]) for warning in plain["warnings"]] == [
        ("4", "Dokumentet mangler punkt 4, som indholdsfortegnelsen nævner.", 1),
        ("7", "Dokumentet mangler punkt 7, som indholdsfortegnelsen nævner.", 1),
        (None, "Dokumentet mangler 2 punkter, som indholdsfortegnelsen nævner.", 2),
    ]
    assert plain["more_warnings"] == 0


def test_a_contradiction_says_what_it_is_about() -> None:
    """Who was there and when the meeting was are two things, and one item's is not the document's."""
    at_once = RecordWarning(code=WarningCode.CONTRADICTION, detail="x", concerns=Concern.ATTENDANCE)
    warnings = (
        at_once,
        replace(at_once, detail="y"),
        replace(at_once, concerns=Concern.DATE),
        replace(at_once, item=0),
    )
    plain, _ = receipt(parsed(warnings=(*warnings, replace(at_once, concerns=None))))

    assert [warning["text"] for warning in plain["warnings"]] == [
        "Dokumentet indeholder oplysninger om, hvem der var til stede, der modsiger hinanden (2 steder).",
        "Dokumentet indeholder oplysninger om mødets dato, der modsiger hinanden.",
        "Punkt 1 indeholder oplysninger om, hvem der var til stede, der modsiger hinanden.",
        "Dokumentet indeholder oplysninger, der modsiger hinanden.",
    ]


def test_pages_stand_behind_the_last_place_that_has_pages() -> None:
    """What lies upon a page, such as a link, has one, and the name of the file has none."""
    places = {
        (Place.NAME, Place.PROPERTIES): "eller links) på side 2.",
        (Place.PROPERTIES, Place.TEXT): "i teksten på side 2.",
    }
    for found, end in places.items():
        told = Rejected(reason=RejectionReason.PERSONAL_NUMBER, detail="x", places=found, pages=(2,))
        where = receipt(replace(rejected(), rejected=told))[0]["rejected"]["where"]

        assert where.endswith(end)
        assert where.count("side") == 1


def test_many_warnings_are_counted_and_not_listed() -> None:
    """Nobody reads a hundred lines."""
    items = tuple(replace(parsed().record.items[0], number=str(n)) for n in range(50))  # type: ignore[union-attr]
    warnings = tuple(RecordWarning(code=WarningCode.MISSING_DECISION, detail="", item=n) for n in range(50))
    plain, text = receipt(parsed(items=items, warnings=warnings * 2))

    assert (len(plain["warnings"]), plain["more_warnings"]) == (20, 30)
    assert text.endswith("- … og 30 til.\n")


@pytest.mark.parametrize(
    ("prefix", "key"),
    [
        ("306", "306/a/b.pdf.json"),
        ("1084", "1084/a/b.pdf.json"),
        ("0165", "_ukendt/0165/a/b.pdf.json"),
        ("_ukendt", "_ukendt/a/b.pdf.json"),
        ("", "_ukendt/a/b.pdf.json"),
    ],
)
def test_files_of_nobody_have_their_receipt_where_unknown_ones_go(prefix: str, key: str) -> None:
    """A prefix that is no municipality's keeps its name below _ukendt."""
    assert receipt_keys(delivery("a/b.pdf", prefix=prefix)) == (key, key.replace(".json", ".txt"))


def test_moments_are_told_as_on_a_clock_in_denmark() -> None:
    """Summer time is summer time."""
    assert danish_moment("2026-07-01T22:30:59Z") == "2. juli 2026 kl. 00.30"


def _schema() -> Any:
    file = resources.files("services.indexer").joinpath("receipt-1.schema.json")
    return json.loads(file.read_text(encoding="utf-8"))
