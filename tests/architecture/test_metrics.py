"""The catalogue of metrics says what the code measures, in the words of the code."""

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from services.cli.metrics import Erased, ErasureMetrics
from services.fetcher.events import Source
from services.fetcher.metrics import EventMetrics, Fetched, FetcherMetrics, Heard, WithdrawalMetrics
from services.indexer.metrics import IndexerMetrics, Indexing
from services.parser.metrics import ParserMetrics, Skipped
from services.parser.sandbox.walls import Wall
from shared.contract.codes import Outcome
from shared.contract.facts import Lane
from shared.metrics import DependencyMetrics, HintMetrics, KeeperMetrics, SweepMetrics, TaskMetrics, TryingMetrics
from shared.queue.routes import ROUTES
from shared.task import TaskOutcome
from tests.architecture import sources

PAGE = sources.ROOT / "docs" / "metrics.md"
ROOMS: dict[str, tuple[Callable[[CollectorRegistry], object], ...]] = {
    "Every process": (lambda registry: DependencyMetrics(registry, ()),),
    "Fetcher, parser and indexer: hints and tasks": (TaskMetrics, HintMetrics, TryingMetrics),
    "Fetcher": (FetcherMetrics, EventMetrics),
    "Parser": (ParserMetrics,),
    "Indexer": (IndexerMetrics,),
    "Scheduler": (SweepMetrics, HintMetrics),
    "Keeper": (KeeperMetrics, WithdrawalMetrics, ErasureMetrics, HintMetrics),
}
UNITS = {
    "seconds",
    "bytes",
    "pages",
    "items",
    "keys",
    "messages",
    "up",
    "brake",
    "total",
    "progress",
    "paused",
    "withdrawals",
}
_ROW = re.compile(
    r"^\| `(?P<name>referat_\w+)` \| (?P<type>\w+) \| (?P<labels>[\w, ]*?) ?\| (?P<help>.+) \|$", re.MULTILINE
)


@pytest.mark.parametrize("room", ROOMS)
def test_the_catalogue_says_what_the_code_measures(room: str) -> None:
    """Name, type, labels and meaning of every metric stand in the room's table, and nothing else does."""
    section = PAGE.read_text(encoding="utf-8").partition(f"\n## {room}\n")[2].partition("\n## ")[0]
    told = {row["name"]: (row["type"], row["labels"], row["help"]) for row in _ROW.finditer(section)}
    told.pop("referat_build_info", None)  # its labels are versions, which differ by process

    assert told == dict(_measured(room))


@pytest.mark.parametrize("room", ROOMS)
def test_names_keep_the_conventions(room: str) -> None:
    """Every name ends in what it counts or in its unit, and only counters end in total."""
    for name, (kind, _, meaning) in _measured(room):
        assert name.rpartition("_")[2] in UNITS, name
        assert name.endswith("_total") == (kind == "counter"), name
        assert meaning.endswith("."), name


@pytest.mark.parametrize(
    "values",
    [Fetched, Heard, Source, Indexing, Skipped, TaskOutcome, Outcome, Lane, Wall, Erased],
    ids=lambda values: values.__name__,
)
def test_the_values_of_labels_are_told(values: type[StrEnum]) -> None:
    """A closed set of values stands in the table of labels, whole."""
    labels = PAGE.read_text(encoding="utf-8").partition("\n## Labels\n")[2]

    assert any(set(values) <= set(re.findall(r"\w+", row)) for row in labels.splitlines())


def test_the_stages_are_told() -> None:
    """The stages in the table are those of the routes."""
    stages = ", ".join(route.stage for route in ROUTES.values())

    assert f"| `stage` | {stages} |" in PAGE.read_text(encoding="utf-8")


def _measured(room: str) -> Iterator[tuple[str, tuple[str, str, str]]]:
    registry = CollectorRegistry()
    for make in ROOMS[room]:
        make(registry)
    collectors: list[Any] = list(registry._collector_to_names)
    for collector in collectors:
        suffix = "_total" if collector._type == "counter" else ""
        labels = ", ".join(collector._labelnames)
        yield f"{collector._name}{suffix}", (collector._type, labels, collector._documentation)
