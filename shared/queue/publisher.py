"""The publisher port: how a service says what has happened, without knowing who listens."""

from dataclasses import dataclass, field
from typing import Protocol

from shared.contract.facts import Fact
from shared.queue.routes import queue_of


class Publisher(Protocol):
    """Tells whoever hears it that something has happened.

    A published fact may be lost, doubled or late; nothing may depend on it but speed.
    """

    def publish(self, fact: Fact) -> None:
        """Publish one fact in its lane. Raises BrokerUnavailableError if the broker can't take it."""
        ...


@dataclass
class RecordingPublisher:
    """Keeps what was published, for tests: the fact, and the queue it would have gone to."""

    facts: list[Fact] = field(default_factory=list)
    queues: list[str] = field(default_factory=list)

    def publish(self, fact: Fact) -> None:
        """Keep ``fact`` and the name of its queue."""
        self.facts.append(fact)
        self.queues.append(queue_of(fact))
