"""The fetcher's stage for the sweep: every file in the drop must have an entry in the archive."""

from collections.abc import Collection, Iterable
from uuid import uuid4

from services.fetcher import archive as entries
from services.fetcher.admit import Limits
from services.fetcher.lying import lying
from shared.contract.facts import FileDropped
from shared.contract.keys import UNKNOWN_PREFIX, Section
from shared.objectstore.port import ObjectStore
from shared.stage import Work


class FetchStage:
    """From the drop to the archive. The output of a file is its tail, in whichever section it stands.

    The prefixes are those of deliveries: all that lies in the root or under a prefix nobody knows is swept as
    ``UNKNOWN_PREFIX``. ``limits`` must be those of the task, since a tail depends on who may deliver.
    """

    name = "fetch"

    def __init__(self, drop: ObjectStore, archive: ObjectStore, limits: Limits) -> None:
        self._drop = drop
        self._archive = archive
        self._limits = limits

    def prefixes(self) -> Iterable[str]:
        """Yield every known prefix that has files, and ``UNKNOWN_PREFIX`` always: a root has no name to list."""
        yield UNKNOWN_PREFIX
        yield from (prefix for prefix in self._drop.top_level() if prefix in self._limits.prefixes)

    def inputs(self, prefix: str) -> Iterable[Work]:
        """Yield every file that is meant to be delivered under one prefix."""
        for info, delivery in lying(self._drop, self._limits, prefix):
            yield Work(input=info.key, output=entries.tail(delivery), since=info.last_modified, size=info.size)

    def standing(self, prefix: str) -> Collection[str]:
        """Name the tails that stand under one prefix, in any section."""
        return {
            info.key.removeprefix(f"{section}/")
            for section in Section
            for info in self._archive.list(f"{section}/{prefix}/")
        }

    def hint(self, work: Work) -> FileDropped:
        """Make the fact that has a file fetched."""
        return FileDropped(trace_id=uuid4().hex, key=work.input)
