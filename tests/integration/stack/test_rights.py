"""Whether a real store gives the services the sight of what operators have decided, by their policies."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from minio.error import S3Error

from deploy.stack.servers.s3 import SERVICES, S3Server
from shared.braking import REJECTIONS
from shared.contract import keys
from shared.objectstore.opening import open_store
from shared.objectstore.port import ObjectStore
from shared.operating import Operator
from shared.settings import StoreSettings, load
from tests.integration.stack.storing import get, list_keys

pytestmark = pytest.mark.server


def _archive(s3: S3Server, user: str) -> ObjectStore:
    return open_store(load(StoreSettings, s3.environ(user)), "archive")


def test_every_service_sees_what_rests_and_the_indexer_nothing_else_of_the_archive(s3: S3Server) -> None:
    """A pause that one of them could not see would not be one; files are none of the indexer's business."""
    operator = Operator(_archive(s3, "root"))
    operator.pause("ocr", "a test", datetime.now(UTC))
    seen = {service: Operator(_archive(s3, service)).paused() for service in SERVICES}
    operator.resume("ocr")

    assert seen == {service: {"ocr"} for service in SERVICES}
    indexer = s3.client("indexer")
    for trespass in (
        lambda: list_keys(indexer, "archive"),
        lambda: get(indexer, "archive", "operator/paused/ocr.json"),
    ):
        with pytest.raises(S3Error, match="AccessDenied"):
            trespass()


def test_of_the_items_the_indexer_writes_failures_alone(s3: S3Server) -> None:
    """What it has given up it says beside the result; a result it can neither write nor delete."""
    tail = "165/rettighed.md@20261129T120000Z-1"
    items = open_store(load(StoreSettings, s3.environ("indexer")), "items")
    items.put(keys.failure("7", tail), b"{}", metadata={"outcome": "rejected"})
    assert items.head(keys.failure("7", tail)).metadata["outcome"] == "rejected"

    indexer = s3.client("indexer")
    for trespass in (
        lambda: indexer.put_object("items", keys.item("7", tail), BytesIO(b"{}"), 2),
        lambda: indexer.remove_object("items", keys.failure("7", tail)),
    ):
        with pytest.raises(S3Error, match="AccessDenied"):
            trespass()


def test_every_worker_sees_what_an_operator_has_confirmed(s3: S3Server) -> None:
    """A brake that could not would never let anything pass."""
    now = datetime.now(UTC)
    Operator(_archive(s3, "root")).confirm(REJECTIONS, 3, "a test", now)
    workers = ("fetcher", "parser", "indexer")
    seen = {worker: Operator(_archive(s3, worker)).confirmed(REJECTIONS, now) for worker in workers}

    assert seen == dict.fromkeys(workers, 3)
