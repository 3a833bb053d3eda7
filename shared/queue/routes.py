"""Which task hears which fact: the whole topology on one page."""

from dataclasses import dataclass
from enum import StrEnum

from shared.contract.facts import Fact, FileArchived, FileDropped, ResultWritten


class Lane(StrEnum):
    """How urgent a hint is: a fresh drop goes before what a sweep found."""

    LIVE = "live"
    SWEEP = "sweep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The task that hears a fact; its name is part of the protocol and never changes in one release."""

    task: str
    stage: str

    def queue(self, lane: Lane) -> str:
        """Name the queue of one lane."""
        return f"{self.stage}.{lane}"


ROUTES: dict[type[Fact], Route] = {
    FileDropped: Route(task="fetcher.fetch", stage="fetch"),
    FileArchived: Route(task="parser.parse", stage="parse"),
    ResultWritten: Route(task="indexer.index", stage="index"),
}
"""Every fact and who hears it. A test holds that no fact is left out and no task hears two."""


def route(fact: Fact) -> Route:
    """Look up who hears a fact."""
    return ROUTES[type(fact)]
