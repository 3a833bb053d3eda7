"""Erasing a file: nothing that it held is left, whoever was at work on it, and wherever the erasure was cut off."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from services.cli.erasing import TOLD_WITHIN
from services.fetcher import erasing as entries
from services.parser.version import PARSER_VERSION
from shared.contract.codec import decode_result, encode
from shared.contract.codes import Outcome
from shared.contract.result import Result
from shared.errors import StoreUnavailableError
from tests.integration.erasing.scene import BECAUSE, BODY, HASH, KEY, RARE, Bucket, Scene, standing

OTHER = "165/andet.md"


def _tombstone(scene: Scene) -> Result:
    (tail,) = entries.buried(scene.archive, "165")
    return decode_result(scene.archive.get(f"erased/{tail}"))


def test_nothing_is_left_but_the_tombstone(scene: Scene) -> None:
    """Bytes, results of every parser, notes, rows and receipts go; tombstone, its result and the line of audit stay."""
    scene.put()
    scene.work()
    (tail,) = entries.find(scene.archive, KEY)
    for stood in (f"2/{tail}.json", f"2/{tail}.scan", f"2/{tail}.past", f"{PARSER_VERSION}/{tail}.scan"):
        scene.items.put(stood, RARE.encode())
    scene.archive.put(f"released/{tail}", RARE.encode())
    assert len(scene.traces()) > 5
    scene.erase()
    scene.settle()
    scene.keep()

    assert scene.traces() == []
    assert standing(scene.items) == [f"{PARSER_VERSION}/{tail}.json"]
    assert [key for key in standing(scene.archive) if not key.startswith("audit/")] == [f"erased/{tail}"]
    result = _tombstone(scene)
    assert (result.outcome, result.delivery.sha256, result.record, result.text) == (Outcome.ERASED, None, None, None)
    receipt = json.loads(scene.receipts.get(f"{KEY}.json"))
    assert (receipt["outcome"], receipt["document"], receipt["file"]["sha256"]) == ("erased", None, None)
    assert "slettet" in scene.receipts.get(f"{KEY}.txt").decode()


def test_the_line_of_audit_says_which_when_and_why(scene: Scene) -> None:
    """It stands for good, and holds nothing of the file."""
    scene.put()
    scene.work()
    tails = entries.find(scene.archive, KEY)
    scene.erase()

    (line,) = (json.loads(scene.archive.get(key)) for key in standing(scene.archive) if key.startswith("audit/"))
    assert line.pop("at").startswith("2026-11-25T")
    assert line == {"action": "erase", "because": BECAUSE, "tails": sorted(tails), "objects": 2}


def test_what_still_lies_in_the_drop_is_not_taken_in_again(scene: Scene) -> None:
    """Nobody of ours deletes there; a newer version of the file is a file like others."""
    scene.put()
    scene.work()
    scene.erase()
    scene.settle()
    assert scene.drop.get(KEY) == BODY
    assert scene.traces() == []
    scene.put()
    scene.settle()

    assert "parsed" in scene.rows()
    assert json.loads(scene.receipts.get(f"{KEY}.json"))["outcome"] == "parsed"
    assert scene.keep() == set()


def test_other_files_and_other_versions_keep_what_is_theirs(scene: Scene) -> None:
    """One version alone can be erased; the same bytes under another name stay until they are asked for as well."""
    scene.put()
    scene.put(OTHER)
    scene.work()
    scene.put(body=BODY.replace(b"gule", b"brune"))
    scene.work()
    old, new = sorted(entries.find(scene.archive, KEY))
    scene.erase(f"165/{old.partition('/')[2]}")
    scene.settle()

    assert set(entries.buried(scene.archive, "165")) == {old}
    assert f"raw/{new}" in standing(scene.archive)
    assert RARE in scene.rows()
    assert json.loads(scene.receipts.get(f"{KEY}.json"))["outcome"] == "parsed"
    assert entries.find_bytes(scene.archive, HASH, lambda _: None) == entries.find(scene.archive, OTHER)
    scene.erase(OTHER)
    scene.settle()
    assert scene.traces("gule", HASH) == []
    assert "brune" in scene.rows()


def test_the_same_bytes_are_found_wherever_they_were_dropped(scene: Scene) -> None:
    """Every municipality and every name that they came under, and whoever looks hears how far it is."""
    for key in (KEY, OTHER, "306/kopi.md"):
        scene.put(key)
    scene.put("306/andet.md", b"Referat")
    scene.work()
    heard: list[int] = []

    found = entries.find_bytes(scene.archive, HASH, heard.append)
    assert {tail.rpartition("@")[0] for tail in found} == {KEY, OTHER, "306/kopi.md"}
    assert heard == [4]


def test_a_file_that_was_refused_or_withdrawn_is_erased_too(scene: Scene) -> None:
    """Whatever stands of a file knows whose it is."""
    scene.put("999/x.md")
    scene.put()
    scene.work()
    (tail,) = entries.find(scene.archive, KEY)
    delivery = entries.delivery(scene.archive, tail)
    assert delivery is not None
    assert delivery.sha256 == HASH
    withdrawn = Result(delivery=delivery, outcome=Outcome.WITHDRAWN, parser_version="")
    scene.archive.put(f"withdrawn/{tail}", encode(withdrawn))
    scene.erase()
    scene.erase("_ukendt//999/x.md")
    scene.settle()

    assert {key.partition("@")[0] for key in standing(scene.archive) if not key.startswith("audit/")} == {
        f"erased/{KEY}",
        "erased/_ukendt/~/999/x.md",
    }
    assert scene.traces() == []
    assert json.loads(scene.receipts.get("_ukendt/~/999/x.md.json"))["outcome"] == "erased"


@pytest.mark.parametrize("rest", [False, True])
@pytest.mark.parametrize("stage", [0, 1, 2])
def test_a_task_that_was_under_way_brings_nothing_back(
    make_scene: Callable[[], Scene], stage: int, *, rest: bool
) -> None:
    """Before each of its questions all others finish, the file is erased, and rows and receipts may have followed."""
    late = 0
    for moment in range(40):
        scene = make_scene()
        scene.put()
        for _ in range(stage):
            next(iter(scene.tasks()))()
        task = next(iter(scene.tasks()))
        if not _interrupted(task, moment, lambda scene=scene: _meanwhile(scene, rest=rest)):  # type: ignore[misc]
            break
        late += bool(scene.keep())
        scene.settle()
        assert scene.traces() == [], f"before question {moment}"
        assert json.loads(scene.receipts.get(f"{KEY}.json"))["outcome"] == "erased"
        assert scene.keep() == set()
    else:
        pytest.fail("it never ran through")
    assert late or stage == 2  # else nothing that comes late was ever tried


def _meanwhile(scene: Scene, *, rest: bool) -> None:
    scene.work()
    scene.erase()
    if rest:
        scene.work()


def _interrupted(task: Callable[[], object], moment: int, do: Callable[[], None]) -> bool:
    """Run a task and do something before its n-th question to a bucket; says whether it had so many."""
    asked = 0

    def before() -> None:
        nonlocal asked
        asked += 1
        if asked == moment + 1:
            Bucket.before = staticmethod(lambda: None)
            do()

    Bucket.before = staticmethod(before)
    try:
        task()
    finally:
        Bucket.before = staticmethod(lambda: None)
    return asked > moment


@pytest.mark.parametrize("repeats", [False, True])
def test_an_erasure_that_is_cut_off_anywhere_is_finished(make_scene: Callable[[], Scene], *, repeats: bool) -> None:
    """Whoever asks again finishes it; so does a keeper that was just started, once there is a tombstone."""
    for moment in range(60):
        scene = make_scene()
        scene.put()
        scene.work()

        def away() -> None:
            raise StoreUnavailableError("archive", "x", "cut off")

        try:
            ran = _interrupted(scene.erase, moment, away)
        except StoreUnavailableError:
            ran = True
        if not ran:
            break
        scene.eraser = scene.new_eraser()
        if repeats:
            scene.erase()
        is_buried = bool(entries.buried(scene.archive, "165"))
        scene.settle()
        assert is_buried or not repeats
        assert (scene.traces() == []) == is_buried, f"before question {moment}"
    else:
        pytest.fail("it never ran through")


def test_a_receipt_that_nobody_writes_anew_goes_after_a_while(scene: Scene) -> None:
    """The indexer has its time; when it does not come, no receipt is better than one that tells."""
    scene.put()
    scene.work()
    scene.erase()
    assert RARE.encode() not in scene.receipts.get(f"{KEY}.json")
    assert json.loads(scene.receipts.get(f"{KEY}.json"))["outcome"] == "parsed"
    scene.clock.now += TOLD_WITHIN + timedelta(minutes=1)
    scene.keep()

    assert standing(scene.receipts) == []
    scene.settle()
    assert json.loads(scene.receipts.get(f"{KEY}.json"))["outcome"] == "erased"
