"""What tests of every kind share: one real server of each kind for the whole run, started when first asked for."""

import signal
from collections.abc import Iterator

import pytest

from deploy.stack.servers.postgres import PostgresServer
from deploy.stack.servers.s3 import SERVICES, S3Server
from deploy.stack.servers.valkey import ValkeyServer
from tests.servers import running


@pytest.fixture(scope="session", autouse=True)
def ctrl_c_is_heard() -> None:
    """Let what tests start hear Ctrl-C, also where they run in the background of a shell, which has it ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    """Run one object store with the four buckets, the users of the services, ``k165`` and ``k306``."""
    with running(S3Server(users=(*SERVICES, "k165", "k306"))) as server:
        server.make_buckets()
        yield server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Run one database server; a test takes a ``new_database()`` for itself."""
    with running(PostgresServer()) as server:
        yield server


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[ValkeyServer]:
    """Run one broker."""
    with running(ValkeyServer()) as server:
        yield server


@pytest.fixture
def valkey(valkey_server: ValkeyServer) -> ValkeyServer:
    """Give the broker with nothing in it."""
    with valkey_server.client() as client:
        client.flushall()
    return valkey_server
