"""Files that are held back for a personal number, and files that somebody released."""

import json
from datetime import UTC, datetime

import pytest

from services.parser.releasing import find_held_back, release
from services.parser.sandbox.port import Answer, Request
from shared.contract import keys
from shared.contract.codec import encode
from shared.contract.codes import Outcome, Place, RejectionReason
from shared.contract.result import Delivery, Rejected, Result
from shared.objectstore.memory import MemoryStore
from tests.unit.parser.test_tasks import OUTPUT, RAW, REJECTION, TAIL, Desk

HELD_BACK = Rejected(reason=RejectionReason.PERSONAL_NUMBER, detail="x", places=(Place.TEXT,), pages=(3,))
DELIVERED = ("329", "møder/referat 1.txt")
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def _alarm(_data: bytes, request: Request) -> Answer:
    """Be a child that finds a number, and no minutes in what was released."""
    return REJECTION if request.is_released else HELD_BACK


@pytest.fixture
def desk() -> Desk:
    """Offer a parser that has held a file back."""
    desk = Desk(says=_alarm)
    desk.hand_in()
    desk.parse()
    return desk


def test_a_file_is_held_back_until_it_is_released(desk: Desk) -> None:
    """A release makes the result missing, and what is parsed then follows from the release."""
    assert desk.result().rejected == HELD_BACK
    tail = find_held_back(desk.archive, desk.items, "7", DELIVERED)
    assert tail == TAIL
    desk.items.put(f"6/{TAIL}.json", b"of an older parser")
    release(desk.archive, desk.items, tail, "varenumre", NOW)

    assert {info.key for info in desk.items.list()} == {f"7/{TAIL}.past"}
    assert json.loads(desk.archive.get(f"released/{TAIL}")) == {
        "released_at": "2026-11-28T12:00:00Z",
        "because": "varenumre",
    }
    desk.parse()
    assert desk.result().rejected == REJECTION
    assert [request.is_released for request in desk.asked] == [False, False, True]


def test_another_parser_version_sees_the_release(desk: Desk) -> None:
    """A release is for good: whatever is parsed anew, the same comes of it."""
    release(desk.archive, desk.items, TAIL, "varenumre", NOW)
    desk.parse()
    desk.items.delete(OUTPUT)
    desk.parse()

    assert desk.result().rejected == REJECTION


def test_only_what_is_held_back_can_be_released(desk: Desk) -> None:
    """Files that are unknown, rejected for something else or not parsed yet are not found."""
    assert find_held_back(desk.archive, desk.items, "7", ("329", "møder/referat")) is None
    assert find_held_back(desk.archive, desk.items, "8", DELIVERED) is None
    release(desk.archive, desk.items, TAIL, "varenumre", NOW)
    assert find_held_back(desk.archive, desk.items, "7", DELIVERED) is None
    desk.parse()
    assert find_held_back(desk.archive, desk.items, "7", DELIVERED) is None


def test_the_newest_version_of_exactly_this_name_is_meant(desk: Desk) -> None:
    """An @ in another file's name misleads nobody, and a newer version comes first."""
    desk.archive.put(f"{RAW.rpartition('@')[0]}@bilag@20990101T000000Z-1", b"")
    assert find_held_back(desk.archive, desk.items, "7", DELIVERED) == TAIL
    desk.archive.put(f"{RAW.rpartition('@')[0]}@20990101T000000Z-1", b"")
    assert find_held_back(desk.archive, desk.items, "7", DELIVERED) is None


@pytest.mark.parametrize("name", ["a" * 210, "b" * 300, "../x", "mappe//fil", "~x"])
def test_a_file_of_any_name_can_be_found(name: str) -> None:
    """Names that can't stand in a key are found by their hash, as are those whose version makes them too long."""
    tail = keys.tail("329", name, "20230314T160000Z-" + 32 * "a")
    archive, items = MemoryStore("archive"), MemoryStore("items")
    archive.put(keys.archive(keys.Section.RAW, tail), b"")
    delivery = Delivery(prefix="329", name=name, version="v", dropped_at="2023-03-14T16:00:00Z", bytes=0)
    result = Result(delivery=delivery, outcome=Outcome.REJECTED, parser_version="7", rejected=HELD_BACK)
    items.put(keys.item("7", tail), encode(result))

    assert find_held_back(archive, items, "7", ("329", name)) == tail


def test_a_number_in_the_name_holds_a_file_back() -> None:
    """The name is looked at outside of the sandbox, and can be released as well."""
    desk = Desk()
    desk.hand_in(name="ansøgning xxxxxx-xxxx~5d0c7e1a.txt")
    desk.parse()
    result = desk.result()

    assert result.outcome is Outcome.REJECTED
    assert result.rejected is not None
    assert (result.rejected.reason, result.rejected.places) == (RejectionReason.PERSONAL_NUMBER, (Place.NAME,))
    release(desk.archive, desk.items, TAIL, "et varenummer", NOW)
    desk.parse()
    assert desk.result().rejected == REJECTION
