"""The door over HTTP: who is let in, what is answered, and what a hostile caller reaches. Scenario A10."""

import socket
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any

import pytest

from services.fetcher import serving
from services.fetcher.door import Door
from services.fetcher.events import MAX_BODY_BYTES
from services.fetcher.serving import opened
from shared.errors import SettingsError

TOKEN = "a-long-token"  # noqa: S105 - of a door that lives as long as its test
AUTHORISED = {"Authorization": f"Bearer {TOKEN}"}


@dataclass
class Desk:
    """Where bodies arrive that were let in."""

    bodies: list[bytes] = field(default_factory=list)
    refused: int = 0
    says: bool = True

    def receive(self, body: bytes) -> bool:
        """Keep a body."""
        self.bodies.append(body)
        return self.says

    def refuse(self) -> None:
        """Count a refusal."""
        self.refused += 1


@dataclass
class House:
    """An open door and who sits behind it."""

    desk: Desk
    port: int

    def call(self, method: str = "POST", path: str = "/events", body: Any = b"{}", **headers: str) -> int:
        """Call once and give the answer."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request(method, path, body, headers={name.capitalize(): text for name, text in headers.items()})
            answer = connection.getresponse()
            answer.read()
            return answer.status


@pytest.fixture
def house() -> Iterator[House]:
    """Open a door that waits a moment for a body."""
    desk = Desk()
    with opened(Door(desk, TOKEN, body_seconds=0.5), "127.0.0.1", 0) as port:
        yield House(desk, port)


@pytest.mark.parametrize("authorization", [f"Bearer {TOKEN}", f"bearer {TOKEN}"])
def test_a_store_with_the_token_is_heard(house: House, authorization: str) -> None:
    """Its body arrives as it was sent."""
    assert house.call(body="æ".encode(), authorization=authorization) == 204
    assert house.desk.bodies == ["æ".encode()]


def test_a_store_that_knows_passwords_only_is_heard(house: House) -> None:
    """Ceph and SNS have user and password in an address: the password is the token, the user anything."""
    for pair, status in [(f"store:{TOKEN}", 204), (f":{TOKEN}", 204), ("store:", 401), (TOKEN, 401)]:
        assert house.call(authorization=f"Basic {b64encode(pair.encode()).decode()}") == status
    assert house.call(authorization="Basic =") == 401


def test_a_store_that_waits_to_be_asked_is_asked(house: House) -> None:
    """SNS shows its password only after a call without it was answered with a realm to show it for."""
    with closing(HTTPConnection("127.0.0.1", house.port, timeout=10)) as line:
        line.request("POST", "/events", b"{}", headers={"Content-Type": "text/plain; charset=UTF-8"})
        with line.getresponse() as answer:
            assert (answer.status, answer.getheader("WWW-Authenticate")) == (401, 'Basic realm="referat"')


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer ", "Bearer a-long-toke", f"Bearer {TOKEN}x", TOKEN, f"Digest {TOKEN}"]
)
def test_nobody_else_is(house: House, authorization: str) -> None:
    """Without the whole token nothing arrives, and the call is counted."""
    assert house.call(authorization=authorization) == 401
    assert (house.desk.bodies, house.desk.refused) == ([], 1)


def test_a_door_is_tried_with_a_head(house: House) -> None:
    """It is there, and tells nothing else; other methods and paths are not."""
    assert house.call("HEAD", body=None) == 204
    assert house.call("GET", body=None, **AUTHORISED) == 405
    assert house.call(path="/metrics", **AUTHORISED) == 404
    assert house.desk.bodies == []


def test_a_store_is_asked_to_call_again(house: House) -> None:
    """When nothing can be published the answer is the only one that keeps the event in the store's queue."""
    house.desk.says = False

    assert house.call(**AUTHORISED) == 503


def test_a_body_without_end_is_cut_off_and_answered_with_yes(house: House) -> None:
    """The reception sees that it is too large; it is not read to its end, and does not stand before later events."""
    assert house.call(body=b"[" * (4 * MAX_BODY_BYTES), **AUTHORISED) == 204
    (body,) = house.desk.bodies

    assert MAX_BODY_BYTES < len(body) < 2 * MAX_BODY_BYTES


def test_a_caller_who_says_no_more_is_not_waited_for(house: House) -> None:
    """A body that does not come ends the call, and the next one is heard."""
    with socket.create_connection(("127.0.0.1", house.port), timeout=10) as line:
        line.sendall(
            f"POST /events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nContent-Length: 9\r\n\r\n{{".encode()
        )
        assert b" 408 " in line.recv(1000)
    assert house.call(**AUTHORISED) == 204
    assert house.desk.bodies == [b"{}"]


def test_a_caller_who_hangs_up_has_said_nothing(house: House) -> None:
    """Half a body is no event, malformed or other."""
    with socket.create_connection(("127.0.0.1", house.port), timeout=10) as line:
        line.sendall(
            f"POST /events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nContent-Length: 9\r\n\r\n{{".encode()
        )
    assert house.call(body=b"[]", **AUTHORISED) == 204
    time.sleep(0.6)  # longer than a body is waited for

    assert house.desk.bodies == [b"[]"]


def test_the_silent_do_not_keep_stores_out(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many hold a connection and say nothing, or half a request: they are let go of, and a store is heard."""
    monkeypatch.setattr(serving, "_SILENT_SECONDS", 1.0)
    with ExitStack() as lines:
        for number in range(200):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", house.port), timeout=10))
            line.sendall(b"POST /events HTTP/1.1\r\n" if number % 2 else b"")
        answers = [house.call(**AUTHORISED)]
        deadline = time.monotonic() + 10
        while answers[-1] != 204 and time.monotonic() < deadline:
            time.sleep(0.1)
            answers.append(house.call(**AUTHORISED))

    assert (answers[0], answers[-1]) == (503, 204)


def test_whoever_is_refused_does_not_stay(house: House) -> None:
    """A connection without the token has one request, a store's has many."""
    with closing(HTTPConnection("127.0.0.1", house.port, timeout=10)) as line:
        line.request("POST", "/events", b"{}", headers=AUTHORISED)
        with line.getresponse() as heard:
            heard.read()
        line.request("POST", "/events", b"{}")
        with line.getresponse() as refused:
            pass
    assert (heard.getheader("Connection"), refused.getheader("Connection")) == (None, "close")


def test_whoever_tries_the_door_does_not_stay(house: House) -> None:
    """A ``HEAD`` needs no token: who has been answered one can't keep the place of a store with half a next request."""
    with socket.create_connection(("127.0.0.1", house.port), timeout=2) as line:
        line.sendall(b"HEAD /events HTTP/1.1\r\nHost: x\r\n\r\n")
        said = b"".join(iter(lambda: line.recv(1000), b""))

    assert said.startswith(b"HTTP/1.1 204 ")


def test_what_is_no_http_reaches_nobody(house: House) -> None:
    """Bytes of another protocol are answered with a refusal."""
    with socket.create_connection(("127.0.0.1", house.port), timeout=10) as line:
        line.sendall(b"\x16\x03\x01" * 100 + b"\r\n\r\n")
        assert b" 400 " in line.recv(1000)
    assert house.desk.bodies == []


def test_a_port_that_is_taken_is_told_with_its_cure(house: House) -> None:
    """An operator reads which setting to change."""
    with (
        pytest.raises(SettingsError, match="REFERAT_DOOR_PORT"),
        opened(Door(Desk(), "x"), "127.0.0.1", house.port),
    ):
        pass


def test_a_closed_door_is_closed() -> None:
    """After it nobody listens, and its port is free again."""
    with opened(Door(Desk(), TOKEN), "127.0.0.1", 0) as port:
        pass

    with pytest.raises(ConnectionRefusedError):
        House(Desk(), port).call()
