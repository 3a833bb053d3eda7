"""A look at what arrives before Celery and kombu have it: on messages that they did not make themselves they end.

What is no JSON ends the worker; a message without an id counts as a lost connection, is put back to the head of the
queue and taken again for ever; others ask to be held back until tomorrow, or for a task of Celery's own. Whoever
reaches the broker could so stop a stage. So a worker takes hints of its own stage, in the shape that our publisher
gives them, and drops everything else before it is looked at.
"""

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

from celery.worker.request import Request
from kombu.transport import redis

# What Celery would do on a message's word alone: wait, forget, unpack, count as part of something.
_WISHES = ("eta", "expires", "compression", "group", "stamped_headers")


def guarded(task: str, drop: Callable[[], None]) -> type[redis.Transport]:
    """Make the transport of a worker that hears ``task``; ``drop`` is told of every message that is none of ours."""

    class Channel(redis.Channel):  # type: ignore[misc]
        def _brpop_read(self, **options: Any) -> Any:
            try:
                return super()._brpop_read(**options)
            except (ValueError, RecursionError):  # no JSON: kombu has taken it from the queue, and it is nowhere else
                drop()
                return True

    class Transport(redis.Transport):  # type: ignore[misc]
        def _deliver(self, message: Any, queue: str) -> None:
            if _is_ours(message, queue, task):
                super()._deliver(message, queue)
            else:
                drop()

        def register_with_event_loop(self, connection: Any, loop: Any) -> None:
            try:
                super().register_with_event_loop(connection, loop)
            except Exception:  # a broker without memory answers so, again and again; nobody else would ever close it
                self.close_connection(connection)
                raise

    Transport.Channel = Channel
    return Transport


class HintRequest(Request):  # type: ignore[misc]
    """A message whose lost acknowledgement is a lost connection.

    Kombu swallows the error of an acknowledgement and goes on to count the message as held: a worker that has lost
    one for each of its threads never takes another, and does not notice. Let through, the error has Celery's loop
    connect anew, with all threads free; the message comes back after the visibility timeout and finds its work done.
    """

    acknowledged: bool

    def acknowledge(self) -> None:
        """Acknowledge, and let an error of the connection through."""
        if not self.acknowledged:
            self.on_ack(None, ())
            self.acknowledged = True


def _is_ours(message: Any, queue: str, task: str) -> bool:
    match message:
        case {
            "body": str(body),
            "content-type": "application/json",
            "content-encoding": "utf-8",
            "headers": {"task": str(named), "id": str(), **headers},
            "properties": {
                "body_encoding": "base64",
                "delivery_tag": str(),
                "delivery_info": {"exchange": "", "routing_key": str(key)},
            },
        }:
            return named == task and key == queue and not _wishes(headers) and _is_call(body)
        case _:
            return False


def _wishes(headers: Mapping[Any, Any]) -> bool:
    limits = headers.get("timelimit") or ()
    return any(headers.get(name) for name in _WISHES) or not isinstance(limits, list | tuple) or any(limits)


def _is_call(body: str) -> bool:
    """Tell whether a body calls with nothing but named arguments, and has nothing follow."""
    try:
        call = json.loads(base64.b64decode(body, validate=True))
    except (ValueError, RecursionError):
        return False
    match call:
        case [[], {}, {**after}]:
            return not any(after.values())
        case _:
            return False
