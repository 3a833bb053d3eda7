"""Which task hears which fact: the whole topology on one page."""

from dataclasses import dataclass

from shared.contract.facts import Fact, FileArchived, FileDropped, Lane, ResultWritten, ScanFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The task that hears a fact; its name is part of the protocol and never changes in one release."""

    task: str
    stage: str

    def queue(self, lane: Lane) -> str:
        """Name the queue of one lane. By name, ``live`` comes before ``sweep``: workers take them in that order."""
        return f"{self.stage}.{lane}"

    def queues(self) -> tuple[str, ...]:
        """Name the queues of all lanes, the most urgent first."""
        return tuple(self.queue(lane) for lane in Lane)


ROUTES: dict[type[Fact], Route] = {
    FileDropped: Route(task="fetcher.fetch", stage="fetch"),
    FileArchived: Route(task="parser.parse", stage="parse"),
    ScanFound: Route(task="parser.ocr", stage="ocr"),
    ResultWritten: Route(task="indexer.index", stage="index"),
}
"""Every fact and who hears it. A test holds that no fact is left out and no task hears two."""

QUEUES: tuple[str, ...] = tuple(queue for route in ROUTES.values() for queue in route.queues())
"""Every queue there is."""


def route(fact: Fact) -> Route:
    """Look up who hears a fact."""
    return ROUTES[type(fact)]


def queue_of(fact: Fact) -> str:
    """Name the queue that a fact goes to."""
    return route(fact).queue(fact.lane)
