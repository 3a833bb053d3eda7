"""A corner of the broker for each test, and one for each file of tests."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from deploy.stack.servers.valkey import ValkeyServer
from tests.integration.queue.workshop import Workshop


@pytest.fixture
def workshop(valkey_server: ValkeyServer, tmp_path: Path) -> Iterator[Workshop]:
    """Give a prefix of its own, where nothing is and nobody hears."""
    with closing(Workshop(valkey_server, tmp_path)) as made:
        yield made


@pytest.fixture(scope="module")
def shared_workshop(valkey_server: ValkeyServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """Give the same prefix to all tests of a file."""
    with closing(Workshop(valkey_server, tmp_path_factory.mktemp("workshop"))) as made:
        yield made


@pytest.fixture
def impatient_workshop(valkey_server: ValkeyServer, tmp_path: Path) -> Iterator[Workshop]:
    """Give one where what a worker took and has not finished soon goes to another."""
    with closing(Workshop(valkey_server, tmp_path, REFERAT_VISIBILITY_SECONDS="2")) as made:
        yield made
