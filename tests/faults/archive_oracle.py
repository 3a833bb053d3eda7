"""The oracle of the archive: an entry for each version in the drop, and a tombstone for what is gone from it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from shared.contract import keys
from shared.contract.keys import TOMBSTONES, Section
from shared.contract.result import Delivery
from shared.municipalities import all_listed
from tests.faults.state import Dropped, State


def archived_once(state: State) -> Iterator[str]:
    """Every version in the drop has exactly one entry, whose bytes are those that were dropped.

    A tombstone stands beside an entry where the name was taken out of the drop, and nowhere else.
    """
    sections = _sections(state)
    for tail, standing in sections.items():
        yield from (f"{tail!r} {fault}" for fault in _quarrels(standing))
    for key, lies in state.drop.items():
        tail = _tail_of(key, lies)
        raw = state.archive.get(keys.archive(Section.RAW, tail))
        if tail not in sections:
            yield f"{key!r} lies in the drop and has no entry {tail!r} in the archive"
        elif raw is not None and raw.sha256 != lies.sha256:
            yield f"the entry of {key!r} holds other bytes than the drop"
    yield from _made_of_what_was_dropped(state)
    yield from _withdrawn_when_gone(state, sections)


def _quarrels(standing: frozenset[Section]) -> Iterator[str]:
    """Say which sections of one tail can't stand beside each other, or alone."""
    entries, tombstones = standing.difference(TOMBSTONES), standing.intersection(TOMBSTONES)
    if len(entries) > 1:
        yield f"has {len(entries)} entries: {', '.join(sorted(entries))}"
    if tombstones == {Section.WITHDRAWN} and not entries:
        yield "is withdrawn, and its entry was not kept"
    if Section.ERASED in tombstones and entries:
        yield f"is erased, and stands in {', '.join(sorted(entries))}"


def _made_of_what_was_dropped(state: State) -> Iterator[str]:
    counted: Counter[tuple[str, str | None]] = Counter()
    for key, entry in state.archive.items():
        if entry is None:
            yield f"archive entry {key!r} can't be read"
            continue
        delivery, dropped = entry.delivery, source(entry.delivery)
        section, _, tail = key.partition("/")
        if keys.tail(delivery.prefix, delivery.name, delivery.version) != tail:
            yield f"archive entry {key!r} says that it is of {dropped!r}, version {delivery.version}"
        if section == Section.RAW and entry.sha256 != delivery.sha256:
            yield f"the bytes of archive entry {key!r} do not hash to what it says"
        counted[dropped, delivery.sha256] += section not in TOMBSTONES
    for (dropped, said), count in counted.items():
        hashes = [file.sha256 for file in state.history.get(dropped, ())]
        put = len(hashes) if said is None else hashes.count(said)
        if count > put:
            yield f"{dropped!r} was dropped {put} times with the same bytes and has {count} entries in the archive"


def _withdrawn_when_gone(state: State, sections: Mapping[str, frozenset[Section]]) -> Iterator[str]:
    """Say of every entry that has no tombstone and should have one, and of every tombstone that should not be."""
    lying = {_tail_of(key, lies) for key, lies in state.drop.items()}
    there = {keys.dropped_as(*_delivered(key, lies)) for key, lies in state.drop.items()}
    removed = {removal.key for removal in state.removals}
    by_operator = {removal.key for removal in state.removals if removal.is_by_operator}
    sources = {key.partition("/")[2]: source(entry.delivery) for key, entry in state.archive.items() if entry}
    for tail, dropped in sources.items():
        has_tombstone = not sections[tail].isdisjoint(TOMBSTONES)
        if not has_tombstone and dropped not in there:
            yield f"{tail!r} is gone from the drop and not withdrawn"
        elif has_tombstone and dropped not in removed:
            yield f"{tail!r} has a tombstone, and nobody took {dropped!r} out of the drop"
        elif has_tombstone and tail in lying and dropped not in by_operator:
            yield f"{tail!r} has a tombstone, and lies in the drop"


def source(delivery: Delivery) -> str:
    """Name the key in the drop that a delivery came from."""
    return keys.dropped_as(delivery.prefix, delivery.name)


def version_of(lies: Dropped) -> str:
    """Name the version that lies in the drop."""
    return keys.version(lies.last_modified, lies.version_id, lies.etag)


def _tail_of(key: str, lies: Dropped) -> str:
    """Spell the tail of what lies in the drop under a key."""
    return keys.tail(*_delivered(key, lies), version_of(lies))


def _delivered(key: str, lies: Dropped) -> tuple[str, str]:
    """Say under which prefix and name a file is delivered; a personal number in its name is masked there."""
    return keys.deliver(key, _known(), version_of(lies))


@cache
def _known() -> frozenset[str]:
    return frozenset(listed.municipality.code for listed in all_listed())


def _sections(state: State) -> dict[str, frozenset[Section]]:
    """Say in which sections each tail stands; what stands in none is left to whoever reads entries."""
    found: dict[str, frozenset[Section]] = {}
    for key in state.archive:
        section, _, tail = key.partition("/")
        if section in [*Section]:
            found[tail] = found.get(tail, frozenset()) | {Section(section)}
    return found
