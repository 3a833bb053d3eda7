"""The oracle: what must hold of the system once it is quiet, whatever was done to it before.

Pure functions over a :class:`~tests.faults.state.State`, one for each invariant; the numbers are those of
docs/scenarios.md. Each breach is a sentence that names the key. What belongs to the document is never quoted.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from shared.contract import keys
from shared.contract.codes import Outcome, RejectionReason
from shared.contract.keys import Section
from tests.faults.archive_oracle import archived_once, source
from tests.faults.content_oracle import contradictions
from tests.faults.receipt_oracle import told
from tests.faults.state import Entry, State, Written
from tests.faults.table_oracle import differences, miscounted

_OUTCOMES = {
    Section.RAW: {Outcome.PARSED, Outcome.REJECTED},
    Section.REFUSED: {Outcome.REJECTED},
    Section.WITHDRAWN: {Outcome.WITHDRAWN},
    Section.ERASED: {Outcome.ERASED},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One thing that does not hold."""

    invariant: str
    sentence: str

    def __str__(self) -> str:
        """Spell it for a list of them."""
        return f"{self.invariant}: {self.sentence}"


def judge(state: State) -> list[Breach]:
    """Say all that does not hold; nothing, if all is well."""
    return [
        Breach(invariant=number, sentence=sentence)
        for number, invariant in INVARIANTS.items()
        for sentence in invariant(state)
    ]


def answered_once(state: State) -> Iterator[str]:
    """Every archive entry has exactly one result of the current parser version, and none is about anything else."""
    tails = {key.partition("/")[2]: key for key in sorted(state.archive, key=_rank)}  # a later section wins
    for tail, key in tails.items():
        item_key = keys.item(state.parser_version, tail)
        written, entry = state.items.get(item_key), state.archive[key]
        if item_key not in state.items:
            yield f"archive entry {key!r} has no result {item_key!r}"
        elif written is None:
            yield f"result {item_key!r} can't be read"
        elif entry is not None:
            yield from (f"result {item_key!r} {fault}" for fault in _contradictions(key, entry, written))
            if written.result.parser_version != state.parser_version:
                yield f"result {item_key!r} says that it is of parser version {written.result.parser_version}"
    ours = {key for key in state.items if key.startswith(f"{state.parser_version}/")}
    for item_key in sorted(ours - {keys.item(state.parser_version, tail) for tail in tails}):
        yield f"result {item_key!r} belongs to no archive entry"


def _contradictions(key: str, entry: Entry, written: Written) -> Iterator[str]:
    result = written.result
    if result.outcome not in _OUTCOMES[Section(key.partition("/")[0])]:
        yield f"is {result.outcome}, and what counts is {key!r}"
    if result.delivery != entry.delivery:
        yield "is about another delivery than its archive entry"
    if not key.startswith(f"{Section.RAW}/") and result.rejected != entry.rejected:
        yield "tells another reason than its archive entry"
    if result.record is not None and result.record.document.sha256 != entry.sha256:
        yield "is about other bytes than its archive entry holds"


def indexed_once(state: State) -> Iterator[str]:
    """Every result is rows: those that it makes, each once, and there are no others.

    Of a file that parsers of several versions have read, the highest counts, whichever runs now.
    """
    highest: dict[str, str] = {}
    for key in sorted(state.items, key=lambda key: keys.version_order(keys.split_item(key)[0])):
        highest[keys.split_item(key)[1]] = key
    read = {key: written for key in highest.values() if (written := state.items[key])}
    yield from differences(read, state.rows)
    yield from miscounted(read, state.rows)


def nothing_waits(state: State) -> Iterator[str]:
    """No message lies in any queue, or is taken by a worker and not done."""
    for place, count in sorted(state.messages.items()):
        if count:
            yield f"{count} messages lie in {place!r}"


def nothing_is_held_against_a_document(state: State) -> Iterator[str]:
    """Every file has become what its content makes of it: the surroundings have rejected none, and excused none.

    Of minutes every record says what stands in the file's own bytes.
    """
    for item_key, written in state.items.items():
        if written is None or written.result.outcome in {Outcome.WITHDRAWN, Outcome.ERASED}:
            continue  # whether a tombstone is right, I1 says
        result, delivery = written.result, written.result.delivery
        said = result.rejected.reason if result.rejected else None
        dropped = [
            file
            for file in state.history.get(source(delivery), ())
            if delivery.sha256 in {None, file.sha256} and delivery.bytes == len(file.body)
        ]
        may: set[RejectionReason | None] = {file.reason for file in dropped}
        if said not in may or (result.outcome is Outcome.PARSED) != (said is None):
            yield f"result {item_key!r} is {said or result.outcome}; it should be {sorted(map(str, may))}"
        elif result.record is not None:
            yield from (f"result {item_key!r} has {fault}" for fault in contradictions(dropped[0].body, result.record))


INVARIANTS: dict[str, Callable[[State], Iterator[str]]] = {
    "I1": archived_once,
    "I2": answered_once,
    "I3": indexed_once,
    "I4": told,
    "I5": nothing_waits,
    "I8": nothing_is_held_against_a_document,
}


def _rank(key: str) -> int:
    section = key.partition("/")[0]
    return [*Section].index(Section(section)) if section in [*Section] else -1
