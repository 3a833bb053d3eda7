"""Every adapter of the object store, under one name."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.objectstore.folder import FolderStore
from shared.objectstore.memory import MemoryStore
from shared.objectstore.port import ObjectStore
from tests.servers import S3Server, s3_server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """Run one S3 server for all tests here."""
    with s3_server(tmp_path_factory.mktemp("s3")) as running:
        yield running


@pytest.fixture(params=["memory", "folder", pytest.param("s3", marks=pytest.mark.server)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    """Open an empty bucket of each kind."""
    if request.param == "memory":
        return MemoryStore("bucket")
    if request.param == "folder":
        return FolderStore(tmp_path / "bucket")
    running: S3Server = request.getfixturevalue("server")
    return running.new_store()
