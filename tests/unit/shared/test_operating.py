"""What operators have decided is found again, and ends when it should."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from shared.objectstore.memory import MemoryStore
from shared.operating import CONFIRMED_FOR, Operator, Pause

NOW = datetime(2026, 11, 28, 22, 0, tzinfo=UTC)


@pytest.fixture
def archive() -> MemoryStore:
    """Give an empty archive."""
    return MemoryStore("archive")


def test_a_stage_rests_until_it_is_resumed(archive: MemoryStore) -> None:
    """Each stage rests by itself; to resume one that does not rest is harmless."""
    operator = Operator(archive)
    operator.pause("parse", "a new release", NOW)
    operator.pause("index", "the database moves", NOW)

    assert operator.paused() == {"parse", "index"}
    operator.resume("parse")
    operator.resume("parse")
    assert operator.paused() == {"index"}


def test_a_confirmation_holds_for_a_day(archive: MemoryStore) -> None:
    """It names how much may pass, is renewed by another one, and ends by itself."""
    operator = Operator(archive)
    operator.confirm("withdrawal/165", 40, "they have a new site", NOW)

    assert operator.confirmed("withdrawal/165", NOW + timedelta(hours=23)) == 40
    assert operator.confirmed("withdrawal/306", NOW) == 0
    assert operator.confirmed("withdrawal/165", NOW + CONFIRMED_FOR) == 0


@pytest.mark.parametrize("body", [b"", b"[]", b'{"at": "2026-11-28"}', b'{"at": "soon", "most": 3}', b"\xff"])
def test_what_is_no_confirmation_confirms_nothing(archive: MemoryStore, body: bytes) -> None:
    """Somebody else's object opens no brake."""
    archive.put("operator/confirmed/withdrawal/165.json", body)

    assert Operator(archive).confirmed("withdrawal/165", NOW) == 0


def test_lines_of_audit_of_one_second_stand_beside_each_other(archive: MemoryStore) -> None:
    """None is written over by another one."""
    operator = Operator(archive)
    operator.note("erase", NOW, files=2)
    operator.note("erase", NOW, files=3)

    lines = [json.loads(archive.get(info.key)) for info in archive.list("audit/20261128T220000Z-erase-")]
    assert sorted(line["files"] for line in lines) == [2, 3]
    assert {line["action"] for line in lines} == {"erase"}


def test_since_when_and_why_a_stage_rests_is_told(archive: MemoryStore) -> None:
    """What somebody else has laid there rests as well, and has nothing to tell."""
    operator = Operator(archive)
    operator.pause("parse", "a new release", NOW)
    archive.put("operator/paused/index.json", b"[]")

    assert operator.pauses() == {
        "index": Pause(at="", because=""),
        "parse": Pause(at="2026-11-28T22:00:00+00:00", because="a new release"),
    }
