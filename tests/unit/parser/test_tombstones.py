"""A tombstone wins over what the bytes say, whenever it comes and whoever dies on the way."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import pytest

from services.parser.stage import ParseStage
from shared.contract.codes import Outcome
from shared.objectstore.memory import MemoryStore
from shared.objectstore.port import ObjectInfo
from shared.stage import sweep
from tests.unit.parser.test_tasks import OUTPUT, RAW, TAIL, Desk, tombstone

TOMBSTONES = pytest.mark.parametrize("outcome", [Outcome.WITHDRAWN, Outcome.ERASED])


@dataclass
class Items(MemoryStore):
    """A bucket before whose next write, or after whose next HEAD, something happens; it counts the HEADs."""

    before_write: Callable[[], None] | None = None
    before_head: Callable[[], None] | None = None
    heads: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make it a bucket."""
        super().__init__("items")

    def put(
        self,
        key: str,
        body: bytes | Iterable[bytes],
        *,
        media_type: str = "application/octet-stream",
        metadata: Mapping[str, str] | None = None,
    ) -> None:
        """Store an object, and end whoever wrote it if something happened before."""
        happens, self.before_write = self.before_write, None
        if happens:
            happens()
        super().put(key, body, media_type=media_type, metadata=metadata)
        if happens:
            raise SystemExit

    def head(self, key: str) -> ObjectInfo:
        """Describe an object."""
        happens, self.before_head = self.before_head, None
        if happens:
            happens()
        self.heads.append(key)
        return super().head(key)


@pytest.fixture
def desk() -> Desk:
    """Make a parser whose items are watched, and hand a file in."""
    made = Desk(items=Items())
    made.hand_in()
    return made


def _missing(stage: ParseStage) -> list[str]:
    return [work.input for work in sweep(stage, "329").work]


def _stage(desk: Desk) -> ParseStage:
    return ParseStage(desk.archive, desk.items, "7")


def _bury(desk: Desk, outcome: Outcome) -> str:
    key = f"{outcome}/{TAIL}"
    desk.archive.put(key, tombstone(outcome))
    return key


@TOMBSTONES
def test_a_result_that_overtakes_a_tombstone_is_found_missing(desk: Desk, outcome: Outcome) -> None:
    """The tombstone comes after the parser has asked for one, and becomes a result before the parser's; it dies then.

    Nobody tells of anything: the sweep alone finds that what stands is not what counts, and all is well after it.
    """
    stage = _stage(desk)
    assert isinstance(desk.items, Items)
    desk.items.before_write = lambda: desk.parse(_bury(desk, outcome))
    with pytest.raises(SystemExit):
        desk.parse()
    assert desk.result().outcome is Outcome.REJECTED

    (missing,) = _missing(stage)
    assert missing == f"{outcome}/{TAIL}"
    desk.parse(missing)
    assert desk.result().outcome is outcome
    assert _missing(stage) == []
    assert _missing(_stage(desk)) == []


def test_an_erasure_wins_over_a_withdrawal(desk: Desk) -> None:
    """A result that says withdrawn does not count for what is to be erased."""
    desk.parse(_bury(desk, Outcome.WITHDRAWN))
    assert _missing(_stage(desk)) == []

    erased = _bury(desk, Outcome.ERASED)
    assert _missing(_stage(desk)) == [erased]
    desk.parse(erased)
    assert _missing(_stage(desk)) == []


def test_a_result_is_asked_once_what_it_says(desk: Desk) -> None:
    """Only those with a tombstone are asked, and again only when they have been written anew."""
    stage = _stage(desk)
    desk.parse()
    assert isinstance(desk.items, Items)
    desk.items.heads.clear()
    assert _missing(stage) == []
    assert desk.items.heads == []

    buried = _bury(desk, Outcome.WITHDRAWN)
    assert [_missing(stage) for _ in range(3)] == [[buried]] * 3
    assert desk.items.heads == [OUTPUT]
    desk.parse(buried)
    desk.items.heads.clear()
    assert [_missing(stage) for _ in range(3)] == [[]] * 3
    assert desk.items.heads == [OUTPUT]


def test_an_answer_is_remembered_of_what_answered(desk: Desk) -> None:
    """A result that changes between listing and HEAD, and back again, is never taken for the other."""
    stage = _stage(desk)
    desk.parse()
    before = desk.items.get(OUTPUT), desk.items.head(OUTPUT).metadata
    buried = _bury(desk, Outcome.WITHDRAWN)
    assert isinstance(desk.items, Items)
    desk.items.before_head = lambda: desk.parse(buried)
    assert _missing(stage) == []
    desk.items.put(OUTPUT, before[0], metadata=before[1])

    assert _missing(stage) == [buried]


def test_a_result_that_goes_while_it_is_asked_is_missing(desk: Desk) -> None:
    """An erasure removes results; the tombstone's is then to be made."""
    desk.parse()
    buried = _bury(desk, Outcome.ERASED)
    assert isinstance(desk.items, Items)
    desk.items.before_head = lambda: desk.items.delete(OUTPUT)

    assert _missing(_stage(desk)) == [buried]


def test_a_late_hint_about_the_bytes_changes_nothing(desk: Desk) -> None:
    """Once a tombstone stands no hint about the bytes brings anything back, not even where the result is gone."""
    desk.parse(_bury(desk, Outcome.WITHDRAWN))
    desk.parse(RAW)
    desk.items.delete(OUTPUT)
    desk.parse(RAW)

    assert list(desk.items.list()) == []
