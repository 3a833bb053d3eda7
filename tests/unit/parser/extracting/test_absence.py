"""Who one item says was away."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from services.parser.extracting.absence import item_attendance, with_presence_elsewhere
from services.parser.extracting.people import is_list_of_people
from shared.contract.codes import DecisionOutcome
from shared.contract.codes import ItemAttendanceStatus as Status
from shared.contract.record import Decision, Item
from tests.builders import blocks


def _read(*lines: str) -> list[tuple[str, str | None, Status]]:
    return [(entry.name, entry.party, entry.status) for entry in item_attendance(blocks(*lines), number=None)]


@pytest.mark.parametrize(
    "line",
    [
        "Asta Holm (A) var fraværende.",
        "Fraværende: Asta Holm (A)",
        "Afbud: Asta Holm (A)",
        "Ikke til stede: Asta Holm (A)",
        "Asta Holm (A) deltog ikke i sagens behandling.",
        "Asta Holm (A) havde meldt afbud.",
        "Asta Holm (A) fraværende",
    ],
)
def test_every_way_of_being_absent_is_found(line: str) -> None:
    """The same fact in other words is the same fact."""
    assert _read("Godkendt.", line) == [("Asta Holm", "A", Status.ABSENT)]


def test_a_label_may_stand_above_the_names() -> None:
    """Names on the next line belong to the label; an outcome does not."""
    assert _read("Fraværende:", "Asta Holm", "Godkendt.") == [("Asta Holm", None, Status.ABSENT)]
    assert _read("Fraværende:", "Udgår med henvisning til kompetencen.") == []


def test_several_people_in_one_sentence() -> None:
    """Each has an entry of their own."""
    found = _read("Asta Holm (A), Bo Lind (V) og Karen Juhl (O) deltog ikke i mødet.")

    assert [name for name, _, _ in found] == ["Asta Holm", "Bo Lind", "Karen Juhl"]


def test_inhabil_left_and_not_inhabil_are_told_apart() -> None:
    """Somebody who was found fit is not inhabil."""
    assert _read("Bo Lind (V) erklærede sig inhabil og forlod lokalet.") == [("Bo Lind", "V", Status.INHABIL)]
    assert _read("Karen Juhl forlod mødet kl. 19.05.") == [("Karen Juhl", None, Status.LEFT)]
    assert _read("Udvalget fandt, at Bo Lind (V) ikke var inhabil.") == []


def test_prose_is_no_list_of_people() -> None:
    """A sentence that begins with a name is not a list."""
    assert is_list_of_people("Asta Holm (A), Bo Lind")
    assert not is_list_of_people("Asta Holm, leder af afdelingen for veje og broer, deltog under punktet.")


CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("presence.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_what_is_told_of_presence_is_found_and_nothing_else(case: dict[str, Any]) -> None:
    """Names stand before the words or behind them, in sentences, labels and lists; some words tell nothing."""
    found = item_attendance(blocks(*case["text"].split("\n")), number=None)

    assert sorted(f"{entry.name}: {entry.status}" for entry in found) == sorted(case["told"])


def test_what_is_told_of_another_item_is_that_items() -> None:
    """Somebody inhabil "under punkt 14" is so there, and not where the agenda was approved."""
    first = Item(number="1", span=(0, 1), decisions=(_decision("Under punkt 14 var Bo Lind (V) inhabil."),))
    other = Item(number="14", span=(1, 2))

    _, told = with_presence_elsewhere((first, other), blocks())

    assert [(entry.name, entry.status) for entry in told.attendance] == [("Bo Lind", Status.INHABIL)]
    assert item_attendance(blocks("Under punkt 14 var Bo Lind (V) inhabil."), number="1") == ()


def test_the_head_may_tell_of_a_range_of_items() -> None:
    """Absent "under sag 129-131" is absent in three."""
    items = tuple(Item(number=number, span=(0, 1)) for number in ("128", "129", "131"))

    found = with_presence_elsewhere(items, blocks("Bo Lind var fraværende under sag 129-131."))

    assert [bool(item.attendance) for item in found] == [False, True, True]


def _decision(text: str) -> Decision:
    return Decision(current=True, outcome=DecisionOutcome.OTHER, text=text, span=(0, 1))
