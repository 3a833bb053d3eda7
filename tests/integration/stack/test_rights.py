"""Whether a real store gives the services the sight of what operators have decided, by their policies."""

from datetime import UTC, datetime

import pytest
from minio.error import S3Error

from deploy.stack.servers.s3 import SERVICES, S3Server
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
