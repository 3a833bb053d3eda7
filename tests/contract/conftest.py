"""Every adapter of the object store, under one name."""

from pathlib import Path

import pytest

from deploy.stack.servers.s3 import S3Server
from shared.objectstore.folder import FolderStore
from shared.objectstore.memory import MemoryStore
from shared.objectstore.port import ObjectStore
from tests.servers import new_store


@pytest.fixture(params=["memory", "folder", pytest.param("s3", marks=pytest.mark.server)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    """Open an empty bucket of each kind."""
    if request.param == "memory":
        return MemoryStore("bucket")
    if request.param == "folder":
        return FolderStore(tmp_path / "bucket")
    running = request.getfixturevalue("s3")
    assert isinstance(running, S3Server)
    return new_store(running)
