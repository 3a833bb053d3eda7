"""A process waits for its servers: it lives meanwhile, names what it lacks, and is ready when they are there."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from deploy.stack.servers.postgres import PostgresServer
from deploy.stack.servers.s3 import SERVICES, S3Server
from deploy.stack.servers.valkey import ValkeyServer
from deploy.stack.service import ROOT
from tests.integration.processes.running import (
    COMMANDS,
    HAS_DATABASE,
    NEEDS,
    SECRETS,
    Running,
    launched,
    nowhere,
    shows_a_secret,
)
from tests.integration.queue.waiting import until
from tests.servers import running

SOME_TURNS_SECONDS = 2.0  # several times what a missing server is asked for


@pytest.fixture(params=COMMANDS)
def alone(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Running]:
    """Start each of the processes where no server is."""
    with launched(request.param, nowhere(request.param), tmp_path) as process:
        until(lambda: process.ask("/health/live")[0])
        yield process


def test_without_servers_it_lives_and_names_them(alone: Running) -> None:
    """It answers, says each missing server once and no secret, and ends at once when told to. Scenarios W8 and O4."""
    until(lambda: set(alone.said("waiting")) == NEEDS[alone.name])
    time.sleep(SOME_TURNS_SECONDS)

    assert alone.ask("/health/live") == (200, {"live": True})
    status, body = alone.ask("/health/ready")
    assert (status, body["ready"], set(body["missing"])) == (503, False, NEEDS[alone.name])
    assert sorted(alone.said("waiting")) == sorted(NEEDS[alone.name])
    assert not shows_a_secret(str(body) + str(alone.lines()))

    alone.terminate()
    assert alone.wait(5) == 0
    assert [line["event"] for line in alone.lines()][-1] == "stopped"


def test_servers_that_accept_and_say_nothing_hinder_no_stop(tmp_path: Path) -> None:
    """A black hole is no reason to be killed: it ends with 0 within seconds. Scenario B7."""
    with socket.socket() as hole:
        hole.bind(("127.0.0.1", 0))
        hole.listen(100)
        address = f"127.0.0.1:{hole.getsockname()[1]}"
        environ = nowhere("scheduler") | {
            "REFERAT_STORE_URL": f"http://{address}",
            "REFERAT_BROKER_URL": f"redis://{address}/0",
            "REFERAT_DATABASE_URL": f"postgresql://scheduler@{address}/referat",
        }
        with launched("scheduler", environ, tmp_path) as process:
            until(lambda: process.ask("/health/live")[0])
            assert set(process.missing()) == NEEDS["scheduler"]
            process.terminate()

            assert process.wait(5) == 0


@pytest.mark.server
def test_they_are_ready_when_their_servers_are(tmp_path: Path) -> None:
    """Whatever comes last, all four find it and say so once; a database without tables is named with the cure."""
    store, broker, database = S3Server(users=SERVICES), ValkeyServer(), PostgresServer()
    with ExitStack() as stack:
        processes: dict[str, Running] = {}
        for name in COMMANDS:
            environ = {**store.environ(name), **broker.environ()}
            if name in HAS_DATABASE:
                environ |= database.environ(name)
            processes[name] = stack.enter_context(launched(name, environ, tmp_path))
        until(lambda: all(set(each.said("waiting")) == NEEDS[name] for name, each in _listening(processes).items()))
        for server in (broker, database, store):
            stack.enter_context(running(server))
        store.make_buckets()

        until(lambda: processes["fetcher"].is_usable() and processes["parser"].is_usable())
        for name in HAS_DATABASE:
            until(lambda name=name: set(processes[name].missing()) == {"database"})  # type: ignore[misc]
            assert "services.indexer migrate" in processes[name].missing()["database"]

        _migrate(database)
        until(lambda: all(process.is_usable() for process in processes.values()))
        for name, process in processes.items():
            assert sorted(process.said("back")) == sorted(NEEDS[name])
            process.terminate()
        assert {name: process.wait(10) for name, process in processes.items()} == dict.fromkeys(COMMANDS, 0)


@pytest.mark.server
def test_servers_that_refuse_it_are_missing(
    s3: S3Server, valkey_server: ValkeyServer, postgres: PostgresServer, tmp_path: Path
) -> None:
    """Wrong secrets are no reason to end, nor to tell them: it waits for whoever repairs them. Scenario I9."""
    environ = {**s3.environ("scheduler"), **valkey_server.environ(), **postgres.environ("scheduler"), **SECRETS}
    with launched("scheduler", environ, tmp_path) as process:
        until(lambda: process.ask("/health/live")[0])
        until(lambda: set(process.said("waiting")) == NEEDS["scheduler"])
        told = str(process.ask("/health/ready")) + str(process.lines())

    right = (valkey_server.password, postgres.passwords["scheduler"], s3.secrets["scheduler"])
    assert not shows_a_secret(told)
    assert not any(secret in told for secret in right)


def _listening(processes: dict[str, Running]) -> dict[str, Running]:
    """See to it that all of them have begun to write."""
    until(lambda: all(process.ask("/health/live")[0] for process in processes.values()))
    return processes


def _migrate(database: PostgresServer) -> None:
    command = (sys.executable, "-m", "services.indexer", "migrate")
    subprocess.run(
        command, cwd=ROOT, env=database.environ("referat"), check=True, timeout=60, stderr=subprocess.DEVNULL
    )
