"""The oracle of what a running system leaves around itself: I6, I7 and I9, pure functions over its traces."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from prometheus_client.samples import Sample

from shared.contract.keys import Section
from tests.faults.oracle import Breach
from tests.faults.state import State
from tests.faults.traces import Traces

CHILDREN: Final = {"parser": 3, "ocr": 3}
"""How many a service keeps for the next file: the pool's one server with its warm child, and one that is on its way."""

MORE_FILES: Final = {"fetcher": 40, "scheduler": 25}
"""What a service may have open, when quiet, beyond what it began with: connections that pools keep, also dead ones.

In peace the fetcher has 13, all others 5. However often the broker was killed, cut off, paused and filled, it became no
more than 28 of the fetcher and 16 of any other, and 60 kills in a row left no more than 20 had: pools are bounded, and
a leak is not.
"""

_MORE_FILES_OF_OTHERS: Final = 25
_ZERO: Final = {
    "referat_missing_keys",
    "referat_held_back_keys",
    "referat_missing_oldest_age_seconds",
    "referat_queue_messages",
    "referat_stage_paused",
    "referat_tasks_in_progress",
    "referat_rejection_brake",
    "referat_held_withdrawals",
}
"""What is zero in whoever tells of it."""

_STAGES: Final = {"fetch", "parse", "ocr", "index"}
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def witness(traces: Traces) -> list[Breach]:
    """Say all that does not hold of a system that is quiet, whatever was done to it before."""
    return [
        *(Breach(invariant="I6", sentence=sentence) for sentence in nothing_is_left(traces)),
        *(Breach(invariant="I7", sentence=sentence) for sentence in gauges_are_zero(traces)),
        *(Breach(invariant="I9", sentence=sentence) for sentence in nothing_slips_out(traces)),
    ]


def nothing_is_left(traces: Traces) -> Iterator[str]:
    """No child, grandchild or zombie that nobody waits for, no file in scratch, and no files that stay open."""
    for name, life in traces.lives.items():
        if life.zombies:
            yield f"the {name} has {life.zombies} zombies"
        if life.children > CHILDREN.get(name, 0):
            yield f"the {name} has {life.children} children"
        if life.files > traces.before[name].files + MORE_FILES.get(name, _MORE_FILES_OF_OTHERS):
            yield f"the {name} has {life.files} files open, and had {traces.before[name].files}"
    for stray in traces.strays:
        yield f"{stray} is left"


def gauges_are_zero(traces: Traces) -> Iterator[str]:
    """Hear the scheduler say of every stage that nothing is missing, and nobody of anything that waits or is held."""
    told = [sample for some in traces.samples.values() for sample in some]
    swept = {s.labels["stage"] for s in traces.samples["scheduler"] if s.name == "referat_missing_keys"}
    if not _STAGES - {"ocr"} <= swept:
        yield f"no gauge speaks of {', '.join(sorted(_STAGES - {'ocr'} - swept))}"
    for sample in told:
        if sample.value and sample.name in _ZERO:
            yield f"{sample.name} {sample.labels} is {sample.value:g}"


def counters_agree(traces: Traces, state: State) -> Iterator[str]:
    """Find counted what stands: only where no process has ended, and no event and sweep have done the same."""
    entries = [key.partition("/")[0] for key in state.archive]
    results = sum(written is not None for written in state.items.values())
    for service, name, labels, stands in (
        ("fetcher", "referat_files_fetched_total", {"outcome": "archived"}, entries.count(Section.RAW)),
        ("fetcher", "referat_files_fetched_total", {"outcome": "refused"}, entries.count(Section.REFUSED)),
        ("parser", "referat_results_total", {}, results),
        ("indexer", "referat_results_indexed_total", {"outcome": "indexed"}, len(state.rows["deliveries"])),
    ):
        counted = _sum(traces.samples[service], name, labels)
        if counted != stands:
            yield f"{name} {labels} of the {service} is {counted:g}, and {stands} stand"


def nothing_slips_out(traces: Traces) -> Iterator[str]:
    """No word of a log, metric, receipt or error column is a secret, or of a file, or a raw control character.

    No row or result holds a personal number, either.
    """
    for place, text in traces.texts.items():
        yield from (f"{place} holds a secret" for secret in traces.secrets if secret in text)
        yield from (f"{place} holds what stands in a file" for hidden in traces.hidden if hidden in text)
        for found in sorted(set(_CONTROL.findall(text))):
            yield f"{place} holds the control character {found!r}"
    for place, text in (*traces.texts.items(), *traces.kept.items()):
        if any(number in text for number in traces.numbers):
            yield f"{place} holds a personal number"


def _sum(told: Sequence[Sample], name: str, labels: Mapping[str, str]) -> float:
    return sum(each.value for each in told if each.name == name and labels.items() <= each.labels.items())
