"""Having files parsed again: their results go, and nothing else does."""

from services.parser.again import parse_again
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
