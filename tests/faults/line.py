"""One connection through a proxy: its two ends, and what can be done to it."""

import socket
import struct
from asyncio import StreamWriter
from contextlib import suppress
from enum import StrEnum
from typing import Final

_REMEMBERED_BYTES: Final = 64 * 1024
_HANG_UP_HARD: Final = struct.pack("ii", 1, 0)  # linger, for no time: a reset instead of a good-bye


class Way(StrEnum):
    """Where bytes go: up to the server, or down to the client."""

    UP = "up"
    DOWN = "down"


class Line:
    """One client's connection to the server. ``asked`` is the beginning of its last question.

    ``carried`` is how many bytes of the server have come through since the proxy's behaviour changed. A line that is
    ``dead`` carries nothing any more; one that was not hung up leaves both ends in the belief that it does.
    """

    def __init__(self, client: StreamWriter, server: StreamWriter) -> None:
        self._ends = {Way.DOWN: client, Way.UP: server}
        self._is_answering = False
        self.asked = b""
        self.carried = 0
        self.dead = False

    def hear(self, way: Way, chunk: bytes) -> None:
        """Note what comes, before anything is done with it."""
        if way is Way.UP:
            self.asked = ((b"" if self._is_answering else self.asked) + chunk)[:_REMEMBERED_BYTES]
        self._is_answering = way is Way.DOWN

    async def send(self, way: Way, chunk: bytes) -> None:
        """Let bytes go on."""
        if way is Way.DOWN:
            self.carried += len(chunk)
        self._ends[way].write(chunk)
        await self._ends[way].drain()

    def end(self, way: Way) -> None:
        """Tell the other side that nothing more comes."""
        with suppress(OSError, RuntimeError):  # it has gone already
            self._ends[way].write_eof()

    def close(self) -> None:
        """Hang up at both ends."""
        self.dead = True
        for end in self._ends.values():
            end.close()

    def reset(self) -> None:
        """Hang up at both ends without a good-bye: what was on its way is lost."""
        self.dead = True
        for end in self._ends.values():
            with suppress(OSError):
                end.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _HANG_UP_HARD)
            end.transport.abort()
