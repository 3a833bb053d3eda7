"""Having files parsed again: their results go, and nothing else does but a note of what they said."""

import pytest

from services.parser.again import outcome, parse_again
from shared.objectstore.memory import MemoryStore

TAIL, OTHER = "329/referat 1.txt@20230314T160000Z-a1", "329/referat 2.txt@20230314T160000Z-a1"


class Noting(MemoryStore):
    """A bucket that notes what was there to be deleted, in order."""

    def __init__(self) -> None:
        super().__init__("items")
        self.deleted: list[str] = []

    def delete(self, key: str) -> None:
        """Remove one object."""
        if key in {info.key for info in self.list()}:
            self.deleted.append(key)
        super().delete(key)


def test_every_result_of_a_tail_goes_the_newest_last() -> None:
    """While the newest stands no older one counts; the note of a scan goes with them, and other files' stay."""
    items = Noting()
    for key in (f"9/{TAIL}.json", f"10/{TAIL}.json", f"10/{TAIL}.scan", f"10/{OTHER}.json", f"9/{OTHER}.scan"):
        items.put(key, b"")
    done: list[int] = []
    parse_again(items, [TAIL, "329/nothing@20230314T160000Z-a1"], done.append)

    assert items.deleted == [f"9/{TAIL}.json", f"10/{TAIL}.scan", f"10/{TAIL}.json"]
    assert {info.key for info in items.list()} == {f"10/{OTHER}.json", f"9/{OTHER}.scan"}
    assert done == [1, 2]


@pytest.mark.parametrize(
    ("said", "noted"),
    [
        (["parsed"], "parsed"),
        (["rejected"], "rejected"),
        (["rejected", "parsed"], "parsed"),
        (["parsed", "rejected", "rejected"], "parsed"),
        (["parsed", None], "parsed"),  # replayed again before there was a new result
        (["erased"], None),
        ([None], None),
    ],
)
def test_what_a_result_said_is_noted(said: list[str | None], noted: str | None) -> None:
    """Replayed as often as may be, what was parsed once stays so; of a tombstone's result nothing is noted."""
    items = MemoryStore("items")
    for each in said:
        if each:
            items.put(f"7/{TAIL}.json", b"{}", metadata={"outcome": each})
        parse_again(items, [TAIL])

    assert outcome(items, f"7/{TAIL}.past") == noted
    assert len(list(items.list())) == (noted is not None)
