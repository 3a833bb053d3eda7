"""What the indexer does when a result has been written: read it, index it, write the receipt, remember that."""

import json

from services.indexer.metrics import IndexerMetrics, Indexing
from services.indexer.public import public
from services.indexer.receipts import receipt, receipt_keys
from services.indexer.repository import Change, Indexed, Repository, Standing
from services.indexer.rows import Rows, rows
from shared.contract.codec import decode_result
from shared.contract.facts import ResultWritten
from shared.contract.result import Result
from shared.errors import ObjectNotFoundError
from shared.objectstore.port import ObjectStore, exists


class Indexer:
    """The indexer's one task. It may run twice, late and beside itself; SurroundingsError passes through."""

    def __init__(
        self, *, items: ObjectStore, receipts: ObjectStore, repository: Repository, metrics: IndexerMetrics
    ) -> None:
        self._items = items
        self._receipts = receipts
        self._repository = repository
        self._metrics = metrics

    def on_result_written(self, fact: ResultWritten) -> None:
        """Index one result and tell the municipality what became of its file.

        Raises ContractError for a result that does not keep the contract. It stays missing: it is ours to
        repair, and whoever runs the task says so and goes on with the others.
        """
        try:
            result, indexed = self._read(fact.key)
        except ObjectNotFoundError:
            self._metrics.passed(Indexing.GONE)  # a hint about the past
            return
        written = rows(result, indexed.item_key, indexed.etag)
        standing = self._index(written)
        if standing.has_receipt:
            self._metrics.passed(Indexing.STANDING, result)
            return
        if standing.change:
            is_new = standing.change is Change.NEW
            self._metrics.indexed(result, written, new_in=fact.lane if is_new else None)
        else:
            self._metrics.passed(Indexing.UNCHANGED, result)
        self._tell(result, indexed, standing.newest)

    def _index(self, written: Rows) -> Standing:
        """Index a result. That of a newer parser version goes before it, unless that was taken back."""
        standing = self._repository.index(written)
        if standing.kept is not None and not exists(self._items, standing.kept):
            return self._repository.index(written, gone=standing.kept)
        return standing

    def _read(self, key: str) -> tuple[Result, Indexed]:
        """Read what is public of a result, and what names exactly these bytes of it."""
        with self._items.open(key) as opened:
            body = b"".join(opened.chunks())
            return public(decode_result(body)), Indexed(item_key=key, etag=opened.info.etag)

    def _tell(self, result: Result, indexed: Indexed, newest: Indexed | None) -> None:
        """Write the receipt if this is the newest version of its name; an older one has nothing to tell."""
        told: Indexed | None = None
        while newest not in {None, told}:
            if newest == indexed:
                self._write_receipt(result)
            elif told is not None and newest is not None:
                # It was indexed meanwhile, and ours may have replaced its receipt.
                self._write_receipt(self._read(newest.item_key)[0])
            else:
                break
            told = newest
            if self._repository.mark_receipt(indexed, if_newest=told):
                return
            newest = self._repository.newest(indexed.item_key)
        self._repository.mark_receipt(indexed)

    def _write_receipt(self, result: Result) -> None:
        as_json, as_text = receipt(result)
        json_key, text_key = receipt_keys(result.delivery)
        body = json.dumps(as_json, ensure_ascii=False, indent=2).encode()
        self._receipts.put(json_key, body, media_type="application/json")
        self._receipts.put(text_key, as_text.encode(), media_type="text/plain; charset=utf-8")
        self._metrics.receipt(result)
