"""What the fetcher does when a file has been dropped: decide, archive or refuse, and answer what has happened."""

from services.fetcher import archive as entries
from services.fetcher.admit import Limits, is_passed_over, refuse
from services.fetcher.metrics import Fetched, FetcherMetrics
from shared.contract.facts import FileArchived, FileDropped
from shared.contract.result import Delivery, Rejected
from shared.errors import DocumentError, ObjectNotFoundError
from shared.objectstore.port import ObjectStore
from shared.trying import GivenUpError, Trying, given_up


class Fetcher:
    """The fetcher's one task. It may run twice, late and beside itself; SurroundingsError passes through.

    Without ``trying`` it remembers itself what has failed.
    """

    def __init__(
        self,
        *,
        drop: ObjectStore,
        archive: ObjectStore,
        limits: Limits,
        metrics: FetcherMetrics,
        trying: Trying | None = None,
    ) -> None:
        self._drop = drop
        self._archive = archive
        self._limits = limits
        self._metrics = metrics
        self._trying = trying or Trying.in_memory()

    def on_file_dropped(self, fact: FileDropped) -> FileArchived | None:
        """See to it that the version which lies in the drop now has its entry in the archive.

        Answers the new entry, or ``None`` if there is nothing new. A file that is gone meanwhile is no error: the
        hint was about the past.
        """
        if is_passed_over(fact.key):
            self._metrics.fetched(Fetched.PASSED_OVER)
            return None
        try:
            written = self._fetch(fact.key)
        except ObjectNotFoundError:
            self._metrics.fetched(Fetched.GONE)
            return None
        except DocumentError as error:
            written = self._refuse_unseen(fact.key, error)
        return FileArchived(trace_id=fact.trace_id, lane=fact.lane, key=written) if written else None

    def _fetch(self, key: str) -> str | None:
        with self._drop.open(key) as reader:
            delivery = entries.describe(reader.info, self._limits)
            if self._stands(delivery):
                return None
            refused = refuse(delivery.prefix, delivery.name, delivery.bytes, self._limits)
            if refused:
                return self._note(delivery, refused)
            tail = entries.tail(delivery)
            try:
                with self._trying.trying(tail):
                    written = entries.take(self._archive, delivery, reader, self._limits)
            except DocumentError as error:
                return self._note(delivery, Rejected(reason=error.reason, detail=error.detail))
            except GivenUpError:
                noted = self._note(delivery, given_up())
                self._trying.gave_up(tail)
                return noted
            self._metrics.archived(delivery.bytes)
            return written

    def _refuse_unseen(self, key: str, error: DocumentError) -> str | None:
        """Refuse a file that is listed and can't be asked for, like ``165/../x``: the listing describes it."""
        for info in self._drop.list(key):
            if info.key == key:
                delivery = entries.describe(info, self._limits)
                if self._stands(delivery):
                    return None
                return self._note(delivery, Rejected(reason=error.reason, detail=error.detail))
        self._metrics.fetched(Fetched.GONE)
        return None

    def _stands(self, delivery: Delivery) -> bool:
        stands = entries.stands(self._archive, entries.tail(delivery))
        if stands:
            self._metrics.fetched(Fetched.STANDING)
        return stands

    def _note(self, delivery: Delivery, rejected: Rejected) -> str:
        written = entries.note(self._archive, delivery, rejected)
        self._metrics.fetched(Fetched.REFUSED, rejected.reason)
        return written
