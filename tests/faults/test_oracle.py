"""The oracle itself: it finds nothing in a system that is well, and every breach that is planted."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Table, insert, select

from services.indexer.database import writing
from services.indexer.tables import attachments, deliveries
from services.parser.version import PARSER_VERSION
from shared.contract.codec import decode_result, encode
from shared.contract.codes import Outcome, RejectionReason
from shared.contract.result import Rejected
from tests.faults.dropping import File, chance, files, minutes
from tests.faults.oracle import INVARIANTS
from tests.faults.small_system import System, copy, key
from tests.integration.indexer.indexing import sweep_index

Plant = Callable[[System], str]
"""Breaks something, and says what a breach must name."""


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


def _removed(bucket: str, part: str) -> Plant:
    def plant(system: System) -> str:
        store = getattr(system, bucket)
        removed = key(store, part)
        store.delete(removed)
        return removed.removeprefix("raw/")

    return plant


def _overwritten(bucket: str, part: str, body: bytes) -> Plant:
    def plant(system: System) -> str:
        store = getattr(system, bucket)
        written = key(store, part)
        store.put(written, body, metadata=store.head(written).metadata)
        return written

    return plant


def _not_fetched(system: System) -> str:
    file = File(key="165/ny.md", body=b"Referat")
    system.drop.put(file.key, file.body)
    system.history.append(file)
    return file.key


def _never_dropped(system: System) -> str:
    system.history.remove(next(file for file in system.history if file.key == "165/kopi.md"))
    return "165/kopi.md"


def _doubled_in_another_section(system: System) -> str:
    written = key(system.archive, "kopi")
    copy(system.archive, written, written.replace("raw/", "refused/"))
    return written.removeprefix("raw/")


def _doubled_as_another_version(system: System) -> str:
    version = "20261125T235959Z-x"
    copy(system.archive, key(system.archive, "kopi"), f"raw/165/kopi.md@{version}", version=version)
    return "'165/kopi.md' was dropped 1 times"


def _under_another_name(system: System) -> str:
    target = "raw/165/fremmed.md@20261125T235959Z-x"
    copy(system.archive, key(system.archive, "kopi"), target)
    return target


def _result_about_nothing(system: System) -> str:
    target = f"{PARSER_VERSION}/165/fremmed.md@20261125T235959Z-x.json"
    copy(system.items, key(system.items, "kopi"), target)
    return target


def _result_about_another_delivery(system: System) -> str:
    target = key(system.items, "kopi")
    copy(system.items, key(system.items, "306/æøå"), target)
    return target


def _executed(*statements: str, about: str) -> Plant:
    def plant(system: System) -> str:
        system.execute(*statements)
        return about

    return plant


def _doubled(table: Table[Any], about: str, **changes: Any) -> Plant:
    def plant(system: System) -> str:
        with writing(system.repository.engine) as connection:
            row = dict(connection.execute(select(table).limit(1)).mappings().one())
            connection.execute(insert(table), [row | changes | {"id": UUID(int=1)}])
        return about

    return plant


def _contradicting(field: str, old: str, new: str) -> Plant:
    def plant(system: System) -> str:
        written = key(system.receipts, "kopi.md.json")
        body = system.receipts.get(written).decode()
        assert old in body
        system.receipts.put(written, body.replace(old, new).encode())
        return f"{written!r} contradicts the database in: {field}"

    return plant


def _receipt_of_another_file(system: System) -> str:
    target = key(system.receipts, "kopi.md.txt")
    copy(system.receipts, key(system.receipts, "pakke.zip.txt"), target)
    return target


def _receipt_of_the_version_before(system: System) -> str:
    file = File(key="306/retning.md", body=minutes(4, chance(4)))
    system.drop.put(file.key, file.body)
    system.history.append(file)
    return "'306/retning.md.json' is not about the version that lies in the drop"


def _stray_receipt(system: System) -> str:
    system.receipts.put("165/fremmed.md.json", b"{}")
    return "165/fremmed.md.json"


def _left_in(place: str) -> Plant:
    def plant(system: System) -> str:
        system.messages[place] = 1
        return place

    return plant


def _rejected_for_no_fault_of_its_own(system: System) -> str:
    written = key(system.items, "kopi")
    result = decode_result(system.items.get(written))
    crashed = Rejected(reason=RejectionReason.CRASHED, detail="the child ended")
    body = encode(replace(result, outcome=Outcome.REJECTED, record=None, text=None, rejected=crashed))
    system.items.put(written, body)
    sweep_index(system.items, system.receipts, system.repository)
    return written


_LATER_ITEMS = "(SELECT id FROM agenda_items WHERE position > 0)"
_TORN = (
    f"DELETE FROM votes WHERE decision_id IN (SELECT id FROM decisions WHERE agenda_item_id IN {_LATER_ITEMS})",  # noqa: S608 - written here
    *(f"DELETE FROM {table} WHERE agenda_item_id IN {_LATER_ITEMS}" for table in ("sections", "decisions")),  # noqa: S608
    "DELETE FROM agenda_items WHERE position > 0",
)
_OTHER_TAIL = {"tail": "165/x@y", "item_key": f"{PARSER_VERSION}/165/x@y.json"}
BREACHES: dict[str, tuple[str, Plant]] = {
    "an entry is missing": ("I1", _removed("archive", "kopi")),
    "a file was never fetched": ("I1", _not_fetched),
    "an entry is of what nobody dropped": ("I1", _never_dropped),
    "raw bytes were altered": ("I1", _overwritten("archive", "kopi", b"Referat")),
    "an entry is doubled in another section": ("I1", _doubled_in_another_section),
    "an entry is doubled as another version": ("I1", _doubled_as_another_version),
    "an entry stands under another name": ("I1", _under_another_name),
    "an entry is unreadable": ("I1", _overwritten("archive", "refused/", b"{")),
    "a result is missing": ("I2", _removed("items", "kopi")),
    "a result belongs to nothing": ("I2", _result_about_nothing),
    "a result is about another delivery": ("I2", _result_about_another_delivery),
    "a result is unreadable": ("I2", _overwritten("items", "kopi", b"{")),
    "a delivery is not indexed": ("I3", _executed("DELETE FROM deliveries WHERE name = 'kopi.md'", about="/kopi.md@")),
    "a delivery is doubled": ("I3", _doubled(deliveries, "165/x@y", **_OTHER_TAIL)),
    "a fact is doubled": ("I3", _doubled(attachments, "attachments has 1 rows too many", position=99)),
    "an item's rows are torn": ("I3", _executed(*_TORN, about="agenda_items has")),
    "votes are missing": ("I3", _executed("DELETE FROM votes WHERE side = 'for'", about="votes has")),
    "a row says something else": ("I3", _executed("UPDATE documents SET venue = 'x'", about="with another venue")),
    "a receipt was not noted": ("I3", _executed("UPDATE deliveries SET has_receipt = 0", about="/kopi.md@")),
    "the receipt for machines is missing": ("I4", _removed("receipts", "kopi.md.json")),
    "the receipt for people is missing": ("I4", _removed("receipts", "kopi.md.txt")),
    "a receipt has another outcome": ("I4", _contradicting("outcome", '"outcome": "parsed"', '"outcome": "erased"')),
    "a receipt counts other items": ("I4", _contradicting("document.items", '"items": ', '"items": 1')),
    "a receipt for people is about another file": ("I4", _receipt_of_another_file),
    "a receipt is about the version before": ("I4", _receipt_of_the_version_before),
    "a receipt is about nothing": ("I4", _stray_receipt),
    "a message waits": ("I5", _left_in("referat:parse.live")),
    "a message waits where nobody looks": ("I5", _left_in("celery")),
    "a message was taken and not done": ("I5", _left_in("referat:unacked")),
    "the index of those is not empty": ("I5", _left_in("referat:unacked_index")),
    "a document was rejected for its surroundings": ("I8", _rejected_for_no_fault_of_its_own),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_a_planted_breach_is_found(system: System, breach: str) -> None:
    """What does not hold is told under its invariant, with the key it is about."""
    invariant, plant = BREACHES[breach]
    about = plant(system)
    found = [each.sentence for each in system.judged() if each.invariant == invariant]

    assert any(about in sentence for sentence in found), found


def test_every_invariant_has_its_breach() -> None:
    """No invariant stands that has never been seen to fail."""
    assert {invariant for invariant, _ in BREACHES.values()} == set(INVARIANTS)


def test_the_files_of_a_fault_test_are_of_every_kind() -> None:
    """Five hundred names follow from a seed: copies, corrections, and files that are no minutes."""
    made = files(500, chance(1))

    assert made == files(500, chance(1))
    assert len({file.key for file in made}) == 500
    assert len({file.reason for file in made}) == 5
    assert len(made) == 500 + 16 + 3
    assert len({file.body for file in made}) == len(made) - 20 - 3  # the copies, and three that came again
