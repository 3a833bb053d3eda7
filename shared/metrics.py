"""What every process measures, under names that docs/metrics.md lists: prefix ``referat_``, base units, closed labels.

No label ever holds a key, a name or a text. A registry belongs to one process and is handed in; nothing is global.
"""

import time
from collections.abc import Iterable
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from shared.contract.facts import Fact
from shared.contract.keys import UNKNOWN_PREFIX
from shared.municipalities import by_code
from shared.queue.broker import Depths
from shared.queue.routes import QUEUES, route
from shared.stage import Gap

# From a HEAD that finds everything done to a document that uses up its wall clock.
DURATION_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)


def registry(service: str, **versions: str) -> CollectorRegistry:
    """Make the registry of one process: what it is, and what it costs. ``versions`` are further labels of the build."""
    made = CollectorRegistry()
    ProcessCollector(registry=made)
    PlatformCollector(registry=made)
    GCCollector(registry=made)
    build = Info(
        "referat_build", "Which program this is: service, release, and what else has a version.", registry=made
    )
    build.info({"service": service, "version": version("referat"), **versions})
    return made


class HintMetrics:
    """What whoever publishes hints measures."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._published = Counter(
            "referat_hints_published",
            "Hints that were given to the broker (sent), or that it could not take (lost).",
            ["stage", "lane", "outcome"],
            registry=registry,
        )

    def sent(self, fact: Fact) -> None:
        """Count a hint that the broker took."""
        self._published.labels(route(fact).stage, fact.lane, "sent").inc()

    def lost(self, fact: Fact) -> None:
        """Count a hint that the broker did not take."""
        self._published.labels(route(fact).stage, fact.lane, "lost").inc()


class TaskMetrics:
    """What a worker measures of the hints that it gets and of its tasks."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._received = Counter(
            "referat_hints_received",
            "Hints that arrived, by stage, lane and whether they could be read.",
            ["stage", "lane", "outcome"],
            registry=registry,
        )
        self._tasks = Counter(
            "referat_tasks",
            "Tasks by how they ended: done, postponed (surroundings, or a pause) or failed (somebody must look).",
            ["stage", "lane", "outcome"],
            registry=registry,
        )
        self._seconds = Histogram(
            "referat_task_duration_seconds",
            "How long tasks took.",
            ["stage"],
            buckets=DURATION_BUCKETS,
            registry=registry,
        )
        self._running = Gauge("referat_tasks_in_progress", "Tasks that run now.", ["stage"], registry=registry)

    def began(self, stage: str, lane: str) -> None:
        """Count a hint that could be read and is worked on now."""
        self._received.labels(stage, lane, "read").inc()
        self._running.labels(stage).inc()

    def ended(self, stage: str, lane: str, outcome: str, seconds: float) -> None:
        """Count a task that has ended."""
        self._running.labels(stage).dec()
        self._tasks.labels(stage, lane, outcome).inc()
        self._seconds.labels(stage).observe(seconds)

    def not_a_hint(self, stage: str) -> None:
        """Count a message that was none of ours."""
        self._received.labels(stage, "unknown", "malformed").inc()


class TryingMetrics:
    """What a worker measures of files that fail in it, and of the brake before it gives up too many.

    Without a registry, for nobody to read.
    """

    def __init__(self, registry: CollectorRegistry | None) -> None:
        self._alone = Counter(
            "referat_files_tried_alone",
            "Attempts at files that have failed before, with nothing beside them.",
            registry=registry,
        )
        self._given_up = Counter(
            "referat_files_given_up", "Files that were rejected since every attempt at them failed.", registry=registry
        )
        self._brake = Gauge(
            "referat_rejection_brake",
            "1 if rejections that a fault of ours would explain are postponed until an operator confirms them, else 0.",
            registry=registry,
        )
        self._postponed = Counter(
            "referat_rejections_postponed", "Rejections that the brake has postponed.", registry=registry
        )

    def tries_alone(self) -> None:
        """Count a file that is tried with nothing beside it."""
        self._alone.inc()

    def gave_up(self) -> None:
        """Count a file that is given up."""
        self._given_up.inc()

    def brake(self, *, on: bool) -> None:
        """Note whether the brake is on."""
        self._brake.set(on)

    def postponed_a_rejection(self) -> None:
        """Count a rejection that the brake has postponed."""
        self._postponed.inc()


class DependencyMetrics:
    """Which of the servers that a process needs answer it."""

    def __init__(self, registry: CollectorRegistry, names: Iterable[str]) -> None:
        self._up = Gauge(
            "referat_dependency_up",
            "1 if the server answers this process, else 0.",
            ["dependency"],
            registry=registry,
        )
        for name in names:
            self._up.labels(name).set(0)

    def set(self, name: str, *, is_up: bool) -> None:
        """Note whether one server answers."""
        self._up.labels(name).set(is_up)


class SweepMetrics:
    """What the scheduler measures: these gauges are the truth that alerts are built on."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._missing = Gauge(
            "referat_missing_keys",
            "Outputs that a stage should have made and has not, by municipality, as of the last sweep.",
            ["stage", "municipality"],
            registry=registry,
        )
        self._held = Gauge(
            "referat_held_back_keys",
            "Those of them that wait for their municipality to have room in its quota.",
            ["stage", "municipality"],
            registry=registry,
        )
        self._age = Gauge(
            "referat_missing_oldest_age_seconds",
            "How long the oldest of what is missing has been so; 0 if none is.",
            ["stage", "municipality"],
            registry=registry,
        )
        self._paused = Gauge(
            "referat_stage_paused", "1 if an operator has the stage rest, else 0.", ["stage"], registry=registry
        )
        self._sweeps = Counter(
            "referat_sweeps",
            "Sweeps of one stage over one municipality, and rounds that ended early.",
            ["stage", "outcome"],
            registry=registry,
        )
        self._seconds = Histogram(
            "referat_sweep_duration_seconds",
            "How long one stage took to list one municipality.",
            ["stage"],
            buckets=DURATION_BUCKETS,
            registry=registry,
        )
        self._success = Gauge(
            "referat_sweep_last_success_timestamp_seconds",
            "When a stage was last swept without a fault.",
            ["stage"],
            registry=registry,
        )
        self._queues = Gauge(
            "referat_queue_messages",
            "Hints that wait in a queue (ready), or that a worker has taken and not yet done (unacked).",
            ["queue", "state"],
            registry=registry,
        )

    def paused(self, stage: str, *, is_paused: bool) -> None:
        """Note whether a stage rests."""
        self._paused.labels(stage).set(is_paused)

    def swept(self, gap: Gap, seconds: float) -> None:
        """Note what one sweep found missing."""
        labels = (gap.stage, municipality_label(gap.prefix))
        self._missing.labels(*labels).set(gap.missing)
        oldest = gap.oldest.timestamp() if gap.oldest else None
        # Computed when it is read: an age that stands still would hide a scheduler that hangs.
        self._age.labels(*labels).set_function(lambda: max(0.0, time.time() - oldest) if oldest else 0.0)
        self._sweeps.labels(gap.stage, "done").inc()
        self._seconds.labels(gap.stage).observe(seconds)

    def held_back(self, gap: Gap, count: int) -> None:
        """Note how much of what is missing has to wait."""
        self._held.labels(gap.stage, municipality_label(gap.prefix)).set(count)

    def complete(self, stage: str) -> None:
        """Note that a stage was swept without a fault."""
        self._success.labels(stage).set_to_current_time()

    def failed(self, stage: str) -> None:
        """Count a round that a server ended early."""
        self._sweeps.labels(stage, "postponed").inc()

    def waiting(self, depths: Depths) -> None:
        """Note how much lies in the broker."""
        for queue in QUEUES:
            self._queues.labels(queue, "ready").set(depths.ready.get(queue, 0))
            self._queues.labels(queue, "unacked").set(depths.unacked.get(queue, 0))


class KeeperMetrics:
    """What the keeper measures of its rounds."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._steps = Counter(
            "referat_keeper_steps",
            "Steps of the keeper over one municipality, by how they ended.",
            ["step", "outcome"],
            registry=registry,
        )
        self._success = Gauge(
            "referat_keeper_last_success_timestamp_seconds",
            "When a step of the keeper was last taken over all municipalities without a fault.",
            ["step"],
            registry=registry,
        )

    def took(self, step: str, outcome: str) -> None:
        """Count a step over one municipality, or the question over which there are."""
        self._steps.labels(step, outcome).inc()

    def complete(self, step: str) -> None:
        """Note that a step was taken over all municipalities without a fault."""
        self._success.labels(step).set_to_current_time()


def municipality_label(prefix: str) -> str:
    """Keep the label closed: what somebody else laid into a bucket is ``other``."""
    return prefix if prefix == UNKNOWN_PREFIX or by_code(prefix) else "other"
