"""A service that works off a queue: the process, the queue and the task boundary put together."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from threading import Event
from typing import Any

from prometheus_client import CollectorRegistry

from shared.contract.facts import Fact
from shared.metrics import HintMetrics, TaskMetrics
from shared.pausing import Resting
from shared.queue.app import CeleryPublisher, make_app
from shared.queue.broker import Broker
from shared.queue.consuming import consume, subscribe
from shared.queue.publisher import Publisher
from shared.queue.routes import ROUTES
from shared.service import Service
from shared.settings import BrokerSettings
from shared.task import Task
from shared.watching import Dependency


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """What one service is made of.

    ``handle`` does what facts of the kind ``hears`` ask for, ``threads`` at a time, unless its stage is among those
    ``resting``. ``beside`` is entered while the
    queue is worked off, and may publish too. ``let_go`` ends what still runs some time after a stop was asked for,
    from another thread; ``close`` is called when nothing runs any more.
    """

    name: str
    hears: type[Fact]
    handle: Callable[[Any], Fact | None]
    threads: int
    registry: CollectorRegistry
    dependencies: tuple[Dependency, ...]
    resting: Resting
    beside: Callable[[Publisher, HintMetrics], AbstractContextManager[object]] = lambda *_: nullcontext()
    let_go: Callable[[], None] = lambda: None
    close: Callable[[], None] = lambda: None

    def build(self, settings: BrokerSettings) -> Service:
        """Put it together with its queue; nothing is asked of a server yet."""
        route = ROUTES[self.hears]
        app = make_app(settings)
        broker, publisher = Broker(settings), CeleryPublisher(settings)
        metrics, hints = TaskMetrics(self.registry), HintMetrics(self.registry)
        task = Task(
            stage=route.stage,
            handle=self.handle,
            publisher=publisher,
            metrics=metrics,
            hints=hints,
            resting=self.resting,
        )
        subscribe(app, route, self.hears, task.run, refuse=lambda: metrics.not_a_hint(route.stage))

        def work(stop: Event) -> None:
            with self.beside(publisher, hints):
                consume(app, route, threads=self.threads, stop=stop, let_go=self.let_go)

        closing = ExitStack()
        for close in (app.close, publisher.close, broker.close, self.close):
            closing.callback(close)
        return Service(
            name=self.name,
            registry=self.registry,
            dependencies=(Dependency(name="broker", check=broker.ping), *self.dependencies),
            work=work,
            close=closing.close,
        )
