"""A worker's loop: take hints from the queues of one stage, the most urgent first, until somebody says stop."""

import logging
import os
import threading
from collections.abc import Callable, Mapping
from threading import Event
from typing import Any

from celery import Celery
from celery.app.trace import setup_worker_optimizations
from celery.worker import state

from shared.contract.codec import decode_fact
from shared.contract.facts import Fact
from shared.errors import ContractError, WorkerEndedError
from shared.queue.configuration import SOFT_SHUTDOWN_SECONDS
from shared.queue.guarding import HintPool, HintRequest, guarded
from shared.queue.routes import Route

_log = logging.getLogger(__name__)

# After the soft shutdown everything is let go of; what then still hangs, hangs in a server that does not answer.
_LETTING_GO_SECONDS = 10.0
_EXIT_UNFINISHED = 1


def subscribe(
    app: Celery, route: Route, hears: type[Fact], run: Callable[[Any], object], refuse: Callable[[], None]
) -> None:
    """Have ``run`` called with every fact of one kind that comes to a task, and ``refuse`` for everything else.

    ``run`` should let nothing escape: of what does, one line says no more than its kind. From now on the application
    takes messages of this task alone, in the shape that our publisher gives them.
    """

    def drop(cause: str) -> None:
        _log.error("not a hint", extra={"task": route.task, "cause": cause})
        refuse()

    def hear(*_: object, **message: Any) -> None:
        try:
            fact = decode_fact(message)
        except ContractError as error:
            drop(str(error))
            return
        if isinstance(fact, hears):
            run(fact)
        else:
            drop(f"a {type(fact).__name__} is not for this task")

    app.conf.broker_transport = guarded(route.task, lambda: drop("no message of ours"))
    app.task(hear, name=route.task, shared=False, typing=False, Request=HintRequest)


def consume(app: Celery, route: Route, *, threads: int, stop: Event, let_go: Callable[[], None]) -> None:
    """Work until ``stop`` is set, in ``threads`` threads; blocks.

    What runs then has ``SOFT_SHUTDOWN_SECONDS`` to end by itself. ``let_go`` is called after that, to end what can
    be ended; a task that hangs even so is left behind with the process, and its message comes back. Raises
    WorkerEndedError if the worker ended without being told to.
    """
    ended = Event()
    watcher = threading.Thread(target=_watch, args=(stop, ended, let_go), name="stop", daemon=True)
    watcher.start()
    hostname = f"{route.stage}@{os.getpid()}"
    setup_worker_optimizations(app, hostname)  # without it the pool takes tasks and does nothing, in silence
    worker = app.WorkController(
        pool=HintPool,
        concurrency=threads,
        queues=list(route.queues()),
        hostname=hostname,
        without_gossip=True,  # workers have nothing to tell each other
        without_mingle=True,
        without_heartbeat=True,
        loglevel="WARNING",
    )
    try:
        worker.start()
    finally:
        ended.set()
        _flag(None)
    if worker.exitcode:
        raise WorkerEndedError("the worker ended by itself; its own error stands above")


def _watch(stop: Event, ended: Event, let_go: Callable[[], None]) -> None:
    stop.wait()
    _flag(os.EX_OK)  # the worker's loop looks at it at least once a second, also while it waits for the broker
    if ended.wait(SOFT_SHUTDOWN_SECONDS):
        return
    _log.warning("letting go", extra={"cause": f"tasks still run after {SOFT_SHUTDOWN_SECONDS:.0f} s"})
    threading.Thread(target=let_go, name="let go", daemon=True).start()  # it may fail or hang: the end does not wait
    if not ended.wait(_LETTING_GO_SECONDS):
        _log.warning("left behind", extra={"cause": "a task hangs; its hint comes back, and the sweep finds its work"})
        os._exit(_EXIT_UNFINISHED)


def _flag(code: int | None) -> None:
    """Tell Celery's loop to end softly, which is how its own signal handlers do it."""
    flags: Mapping[str, Any] = vars(state)
    if "should_stop" not in flags:
        raise RuntimeError("this Celery has no flag to end a worker by")
    state.should_stop = code
