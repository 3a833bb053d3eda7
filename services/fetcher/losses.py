"""What one municipality has lost: which names are gone from the drop, and whether that is too much to be meant.

Pure functions over what was listed. A name is known here by what its tails begin with (``keys.beginning``), masked or
hashed as that may be: like this the drop and the archive call it the same.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from shared.contract import keys
from shared.contract.keys import Section
from shared.contract.result import Delivery
from shared.objectstore.port import ObjectInfo

DAY = timedelta(days=1)
FEW = 10
SHARE = 0.1  # beyond a few, more of its names than this within a day is not what a municipality does by hand
_ENTRIES = (Section.RAW, Section.REFUSED)
NEVER: Mapping[str, datetime] = MappingProxyType({})
"""No name was missed before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names of one municipality, as its archive has them.

    ``live`` has the versions of each that are public or could be, the newest first, as section and tail; ``withdrawn``
    says when the last version of a name was withdrawn.
    """

    live: Mapping[str, list[tuple[Section, str]]]
    withdrawn: Mapping[str, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """Which names are gone, how many were withdrawn within a day, and how many are left: live, and in the drop.

    ``is_drop_bare`` says that nothing is left of any municipality, though several have delivered.
    """

    gone: frozenset[str]
    withdrawn: int
    left: int
    is_drop_bare: bool = False

    @property
    def count(self) -> int:
        """How many names a day has cost, with those that are gone now."""
        return len(self.gone) + self.withdrawn

    @property
    def are_too_many(self) -> bool:
        """Tell whether somebody must look before any of them is withdrawn."""
        is_everything = not self.left and (len(self.gone) > 1 or self.is_drop_bare)
        return bool(self.gone) and (is_everything or self.count > max(FEW, SHARE * (self.count + self.left)))


def names(entries: Iterable[ObjectInfo]) -> Names:
    """Sort the entries of one municipality, of all sections, by their names."""
    standing: dict[str, Section] = {}
    withdrawn: dict[str, datetime] = {}
    for info in entries:
        try:
            section, tail = keys.split_archive(info.key)
        except ValueError:
            continue  # somebody else's object
        standing[tail] = max(section, standing.get(tail, section), key=[*Section].index)
        if section is Section.WITHDRAWN:
            name = keys.beginning(tail)
            withdrawn[name] = max(info.last_modified, withdrawn.get(name, info.last_modified))
    live: dict[str, list[tuple[Section, str]]] = {}
    for tail in sorted(standing, key=lambda tail: keys.split_tail(tail)[2], reverse=True):
        if standing[tail] in _ENTRIES:
            live.setdefault(keys.beginning(tail), []).append((standing[tail], tail))
    return Names(live=live, withdrawn=withdrawn)


def losses(
    found: Names,
    lying: Collection[str],
    now: datetime,
    expires_after: timedelta | None,
    missed: Mapping[str, datetime] = NEVER,
) -> Losses:
    """Say what is gone of what was found in the archive, where ``lying`` are the names in the drop.

    A name that the bucket itself removes so long after it was dropped is not lost, unless it was ``missed`` before:
    that says since when names have been gone, as far as anybody has seen it.
    """
    absent = found.live.keys() - set(lying)
    gone = frozenset(
        name for name in absent if not _has_expired(found.live[name], missed.get(name, now), expires_after)
    )
    recently = {name for name, at in found.withdrawn.items() if now - at < DAY and name not in found.live}
    return Losses(gone=gone, withdrawn=len(recently), left=len(found.live) - len(absent))


def overtaken(found: Names, lying: Iterable[Delivery]) -> Iterator[tuple[Section, str, Delivery]]:
    """Name the versions that pass for newer than what lies in the drop in their place, and what does.

    The store's clock counts seconds: of two writes of a name within one, both may have been fetched, and the names of
    their versions say nothing of their order. What lies in the drop does, once it is in the archive itself.
    """
    for there in lying:
        of_name = (found.live.get(beginning, ()) for beginning in keys.beginnings(there.prefix, there.name))
        versions = {keys.split_tail(tail)[2]: (section, tail) for live in of_name for section, tail in live}
        if there.version in versions:
            for version, (section, tail) in versions.items():
                if version > there.version and keys.second_of(version) == keys.second_of(there.version):
                    yield section, tail, there


def _has_expired(versions: list[tuple[Section, str]], missed: datetime, expires_after: timedelta | None) -> bool:
    if expires_after is None:
        return False
    _, newest = versions[0]
    try:
        dropped_at = keys.dropped_when(keys.split_tail(newest)[2])
    except ValueError:
        return False  # somebody else's object
    # A day less: lifecycles count in days, by a clock of their own.
    return missed - dropped_at >= expires_after - DAY
