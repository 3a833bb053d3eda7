"""The proxy does to connections what it says, and lets through what it does not say."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from socketserver import StreamRequestHandler, ThreadingTCPServer

import pytest

from deploy.stack.servers.server import HOST
from tests.faults.behaviour import Behaviour, Blackhole, Cut, Delay, DropReply, Refuse, Reset, Throttle
from tests.faults.line import Way
from tests.faults.proxy import Proxy

LONG = 5.0  # for what must happen
SHORT = 0.3  # for what must not


class Echo(ThreadingTCPServer):
    """Says every line back, and remembers it."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.ended = threading.Event()
        super().__init__((HOST, 0), Answering)


class Answering(StreamRequestHandler):
    """One connection to it."""

    server: Echo

    def handle(self) -> None:
        """Answer until the client hangs up."""
        with suppress(OSError):
            for asked in self.rfile:
                self.server.heard.append(asked)
                self.wfile.write(asked)
        self.server.ended.set()


@pytest.fixture
def echo() -> Iterator[Echo]:
    """Run a server that says everything back."""
    with Echo() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def proxy(echo: Echo) -> Iterator[Proxy]:
    """Stand before it."""
    with Proxy(echo.server_address[1]) as made:
        yield made


class Client:
    """A connection through the proxy."""

    def __init__(self, proxy: Proxy) -> None:
        self._socket = socket.create_connection((HOST, proxy.port), timeout=LONG)

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def ask(self, line: bytes, seconds: float = LONG) -> bytes:
        """Send a line and read what comes back to its end; less if the server hangs up."""
        self._socket.settimeout(seconds)
        self._socket.sendall(line)
        answer = b""
        while len(answer) < len(line) and (chunk := self._socket.recv(65536)):
            answer += chunk
        return answer


@pytest.fixture
def client(proxy: Proxy) -> Iterator[Client]:
    """Be connected through the proxy, and have been answered once."""
    with closing(Client(proxy)) as made:
        assert made.ask(b"hello\n") == b"hello\n"
        yield made


def test_everything_goes_through_and_is_counted(client: Client, proxy: Proxy, echo: Echo) -> None:
    """Without a behaviour nothing is changed, whatever the length, and the end of a client reaches the server."""
    long = b"x" * 1_000_000 + b"\n"

    assert client.ask(long) == long
    client.close()
    assert echo.ended.wait(LONG)
    assert proxy.passed == {Way.UP: len(long) + 6, Way.DOWN: len(long) + 6}
    assert (proxy.lines, proxy.struck) == (1, 0)


def test_a_server_that_is_away_is_a_reset(proxy: Proxy, echo: Echo) -> None:
    """Behind the proxy nobody answers: whoever calls is hung up on."""
    echo.shutdown()
    echo.server_close()

    with pytest.raises((ConnectionResetError, BrokenPipeError)):
        with closing(Client(proxy)) as client:
            client.ask(b"anyone?\n")


@pytest.mark.parametrize("behaviour", [Refuse(), Reset()])
def test_lines_are_reset(client: Client, proxy: Proxy, behaviour: Behaviour) -> None:
    """Connections that are open are reset, and after it a new one is made."""
    with proxy.behaving(behaviour):
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            client.ask(b"lost\n")

    with closing(Client(proxy)) as again:
        assert again.ask(b"back\n") == b"back\n"


def test_nobody_listens(proxy: Proxy) -> None:
    """A new connection is refused by the kernel, as where no server runs."""
    with proxy.behaving(Refuse()), pytest.raises(ConnectionRefusedError):
        Client(proxy)


def test_a_new_line_is_reset(proxy: Proxy) -> None:
    """A new connection is accepted and then reset."""
    with proxy.behaving(Reset()), pytest.raises((ConnectionResetError, BrokenPipeError)):
        with closing(Client(proxy)) as client:
            client.ask(b"lost\n")


def test_a_line_in_a_black_hole_is_dead_for_good(client: Client, proxy: Proxy, echo: Echo) -> None:
    """Nothing comes, then or later, and neither end hears that the other has gone; new lines work afterwards."""
    with proxy.behaving(Blackhole()):
        with pytest.raises(TimeoutError):
            client.ask(b"lost\n", SHORT)
    with pytest.raises(TimeoutError):
        client.ask(b"still lost\n", SHORT)
    client.close()

    assert not echo.ended.wait(SHORT)
    assert echo.heard == [b"hello\n"]
    with closing(Client(proxy)) as again:
        assert again.ask(b"back\n") == b"back\n"


@pytest.mark.parametrize("behaviour", [Delay(seconds=SHORT), Throttle(bytes_per_second=20)])
def test_a_slow_line(client: Client, proxy: Proxy, behaviour: Behaviour) -> None:
    """Everything comes, and takes its time in both directions."""
    began = time.monotonic()
    with proxy.behaving(behaviour):
        assert client.ask(b"slow\n") == b"slow\n"

    assert time.monotonic() - began >= 0.5
    assert proxy.struck == 2


def test_an_answer_is_cut(client: Client, proxy: Proxy) -> None:
    """The first bytes of an answer come, and then the end; answers to other questions come whole."""
    proxy.behave(Cut(after=3, to=b"body"), times=1)

    assert client.ask(b"other\n") == b"other\n"
    assert client.ask(b"the body\n") == b"the"
    assert proxy.struck == 1
    with closing(Client(proxy)) as again:
        assert again.ask(b"the body\n") == b"the body\n"


def test_an_answer_is_lost(client: Client, proxy: Proxy, echo: Echo) -> None:
    """The server has heard and answered, and instead of its answer comes the end; as often as was said."""
    proxy.behave(DropReply(to=b"do", saying=b"done"), times=1)

    assert client.ask(b"other\n") == b"other\n"
    assert client.ask(b"do it\n") == b"do it\n"
    assert client.ask(b"do: done\n") == b""
    assert proxy.wait(LONG)
    assert echo.heard[-1] == b"do: done\n"
    with closing(Client(proxy)) as again:
        assert again.ask(b"do: done\n") == b"do: done\n"


def test_it_ends_with_lines_open(echo: Echo) -> None:
    """What still is connected is hung up on."""
    with Proxy(echo.server_address[1]) as proxy:
        client, dead = Client(proxy), Client(proxy)
        proxy.behave(Blackhole())
        proxy.behave()
    with closing(client), closing(dead), pytest.raises((ConnectionResetError, BrokenPipeError)):
        client.ask(b"anyone?\n")
