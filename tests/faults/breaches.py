"""What a system that is well can be made to have wrong: each breach with the invariant that must find it."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert, select

from services.indexer.database import writing
from services.indexer.tables import attachments, deliveries
from services.parser.parse import parse_file
from services.parser.sandbox.port import Parsed, Request
from services.parser.version import PARSER_VERSION
from shared.contract.codec import decode_result, encode
from shared.contract.codes import Outcome, RejectionReason
from shared.contract.keys import Section
from shared.contract.result import Rejected
from tests.faults.dropping import File, Removal, chance, minutes
from tests.faults.small_system import System, copy, key
from tests.integration.indexer.indexing import sweep_index

Plant = Callable[[System], str]
"""Breaks something, and says what a breach must name."""


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
    system.history.remove(next(change for change in system.history if change.key == "165/kopi.md"))
    return "165/kopi.md"


def _doubled_in_another_section(system: System) -> str:
    written = key(system.archive, "kopi")
    copy(system.archive, written, written.replace("raw/", "refused/"))
    return written.removeprefix("raw/")


def _doubled_as_another_version(system: System) -> str:
    version = "20261125T235959Z-x"
    copy(system.archive, key(system.archive, "kopi"), f"raw/165/kopi.md@{version}", version=version)
    return "'165/kopi.md' was dropped 1 times"


def _tombstone(system: System, section: Section = Section.WITHDRAWN) -> str:
    """Lay a tombstone beside the entry of ``kopi.md``, and give its tail."""
    written = key(system.archive, "raw/165/kopi.md")
    tail = written.removeprefix("raw/")
    result = decode_result(system.items.get(key(system.items, "165/kopi.md")))
    tombstone = replace(result, outcome=Outcome(section), record=None, text=None, parser_version="")
    system.archive.put(f"{section}/{tail}", encode(tombstone))
    return tail


def _gone(system: System) -> None:
    """Take ``kopi.md`` out of the drop."""
    system.drop.delete("165/kopi.md")
    system.history.append(Removal(key="165/kopi.md"))


def _gone_and_not_withdrawn(system: System) -> str:
    _gone(system)
    return "kopi.md@20261125T000001Z-"


def _withdrawn_while_it_lies_there(system: System) -> str:
    system.history.append(Removal(key="165/kopi.md"))
    return f"{_tombstone(system)!r} has a tombstone, and lies in the drop"


def _withdrawn_although_nobody_removed_it(system: System) -> str:
    return f"{_tombstone(system)!r} has a tombstone, and nobody took"


def _withdrawn_and_not_kept(system: System) -> str:
    _gone(system)
    tail = _tombstone(system)
    system.archive.delete(f"raw/{tail}")
    return f"{tail!r} is withdrawn, and its entry was not kept"


def _erased_and_kept(system: System) -> str:
    _gone(system)
    return f"{_tombstone(system, Section.ERASED)!r} is erased, and stands in raw"


def _result_from_before_the_tombstone(system: System) -> str:
    _gone(system)
    return f"is parsed, and what counts is 'withdrawn/{_tombstone(system)}'"


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


def _explained_otherwise(system: System) -> str:
    written = key(system.receipts, "pakke.zip.json")
    told = json.loads(system.receipts.get(written))
    told["rejected"]["cure"] = "Prøv igen."
    system.receipts.put(written, json.dumps(told).encode())
    return "in: rejected"


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


def _record_of_a_part(system: System) -> str:
    """Have a record that was made of two thirds of its file, and all that follows from it."""
    written = key(system.items, "kopi")
    result = decode_result(system.items.get(written))
    body = system.drop.get("165/kopi.md")
    answer = parse_file(body[: len(body) * 2 // 3], Request(sha256=result.delivery.sha256 or "", parser_version="1"))
    assert isinstance(answer, Parsed)
    assert result.record
    part = replace(answer.record, document=result.record.document, parser_version=PARSER_VERSION)
    system.items.put(written, encode(replace(result, record=part, text=answer.text)))
    sweep_index(system.items, system.receipts, system.repository)
    return f"{written!r} has "


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
    "what is gone is not withdrawn": ("I1", _gone_and_not_withdrawn),
    "what lies in the drop is withdrawn": ("I1", _withdrawn_while_it_lies_there),
    "what nobody took away is withdrawn": ("I1", _withdrawn_although_nobody_removed_it),
    "what is withdrawn was not kept": ("I1", _withdrawn_and_not_kept),
    "what is erased was kept": ("I1", _erased_and_kept),
    "an entry is unreadable": ("I1", _overwritten("archive", "refused/", b"{")),
    "a result is missing": ("I2", _removed("items", "kopi")),
    "a result belongs to nothing": ("I2", _result_about_nothing),
    "a result is about another delivery": ("I2", _result_about_another_delivery),
    "a result is from before the tombstone": ("I2", _result_from_before_the_tombstone),
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
    "a receipt counts other decisions": (
        "I4",
        _contradicting("document.decisions", '"decisions": ', '"decisions": 9'),
    ),
    "a receipt names another file": ("I4", _contradicting("file.name", '"name": "kopi.md"', '"name": "anden.md"')),
    "a receipt is of another schema": ("I4", _contradicting("schema", "referat-receipt/1", "referat-receipt/2")),
    "a receipt warns of nothing": ("I4", _contradicting("warnings", '"warnings": []', '"warnings": [{}]')),
    "a rejection is explained otherwise": ("I4", _explained_otherwise),
    "a receipt is no JSON": ("I4", _overwritten("receipts", "kopi.md.json", b"{")),
    "a receipt for people is about another file": ("I4", _receipt_of_another_file),
    "a receipt is about the version before": ("I4", _receipt_of_the_version_before),
    "a receipt is about nothing": ("I4", _stray_receipt),
    "a message waits": ("I5", _left_in("referat:parse.live")),
    "a message waits where nobody looks": ("I5", _left_in("celery")),
    "a message was taken and not done": ("I5", _left_in("referat:unacked")),
    "the index of those is not empty": ("I5", _left_in("referat:unacked_index")),
    "a document was rejected for its surroundings": ("I8", _rejected_for_no_fault_of_its_own),
    "a record was made of a part of its file": ("I8", _record_of_a_part),
}
