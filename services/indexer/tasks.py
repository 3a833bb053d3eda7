"""What the indexer does when a result has been written: read it, index it, write the receipt, remember that."""

import json
import time
from contextlib import suppress

from services.indexer.failing import failure_key, failure_of, is_failure, result_key, stands_for
from services.indexer.metrics import IndexerMetrics, Indexing
from services.indexer.public import public
from services.indexer.receipts import receipt, receipt_keys
from services.indexer.repository import Change, Indexed, Repository, Standing
from services.indexer.rows import Rows, rows
from shared.contract import keys
from shared.contract.codec import decode_result, encode
from shared.contract.facts import Lane, ResultWritten
from shared.contract.result import Result
from shared.entries import metadata_of_result
from shared.errors import ObjectNotFoundError
from shared.objectstore.port import ObjectInfo, ObjectReader, ObjectStore, exists
from shared.trying import GivenUpError, Trying

_STORE_TICKS_SECONDS = 1.0  # what the clocks of some stores count


class Indexer:
    """The indexer's one task. It may run twice, late and beside itself; SurroundingsError passes through.

    Without ``trying`` it remembers itself what has failed.
    """

    def __init__(
        self,
        *,
        items: ObjectStore,
        receipts: ObjectStore,
        repository: Repository,
        metrics: IndexerMetrics,
        trying: Trying | None = None,
    ) -> None:
        self._items = items
        self._receipts = receipts
        self._repository = repository
        self._metrics = metrics
        self._trying = trying or Trying.in_memory()

    def on_result_written(self, fact: ResultWritten) -> None:
        """Index one result, or the failure in its place, and tell the municipality what became of its file.

        Raises ContractError for a result that does not keep the contract: that counts as an attempt like any other
        failure, and after some of them the file is rejected. A tombstone stays missing: it is ours to repair.
        """
        try:
            self._work(fact.key, fact.lane)
        except ObjectNotFoundError:
            self._metrics.passed(Indexing.GONE)  # a hint about the past

    def _work(self, key: str, lane: Lane) -> None:
        with self._items.open(key) as opened:
            info = opened.info
            if is_failure(key) or info.metadata.get("outcome") in keys.TOMBSTONES:  # they are never given up
                self._index_and_tell(*_read(opened), lane)
                return
            # As written now: made anew it is another, and what was given up stays so, however late a hint comes.
            what = f"{key}#{info.etag}@{info.last_modified.isoformat()}"
            try:
                with self._trying.trying(what):
                    self._index_and_tell(*_read(opened), lane)
            except GivenUpError:
                self._reject(info, lane)
                self._trying.gave_up(what, for_good=True)

    def _reject(self, info: ObjectInfo, lane: Lane) -> None:
        """Write what stands in the place of a result that is given up, and index that. Raises ContractError."""
        failure, key = failure_of(info), failure_key(info.key)
        for seconds in (0, _STORE_TICKS_SECONDS):  # a result that fails at once is as old as its failure, and would win
            time.sleep(seconds)
            self._items.put(key, encode(failure), media_type="application/json", metadata=metadata_of_result(failure))
            with self._items.open(key) as opened:
                if stands_for(opened.info, info) or seconds:
                    self._index_and_tell(*_read(opened), lane)
                    return

    def _index_and_tell(self, result: Result, indexed: Indexed, lane: Lane) -> None:
        written = rows(result, indexed.item_key, indexed.etag)
        standing = self._index(written)
        if standing.has_receipt:
            self._metrics.passed(Indexing.STANDING, result)
            return
        if standing.change:
            is_new = standing.change is Change.NEW
            self._metrics.indexed(result, written, new_in=lane if is_new else None)
        else:
            self._metrics.passed(Indexing.UNCHANGED, result)
        self._tell(result, indexed, standing.newest)

    def _index(self, written: Rows) -> Standing:
        """Index a result. That of a newer parser version goes before it, unless that was taken back."""
        standing = self._repository.index(written)
        if standing.kept is not None and not exists(self._items, standing.kept):
            return self._repository.index(written, gone=standing.kept)
        return standing

    def _tell(self, result: Result, indexed: Indexed, newest: Indexed | None) -> None:
        """Write the receipt if this is the newest version of its name; an older one has nothing to tell."""
        told: Indexed | None = None
        while newest not in {None, told}:
            if newest == indexed:
                self._write_receipt(result)
            elif told is not None and newest is not None:
                # It was indexed meanwhile, and ours may have replaced its receipt.
                self._write_receipt(self._result_of(newest))
            else:
                break
            told = newest
            if self._repository.mark_receipt(indexed, if_newest=told):
                return
            newest = self._repository.newest(indexed.item_key)
        self._repository.mark_receipt(indexed)

    def _result_of(self, indexed: Indexed) -> Result:
        """Read what a delivery was indexed from: its result, or the failure in its place."""
        with suppress(ObjectNotFoundError), self._items.open(failure_key(indexed.item_key)) as opened:
            failure, is_of = _read(opened)
            if is_of == indexed:
                return failure
        with self._items.open(indexed.item_key) as opened:
            return _read(opened)[0]

    def _write_receipt(self, result: Result) -> None:
        as_json, as_text = receipt(result)
        json_key, text_key = receipt_keys(result.delivery)
        body = json.dumps(as_json, ensure_ascii=False, indent=2).encode()
        self._receipts.put(json_key, body, media_type="application/json")
        self._receipts.put(text_key, as_text.encode(), media_type="text/plain; charset=utf-8")
        self._metrics.receipt(result)


def _read(opened: ObjectReader) -> tuple[Result, Indexed]:
    """Read what is public of a result, and what names exactly these bytes of it. Raises ContractError."""
    info = opened.info
    result = public(decode_result(b"".join(opened.chunks())))
    return result, Indexed(item_key=result_key(info.key), etag=info.etag)
