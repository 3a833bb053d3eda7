"""A sweep is the difference of two listings."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from shared.contract.facts import FileDropped
from shared.stage import Work, sweep, sweep_all


def _work(name: str, day: int) -> Work:
    return Work(input=name, output=f"out/{name}", since=datetime(2023, 6, day, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Listed:
    """A stage whose listings are given."""

    work: tuple[Work, ...]
    done: frozenset[str] = frozenset()
    name: str = "fetch"

    def prefixes(self) -> Iterable[str]:
        """Name the prefixes, in no order and twice."""
        return ["330", "165", "330"]

    def inputs(self, prefix: str) -> Iterable[Work]:
        """List what lies under 165."""
        return self.work if prefix == "165" else ()

    def standing(self, prefix: str) -> Collection[str]:  # noqa: ARG002
        """Name what stands."""
        return self.done

    def hint(self, work: Work) -> FileDropped:
        """Make a hint."""
        return FileDropped(trace_id="t", key=work.input)


def test_what_has_no_output_is_missing_oldest_first() -> None:
    """Only what does not stand is work, in the order it came."""
    gap = sweep(Listed((_work("b", 3), _work("a", 2), _work("c", 1)), frozenset({"out/c"})), "165")

    assert [work.input for work in gap.work] == ["a", "b"]
    assert (gap.missing, gap.oldest) == (2, datetime(2023, 6, 2, tzinfo=UTC))


def test_every_prefix_is_swept_once() -> None:
    """A prefix that is named twice is one prefix."""
    assert [gap.prefix for gap in sweep_all(Listed(()))] == ["165", "330"]
