"""The oracle itself: it finds nothing in a system that is well, and every breach that is planted."""

import pytest

from services.indexer import item_rows, receipts
from tests.faults.breaches import BREACHES
from tests.faults.dropping import NUMBERS, File, chance, files, minutes
from tests.faults.oracle import INVARIANTS
from tests.faults.small_system import FILES, System


def test_a_system_that_is_well_has_no_breach(system: System) -> None:
    """Copies, corrections, rejections and unknown senders are all well when their work is done."""
    assert list(map(str, system.judged())) == []
    assert {info.key.rpartition("@")[0] for info in system.archive.list()} == {
        "raw/165/a + b%2B.md",
        "raw/165/kopi.md",
        "raw/306/æøå.md",
        "raw/306/retning.md",
        "raw/306/pakke.zip",
        "refused/_ukendt/~/0165/x.md",
    }


def test_a_system_is_well_when_files_have_been_taken_out(system: System) -> None:
    """A file that was taken out, one that came again, and one whose other name lives: all as it should be."""
    for key in ("165/kopi.md", "306/retning.md", "0165/x.md"):
        system.take_out(key)
    system.put(FILES[4])

    assert list(map(str, system.judged())) == []
    assert {info.key.rpartition("@")[0] for info in system.archive.list("withdrawn/")} == {
        "withdrawn/165/kopi.md",
        "withdrawn/306/retning.md",
        "withdrawn/_ukendt/~/0165/x.md",
    }


@pytest.mark.parametrize("breach", BREACHES)
def test_a_planted_breach_is_found(system: System, breach: str) -> None:
    """What does not hold is told under its invariant, with the key it is about."""
    invariant, plant = BREACHES[breach]
    about = plant(system)
    found = [each.sentence for each in system.judged() if each.invariant == invariant]

    assert any(about in sentence for sentence in found), found


@pytest.mark.parametrize("forgotten", ["votes", "attachments", "attendances", "sections"])
def test_rows_that_whoever_writes_them_forgets_are_found(
    system: System, monkeypatch: pytest.MonkeyPatch, forgotten: str
) -> None:
    """The code that writes rows says itself which there must be: what it forgets is missed all the same."""
    add = item_rows._add
    monkeypatch.setattr(item_rows, "_add", lambda tables, name, row: name == forgotten or add(tables, name, row))
    system.put(File(key="461/ny.md", body=minutes(9, chance(9))))
    found = [each.sentence for each in system.judged() if each.invariant == "I3" and "461/ny.md" in each.sentence]

    assert any(f" {forgotten} in its record and 0 in its rows" in sentence for sentence in found), found


def test_a_receipt_that_whoever_writes_it_gets_wrong_is_found(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the code that writes receipts counts is counted again in the rows."""
    document = receipts._document
    monkeypatch.setattr(receipts, "_document", lambda *about: document(*about) | {"decisions": 99})
    system.put(File(key="461/ny.md", body=minutes(9, chance(9))))

    assert [each.sentence for each in system.judged() if "461/ny.md" in each.sentence] == [
        "receipt '461/ny.md.json' contradicts the database in: document.decisions"
    ]


def test_every_invariant_has_its_breach() -> None:
    """No invariant stands that has never been seen to fail."""
    assert {invariant for invariant, _ in BREACHES.values()} == set(INVARIANTS)


def test_the_files_of_a_fault_test_are_of_every_kind() -> None:
    """Five hundred names follow from a seed: copies, corrections, and files that are no minutes."""
    made = files(500, chance(1))

    assert made == files(500, chance(1))
    assert len({file.key for file in made}) == 500
    assert len({file.reason for file in made}) == 6
    assert len(made) == 500 + 16 + 3
    assert sum(number.encode() in file.body for file in made for number in NUMBERS) == 2
    assert len({file.body for file in made}) == len(made) - 20 - 3  # the copies, and three that came again
