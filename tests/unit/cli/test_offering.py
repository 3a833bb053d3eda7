"""What is dropped, what lies there already, and what can't be."""

from pathlib import Path

from services.cli.dropping import Candidate
from services.cli.offering import offer
from shared.objectstore.memory import MemoryStore


def _candidate(path: Path, body: bytes | None = b"minutes", name: str = "a.txt") -> Candidate:
    if body is not None:
        path.write_bytes(body)
    return Candidate(path=path, prefix="306", name=name)


def test_a_file_is_dropped_once(tmp_path: Path) -> None:
    """The same bytes under the same key are known, whatever the file is called here."""
    drop = MemoryStore("drop")
    first = offer(drop, [_candidate(tmp_path / "a.txt")], lambda _: None)
    second = offer(drop, [_candidate(tmp_path / "copy.txt")], lambda _: None)

    assert (first.taken, first.known) == (1, 0)
    assert (second.taken, second.known) == (0, 1)
    assert drop.get("306/a.txt") == b"minutes"


def test_other_bytes_of_the_same_size_are_a_new_version(tmp_path: Path) -> None:
    """Size alone does not make two files the same."""
    drop = MemoryStore("drop")
    offer(drop, [_candidate(tmp_path / "a.txt")], lambda _: None)
    again = offer(drop, [_candidate(tmp_path / "a.txt", b"MINUTES")], lambda _: None)

    assert again.taken == 1
    assert drop.get("306/a.txt") == b"MINUTES"


def test_a_file_that_is_gone_does_not_stop_the_others(tmp_path: Path) -> None:
    """What can't be read is told with its cause, and the rest is dropped."""
    drop = MemoryStore("drop")
    gone = _candidate(tmp_path / "gone.txt", None, "gone.txt")
    steps: list[int] = []
    offered = offer(drop, [gone, _candidate(tmp_path / "a.txt")], steps.append)

    assert [(candidate.name, cause) for candidate, cause in offered.unreadable] == [
        ("gone.txt", "No such file or directory")
    ]
    assert offered.taken == 1
    assert steps == [1, 2]


def test_a_name_that_no_store_takes_does_not_stop_the_others(tmp_path: Path) -> None:
    """A name that is too long for a key is told, and the rest is dropped."""
    drop = MemoryStore("drop")
    long = _candidate(tmp_path / "long.txt", name="x" * 1100)
    offered = offer(drop, [long, _candidate(tmp_path / "a.txt")], lambda _: None)

    assert len(offered.unreadable) == offered.taken == 1
