"""Metrics: one registry for each process, names that operators expect, and labels from closed sets. Scenario O3."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import Metric

from services.parser.version import PARSER_VERSION
from shared.contract.facts import FileArchived, FileDropped, Lane, ResultWritten
from shared.contract.keys import UNKNOWN_PREFIX
from shared.metrics import DependencyMetrics, HintMetrics, SweepMetrics, TaskMetrics, registry
from shared.queue.broker import Depths
from shared.queue.routes import QUEUES, ROUTES
from shared.stage import Gap
from shared.task import TaskOutcome

STAGES = {route.stage for route in ROUTES.values()}
CLOSED = {
    "stage": STAGES,
    "lane": {*Lane, "unknown"},
    "queue": set(QUEUES),
    "state": {"ready", "unacked"},
    "dependency": {"broker", "database"},
    "outcome": {*TaskOutcome, "sent", "lost", "read", "malformed"},
    "municipality": {"165", UNKNOWN_PREFIX, "other"},
}
HOSTILE = "165/Borgmesterens hemmelighed 010203-1234.pdf"


def _everything() -> CollectorRegistry:
    """Make every metric of shared/, and let each of them happen with hostile keys."""
    made = CollectorRegistry()
    hints, tasks, sweeps = HintMetrics(made), TaskMetrics(made), SweepMetrics(made)
    DependencyMetrics(made, CLOSED["dependency"]).set("broker", is_up=True)
    for kind in (FileDropped, FileArchived, ResultWritten):
        for lane in Lane:
            hints.sent(kind(trace_id=HOSTILE, key=HOSTILE, lane=lane))
            hints.lost(kind(trace_id=HOSTILE, key=HOSTILE, lane=lane))
    for stage in STAGES:
        for outcome in TaskOutcome:
            tasks.began(stage, Lane.LIVE)
            tasks.ended(stage, Lane.LIVE, outcome, 0.1)
        tasks.not_a_hint(stage)
        for prefix in ("165", UNKNOWN_PREFIX, "0165", HOSTILE, ""):
            since = datetime(2023, 6, 1, tzinfo=UTC)
            sweeps.swept(Gap(stage=stage, prefix=prefix, missing=1, oldest=since, work=()), 0.1)
        sweeps.failed(stage)
        sweeps.complete(stage)
    sweeps.waiting(Depths(ready={"fetch.live": 3, HOSTILE: 1}, unacked={HOSTILE: 1}))
    return made


def _families() -> Iterable[Metric]:
    return _everything().collect()


def test_no_label_leaves_its_closed_set() -> None:
    """Whatever keys, prefixes and queues are called, the number of series is known beforehand."""
    for family in _families():
        for sample in family.samples:
            labels = {name: value for name, value in sample.labels.items() if name != "le"}
            assert labels.keys() <= CLOSED.keys(), family.name
            assert all(value in CLOSED[name] for name, value in labels.items()), (family.name, labels)


def test_names_follow_the_conventions() -> None:
    """Prefix, base units, a sentence of help; counters and only counters end in total."""
    for family in _families():
        assert re.fullmatch(r"referat_[a-z_]+", family.name)
        assert not re.search(r"milli|minutes|hours|kilo|mega|percent", family.name)
        assert family.documentation.endswith(".")
        told = {sample.name for sample in family.samples if not sample.name.endswith("_created")}
        if family.type == "counter":
            assert told <= {f"{family.name}_total"}
        else:
            assert not any(name.endswith("_total") for name in told)


def test_nothing_that_a_key_says_is_told() -> None:
    """No page of metrics holds a name or a personal number. Scenario I9."""
    page = generate_latest(_everything()).decode()

    assert "hemmelighed" not in page
    assert "010203" not in page


def test_a_registry_says_which_program_it_is() -> None:
    """Service, release and other versions are labels of one metric; the process's costs stand beside it."""
    made = registry("parser", parser_version=PARSER_VERSION)
    (build,) = (family for family in made.collect() if family.name == "referat_build")
    names = {family.name for family in made.collect()}

    assert build.samples[0].labels == {"service": "parser", "version": "0.1.0", "parser_version": PARSER_VERSION}
    assert {"process_resident_memory_bytes", "process_open_fds", "python_info", "python_gc_collections"} <= names


def test_two_processes_in_one_share_nothing() -> None:
    """Registries are handed in: making everything twice counts nothing twice."""
    first, second = registry("fetcher"), registry("fetcher")
    TaskMetrics(first).began("fetch", Lane.LIVE)
    TaskMetrics(second)

    assert first.get_sample_value("referat_tasks_in_progress", {"stage": "fetch"}) == 1
    assert second.get_sample_value("referat_tasks_in_progress", {"stage": "fetch"}) is None


def test_an_age_grows_while_nobody_sweeps() -> None:
    """It is computed when it is read, so a scheduler that hangs does not look well."""
    made = CollectorRegistry()
    since = datetime.now(UTC)
    SweepMetrics(made).swept(Gap(stage="parse", prefix="165", missing=1, oldest=since, work=()), 0.1)
    labels = {"stage": "parse", "municipality": "165"}
    first = made.get_sample_value("referat_missing_oldest_age_seconds", labels)
    second = made.get_sample_value("referat_missing_oldest_age_seconds", labels)

    assert first is not None
    assert second is not None
    assert 0 <= first < second


def test_an_age_is_never_negative() -> None:
    """A store whose clock is ahead of ours makes nothing younger than new."""
    made = CollectorRegistry()
    ahead = datetime(2999, 1, 1, tzinfo=UTC)
    SweepMetrics(made).swept(Gap(stage="parse", prefix="165", missing=1, oldest=ahead, work=()), 0.1)
    labels = {"stage": "parse", "municipality": "165"}

    assert made.get_sample_value("referat_missing_oldest_age_seconds", labels) == 0


@pytest.mark.parametrize("queue", QUEUES)
def test_an_empty_queue_is_told_as_zero(queue: str) -> None:
    """A gauge that was never set would look like one that nobody scrapes."""
    made = CollectorRegistry()
    SweepMetrics(made).waiting(Depths())

    for state in CLOSED["state"]:
        assert made.get_sample_value("referat_queue_messages", {"queue": queue, "state": state}) == 0
