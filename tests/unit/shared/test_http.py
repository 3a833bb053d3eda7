"""What a process answers over HTTP, to friends and to strangers."""

import json
import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from threading import Thread

import pytest
from prometheus_client import CollectorRegistry, Counter

from shared.errors import SettingsError
from shared.http import Site, _Handler, served

HOST = "127.0.0.1"


class Process:
    """A served site whose missing servers are given."""

    def __init__(self) -> None:
        self.missing: dict[str, str] = {}
        registry = CollectorRegistry()
        Counter("referat_things", "Things.", registry=registry).inc(3)
        self.site = Site(registry, lambda: self.missing)
        self.port = 0

    def ask(self, path: str, method: str = "GET") -> tuple[int, bytes]:
        """Ask for a page."""
        connection = HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request(method, path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@pytest.fixture
def process() -> Iterator[Process]:
    """Serve on a free port."""
    made = Process()
    with served(made.site, HOST, 0) as port:
        made.port = port
        yield made


def test_metrics_are_for_prometheus(process: Process) -> None:
    """The registry of this process is what is told, and no other."""
    status, body = process.ask("/metrics")

    assert status == 200
    assert b"referat_things_total 3.0" in body
    assert b"python_info" not in body


def test_a_process_lives_whatever_is_missing(process: Process) -> None:
    """Nobody restarts a process because its database is away. Scenario O4."""
    process.missing = {"database": "away"}

    assert process.ask("/health/live") == (200, b'{"live": true}\n')


def test_ready_names_what_is_missing(process: Process) -> None:
    """It is 503 with names and causes, and 200 when all are there. Scenario O4."""
    process.missing = {"database": "away", "bucket drop": "refused"}
    status, body = process.ask("/health/ready")

    assert (status, json.loads(body)) == (503, {"ready": False, "missing": process.missing})
    process.missing = {}
    assert process.ask("/health/ready") == (200, b'{"ready": true, "missing": {}}\n')


def test_other_pages_say_which_there_are(process: Process) -> None:
    """A misspelt page is answered with the way to the right one."""
    status, body = process.ask("/healthz")

    assert status == 404
    assert b"/health/ready" in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "BREW"])
def test_nothing_can_be_done_but_read(process: Process, method: str) -> None:
    """There is nothing that a stranger could change."""
    assert process.ask("/metrics", method)[0] == 405


@pytest.mark.parametrize("path", ["/metrics", "/health/live", "/health/ready"])
def test_head_is_answered_without_a_body(process: Process, path: str) -> None:
    """A probe that asks for headers gets headers."""
    with socket.create_connection((HOST, process.port), timeout=5) as client:
        client.sendall(f"HEAD {path} HTTP/1.0\r\n\r\n".encode())
        head, _, body = b"".join(iter(lambda: client.recv(4096), b"")).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.0 200")
    assert body == b""


def test_whoever_says_nothing_hinders_nobody(
    process: Process, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Silent, cut and garbled requests are let go of, others are answered meanwhile, and nothing is said about it."""
    monkeypatch.setattr(_Handler, "timeout", 0.1)
    silent = [socket.create_connection((HOST, process.port), timeout=5) for _ in range(4)]
    with socket.create_connection((HOST, process.port), timeout=5) as garbled:
        garbled.sendall(b"\x16\x03\x01\x00\xff not HTTP\r\n\r\n")
        garbled.recv(4096)
    with socket.create_connection((HOST, process.port), timeout=5) as cut:
        cut.sendall(b"GET /metrics HTT")

    assert process.ask("/health/live")[0] == 200
    for client in silent:
        assert client.recv(4096) == b""
        client.close()
    assert capfd.readouterr() == ("", "")


def test_many_scrape_at_once(process: Process) -> None:
    """One answer does not wait for another."""
    answers: list[int] = []
    threads = [Thread(target=lambda: answers.append(process.ask("/metrics")[0])) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [200] * 20


def test_a_taken_port_is_a_matter_of_settings(process: Process) -> None:
    """Who starts a second process on a port reads which port it is, and what to set."""
    with pytest.raises(SettingsError, match=f"{HOST}:{process.port} .*REFERAT_HTTP_PORT"):
        with served(process.site, HOST, process.port):
            pass


def test_an_address_of_another_machine_is_a_matter_of_settings(process: Process) -> None:
    """So is an address that this machine does not have."""
    with pytest.raises(SettingsError, match="REFERAT_HTTP_HOST"):
        with served(process.site, "192.0.2.1", 0):
            pass


def test_a_port_is_free_again_afterwards(process: Process) -> None:
    """A process that is started again at once finds its port."""
    for _ in range(3):
        with served(process.site, HOST, 0) as port:
            pass
        with served(process.site, HOST, port) as again:
            assert again == port
