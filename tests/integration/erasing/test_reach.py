"""What an erasure reaches: also what was deleted before it, can't be read any more, or is not archived yet."""

import json

import pytest

from services.fetcher import erasing as entries
from services.parser.again import parse_again
from shared.contract.codec import decode_result
from tests.integration.erasing.scene import BODY, HASH, KEY, RARE, Scene, standing


def _told(scene: Scene) -> list[str]:
    """Name the outcomes that receipts tell."""
    receipts = (json.loads(scene.receipts.get(key)) for key in standing(scene.receipts) if key.endswith(".json"))
    return sorted(receipt["outcome"] for receipt in receipts)


def test_what_was_deleted_before_is_erased_where_it_is_kept(scene: Scene) -> None:
    """A replay deletes results of every parser, somebody's hand bytes and receipts; the buckets keep versions."""
    scene.put()
    scene.work()
    (tail,) = entries.find(scene.archive, KEY)
    scene.items.put(f"2/{tail}.json", RARE.encode())
    parse_again(scene.items, [tail])
    scene.work()
    for bucket in (scene.archive, scene.receipts):
        for key in standing(bucket):
            bucket.delete(key)
    assert entries.find(scene.archive, KEY) == {tail}
    scene.erase()
    scene.settle()

    assert scene.traces() == []
    assert list(entries.buried(scene.archive, "165")) == [tail]
    assert _told(scene) == ["erased"]


def test_a_receipt_that_was_deleted_is_erased_where_it_is_kept(scene: Scene) -> None:
    """Also where no other is written, since a newer version of the file has had its own."""
    scene.put()
    scene.work()
    (old,) = entries.find(scene.archive, KEY)
    scene.put(body=BODY.replace(b"gule", b"brune"))
    scene.work()
    for key in standing(scene.receipts):
        scene.receipts.delete(key)
    scene.erase(old)
    scene.settle()

    assert scene.traces("gule", HASH) == []
    assert standing(scene.receipts) == []


@pytest.mark.parametrize("is_first", [False, True])
@pytest.mark.parametrize("key", [KEY, "165/møder//byrådet.md"])
def test_a_version_that_waits_in_the_drop_is_erased_too(scene: Scene, key: str, *, is_first: bool) -> None:
    """It is never taken in, whether others of its name were; its receipt says what became of it."""
    if not is_first:
        scene.put(key)
        scene.work()
    scene.put(f"{key}.md")
    scene.put(key, BODY.replace(b"gule", b"brune"))
    scene.erase(key)
    scene.settle()

    assert len(entries.buried(scene.archive, "165")) == 2 - is_first
    assert scene.traces("brune") == []
    deliveries = {decode_result(scene.archive.get(info.key)).delivery for info in scene.archive.list("erased/")}
    assert {delivery.name for delivery in deliveries} == {key.partition("/")[2]}
    assert _told(scene) == ["erased", "parsed"]


@pytest.mark.parametrize("key", [KEY, "165/møder//byrådet.md"])
def test_bytes_that_have_lost_whose_they_are_are_erased_all_the_same(scene: Scene, key: str) -> None:
    """A backup was restored without metadata: the tail says it, and where that has but a hash, the result does."""
    scene.put(key)
    scene.work()
    (tail,) = entries.find(scene.archive, key)
    scene.archive.put(f"raw/{tail}", BODY)
    scene.erase(key)
    scene.settle()

    assert scene.traces() == []
    assert decode_result(scene.archive.get(f"erased/{tail}")).delivery.name == key.partition("/")[2]
    assert _told(scene) == ["erased"]
