"""The door: where a store calls when something has happened in its bucket.

One path, one method, one token. A store keeps calling about its oldest event until it hears yes, and tells of no
later one before: so whoever has the token hears 204, whatever the body holds, and 503 only while nothing can be
published.

======  ==========================================================================
204     it is published or counted; or it was a ``HEAD``, with which stores try a door
401     the token is missing or wrong; SNS shows its own only after this answer
404     another path than ``/events``
405     another method than ``POST`` or ``HEAD``
408     the body did not come in time, or not to its end
503     no hint could be published: call again
======  ==========================================================================
"""

import asyncio
import binascii
from base64 import b64decode
from collections.abc import Awaitable, Callable, Mapping
from hmac import compare_digest
from typing import Any, Protocol

from services.fetcher.events import MAX_BODY_BYTES

PATH = "/events"
BODY_SECONDS = 10.0
# SNS calls without the password of its address, and again with it if it is asked in just this way, with a realm.
_CHALLENGE = b'Basic realm="referat"'

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]


class Receiver(Protocol):
    """Whoever sits behind the door; called from any thread."""

    def receive(self, body: bytes) -> bool:
        """Take a body of somebody who has the token; false if the store shall call again."""
        ...

    def refuse(self) -> None:
        """Hear of somebody who has not."""
        ...


class Door:
    """The ASGI application. ``token`` is what a store shows as ``Bearer``, or as the password of ``Basic``."""

    def __init__(self, receiver: Receiver, token: str, *, body_seconds: float = BODY_SECONDS) -> None:
        self._receiver = receiver
        self._token = token.encode()
        self._body_seconds = body_seconds

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        status = await self._answer(scope, receive)
        headers = [(b"content-length", b"0")] if status != 204 else []
        headers += [(b"www-authenticate", _CHALLENGE)] if status == 401 else []
        if status not in {204, 503} or scope["method"] == "HEAD":  # only who has shown the token may stay
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    async def _answer(self, scope: Mapping[str, Any], receive: Receive) -> int:
        if scope["path"] != PATH:
            return 404
        if scope["method"] != "POST":
            return 204 if scope["method"] == "HEAD" else 405
        if not self._is_known(dict(scope["headers"]).get(b"authorization", b"")):
            self._receiver.refuse()
            return 401
        try:
            async with asyncio.timeout(self._body_seconds):
                body = await _body(receive)
        except TimeoutError:
            return 408
        if body is None:
            return 408
        # In a thread: to publish is to wait for the broker, some seconds if it does not answer.
        return 204 if await asyncio.to_thread(self._receiver.receive, body) else 503

    def _is_known(self, authorization: bytes) -> bool:
        """Compare in a time that tells nothing about the token."""
        scheme, _, shown = authorization.partition(b" ")
        if scheme.lower() == b"basic":
            try:
                _, _, shown = b64decode(shown, validate=True).partition(b":")
            except binascii.Error:
                return False
        elif scheme.lower() != b"bearer":
            return False
        return compare_digest(shown, self._token)


async def _body(receive: Receive) -> bytes | None:
    """Read a body; of one that is too large, no more than shows it. ``None`` if the caller hangs up before its end."""
    body = bytearray()
    more = True
    while more and len(body) <= MAX_BODY_BYTES:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return bytes(body)
