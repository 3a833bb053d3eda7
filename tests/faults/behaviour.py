"""What a proxy does with the connections through it, one class for each way a network or a server can be bad."""

import asyncio
from dataclasses import dataclass
from typing import Final

from tests.faults.line import Line, Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """Lets everything through. Others say what they do differently.

    ``begin`` is called with every line that is open when the behaviour comes into force, and every one that opens
    later. It and ``carry`` answer whether the behaviour has struck.
    """

    def begin(self, line: Line) -> bool:
        """Do to a line what does not wait for bytes."""
        line.carried = 0
        return False

    async def carry(self, line: Line, way: Way, chunk: bytes) -> bool:
        """Do with some bytes what is to be done with them."""
        await line.send(way, chunk)
        return False


PASS: Final = Behaviour()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset(Behaviour):
    """Resets every connection, and each new one as soon as it is there."""

    def begin(self, line: Line) -> bool:
        """Reset it."""
        line.reset()
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse(Reset):
    """Does the same, and listens no longer: nobody is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blackhole(Behaviour):
    """Swallows everything, also that an end has hung up. A line that was in it is dead for good."""

    def begin(self, line: Line) -> bool:
        """Let nothing through from now on."""
        line.dead = True
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay(Behaviour):
    """Holds every question that holds ``to`` back for some time, and its answer as long."""

    seconds: float
    to: bytes = b""

    async def carry(self, line: Line, way: Way, chunk: bytes) -> bool:
        """Wait before it goes on."""
        if self.to not in line.asked:
            await line.send(way, chunk)
            return False
        await asyncio.sleep(self.seconds)
        await line.send(way, chunk)
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttle(Behaviour):
    """Lets no more through a second, of each connection and direction."""

    bytes_per_second: int

    async def carry(self, line: Line, way: Way, chunk: bytes) -> bool:
        """Let a tenth of a second's bytes through at a time."""
        piece = max(1, self.bytes_per_second // 10)
        for start in range(0, len(chunk), piece):
            part = chunk[start : start + piece]
            await asyncio.sleep(len(part) / self.bytes_per_second)
            await line.send(way, part)
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut(Behaviour):
    """Hangs up when so many bytes of an answer have come through; of answers to questions that hold ``to``."""

    after: int
    to: bytes = b""

    async def carry(self, line: Line, way: Way, chunk: bytes) -> bool:
        """Let the first bytes through, and no more."""
        if way is Way.UP and self.to in line.asked:
            line.carried = 0  # an answer begins
        left = self.after - line.carried
        if way is Way.UP or self.to not in line.asked or len(chunk) <= left:
            await line.send(way, chunk)
            return False
        await line.send(way, chunk[:left])
        line.close()
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class DropReply(Behaviour):
    """Hangs up instead of the answer to a question that holds ``to``, if the answer holds ``saying``.

    The server has done what it was asked for, and whoever asked does not know.
    """

    to: bytes = b""
    saying: bytes = b""

    async def carry(self, line: Line, way: Way, chunk: bytes) -> bool:
        """Let everything through but that answer."""
        if way is Way.UP or self.to not in line.asked or self.saying not in chunk:
            await line.send(way, chunk)
            return False
        line.close()
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Behaviour):
    """Answers every HTTP request itself, with a status and nothing else, and hangs up."""

    status: int

    async def carry(self, line: Line, way: Way, chunk: bytes) -> bool:
        """Answer instead of the server, which hears nothing; an answer that is on its way goes through."""
        if way is Way.DOWN:
            await line.send(way, chunk)
            return False
        await line.send(Way.DOWN, f"HTTP/1.1 {self.status} No\r\nContent-Length: 0\r\n\r\n".encode())
        line.close()
        return True
