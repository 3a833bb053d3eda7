"""What stands between Celery and what would end it or stop it for good: foreign messages, and errors of its own.

What is no JSON ends the worker; a message without an id counts as a lost connection, is put back to the head of the
queue and taken again for ever; others ask to be held back until tomorrow, or for a task of Celery's own. Whoever
reaches the broker could so stop a stage. So a worker takes hints of its own stage, in the shape that our publisher
gives them, and drops everything else before it is looked at.
"""

import base64
import json
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any

from celery.concurrency.thread import ApplyResult, TaskPool
from celery.worker.request import Request
from celery.worker.state import task_ready

from shared.queue import transport

_log = logging.getLogger(__name__)

# What Celery would do on a message's word alone: wait, forget, unpack, count as part of something.
_WISHES = ("eta", "expires", "compression", "group", "stamped_headers")


def guarded(task: str, drop: Callable[[], None]) -> type[transport.Transport]:
    """Make the transport of a worker that hears ``task``; ``drop`` is told of every message that is none of ours."""

    class Channel(transport.Channel):
        def _brpop_read(self, **options: Any) -> Any:
            try:
                return super()._brpop_read(**options)
            except (ValueError, RecursionError):  # no JSON: kombu has taken it from the queue, and it is nowhere else
                drop()
                return True

    class Transport(transport.Transport):
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


class HintPool(TaskPool):  # type: ignore[misc]
    """Threads that tell of an error which left Celery's own code around a task.

    It does when there is no descriptor or no memory left: what Celery does after a task, and what it does about that,
    raise the same. Its own threads keep the error in a future that nobody looks into, and the message counts as held:
    after one for each thread the worker never takes another, and does not notice.
    """

    def on_apply(self, *args: Any, error_callback: Callable[[BaseException], None], **options: Any) -> ApplyResult:
        """Run one task; ``error_callback`` is told of what nobody else was told of."""
        result = super().on_apply(*args, **options)

        def look(future: Future[object]) -> None:
            # One that was cancelled never began: its message stays with the broker, and comes back.
            error = None if future.cancelled() else future.exception()
            if error is not None:
                error_callback(error)  # before a line of log, which may fail of the same
                _log.error("broke off", extra={"cause": f"{type(error).__name__} around a task, in Celery"})

        result.f.add_done_callback(look)
        return result


class HintRequest(Request):  # type: ignore[misc]
    """A message that its worker lets go of, whatever happens to it.

    Kombu swallows the error of an acknowledgement and goes on to count the message as held: a worker that has lost
    one for each of its threads never takes another, and does not notice. Let through, the error has Celery's loop
    connect anew, with all threads free; the message comes back after the visibility timeout and finds its work done.
    """

    acknowledged: bool

    def on_failure(self, *_: object, **__: object) -> None:
        """Be done with it: there is no result to store, and Celery's way to store none may fail as the task did."""
        task_ready(self)
        self.acknowledge()

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
