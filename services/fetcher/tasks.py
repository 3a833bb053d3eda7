"""What the fetcher does when a file has been dropped: decide, archive or refuse, say so."""

import logging

from services.fetcher import archive as entries
from services.fetcher.admit import Limits, is_passed_over, refuse
from shared.contract.facts import FileArchived, FileDropped
from shared.contract.result import Rejected
from shared.errors import DocumentError, ObjectNotFoundError
from shared.objectstore.port import ObjectStore
from shared.queue.publisher import Publisher

_log = logging.getLogger(__name__)


class Fetcher:
    """The fetcher's one task. It may run twice, late and beside itself; SurroundingsError passes through."""

    def __init__(self, *, drop: ObjectStore, archive: ObjectStore, publisher: Publisher, limits: Limits) -> None:
        self._drop = drop
        self._archive = archive
        self._publisher = publisher
        self._limits = limits

    def on_file_dropped(self, fact: FileDropped) -> None:
        """See to it that the version which lies in the drop now has its entry in the archive.

        A file that is gone meanwhile is no error: the hint was about the past.
        """
        if is_passed_over(fact.key):
            return
        try:
            written = self._fetch(fact.key)
        except ObjectNotFoundError:
            _log.info("%r is gone from the drop: a hint about the past", fact.key)
            return
        except DocumentError as error:
            written = self._refuse_unseen(fact.key, error)
        if written:
            self._publisher.publish(FileArchived(trace_id=fact.trace_id, key=written))

    def _fetch(self, key: str) -> str | None:
        with self._drop.open(key) as reader:
            delivery = entries.describe(reader.info, self._limits)
            if entries.stands(self._archive, entries.tail(delivery)):
                return None
            refused = refuse(delivery.prefix, delivery.name, delivery.bytes, self._limits)
            if refused:
                return entries.note(self._archive, delivery, refused)
            return entries.take(self._archive, delivery, reader, self._limits)

    def _refuse_unseen(self, key: str, error: DocumentError) -> str | None:
        """Refuse a file that is listed and can't be asked for, like ``165/../x``: the listing describes it."""
        for info in self._drop.list(key):
            if info.key == key:
                delivery = entries.describe(info, self._limits)
                if entries.stands(self._archive, entries.tail(delivery)):
                    return None
                rejected = Rejected(reason=error.reason, detail=error.detail)
                return entries.note(self._archive, delivery, rejected)
        return None
