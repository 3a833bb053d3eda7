"""What a running system leaves around itself: processes, open files, scratch, gauges, and every word that it says."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from prometheus_client.samples import Sample

from deploy.stack.stack import Stack
from tests.faults.dropping import NUMBERS, PHRASES
from tests.faults.seeing import metrics, samples
from tests.faults.state import State
from tests.processes import descendants, zombies


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One service as the kernel sees it: what it has begun and not ended, and how many files it has open."""

    children: int
    zombies: int
    files: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """All of it at one moment, by the names of the services, and their ``lives`` as they were ``before``.

    ``strays`` are processes whose service is gone, and files in scratch. ``texts`` is what is said, by where it is
    said; ``secrets`` and ``hidden`` are what must not be: passwords, and what stands in the files. ``kept`` is where
    what stands in the files may be, but none of the ``numbers`` of persons.
    """

    lives: Mapping[str, Life]
    before: Mapping[str, Life]
    strays: Sequence[str]
    samples: Mapping[str, Sequence[Sample]]
    texts: Mapping[str, str]
    secrets: Collection[str]
    hidden: Collection[str] = field(default=PHRASES)
    numbers: Collection[str] = field(default=NUMBERS)
    kept: Mapping[str, str] = field(default_factory=dict)


def trace(stack: Stack, state: State, before: Mapping[str, Life]) -> Traces:
    """Read all of it, of a system that is quiet; ``before`` is :func:`lives` of when nothing had happened to it."""
    spoken = {name: metrics(service.http) for name, service in stack.services.items()}
    logs = {
        str(log.name): log.read_text(encoding="utf-8", errors="surrogateescape") for log in stack.logs.glob("*.log")
    }
    receipts = {key: body.decode("utf-8", errors="surrogateescape") for key, body in state.receipts.items()}
    details = {f"detail of {row['tail']}": row["detail"] or "" for row in state.rows["deliveries"]}
    rows = {f"table {name}": "\n".join(str([*row.values()]) for row in some) for name, some in state.rows.items()}
    results = {key: str(written.result) for key, written in state.items.items() if written}
    return Traces(
        lives=lives(stack),
        before=before,
        strays=[*_strays(stack)],
        samples={name: samples(text) for name, text in spoken.items()},
        texts={**logs, **{f"metrics of {name}": text for name, text in spoken.items()}, **receipts, **details},
        secrets=set(_leaves(asdict(stack.secrets))),
        kept=rows | results,
    )


def lives(stack: Stack) -> dict[str, Life]:
    """See every service."""
    return {name: life(service.pid) for name, service in stack.services.items()}


def life(pid: int) -> Life:
    """See one process: also what a child of its has not buried, or a child of that."""
    children = descendants(pid)
    return Life(
        children=len(children),
        zombies=sum(len(zombies(each)) for each in (pid, *children)),
        files=len([*Path(f"/proc/{pid}/fd").iterdir()]),
    )


def _strays(stack: Stack) -> Iterator[str]:
    """Name what stands in scratch and who lives there, though no service knows them."""
    scratch = stack.logs / "tmp"
    known = {pid for service in stack.services.values() for pid in descendants(service.pid)}
    yield from (f"file {path}" for path in sorted(scratch.rglob("*")) if not path.is_dir())
    for process in Path("/proc").glob("[0-9]*"):
        try:
            lives_there = (process / "cwd").readlink().is_relative_to(scratch)
        except OSError:
            continue  # it ended meanwhile, or is somebody else's
        if lives_there and int(process.name) not in known:
            yield f"process {process.name}"


def _leaves(told: Any) -> Iterator[str]:
    for value in told.values():
        yield from _leaves(value) if isinstance(value, dict) else (value,)
