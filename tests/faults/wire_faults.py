"""What can happen on the way between services and their servers; each is over when its call returns."""

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from deploy.stack.stack import Stack
from tests.faults.behaviour import Answer, Behaviour, Blackhole, Cut, Delay, DropReply, Refuse, Reset, Throttle
from tests.faults.faults import Fault
from tests.faults.proxy import Proxy

_AWHILE_SECONDS = 3.0
_BLACKHOLE_SECONDS = 30.0
_MEETING_SECONDS = 10.0  # for what strikes one message, which must come first

TAKEN: Final = DropReply(to=b"BRPOP", saying=b'"body"')
"""The broker has given a message away and nobody has got it."""
PUBLISHED: Final = DropReply(to=b"LPUSH")
"""The broker has taken a message, and whoever has published it does not know."""
HALF_A_FILE: Final = Cut(after=600, to=b"GET /drop/")
"""Of the answer that is a file comes the head, and not the whole body."""


def during(behaviour: Behaviour, seconds: float = _AWHILE_SECONDS) -> Callable[[Proxy], None]:
    """Make what lasts for some time."""

    def strike(proxy: Proxy) -> None:
        with proxy.behaving(behaviour):
            time.sleep(seconds)

    return strike


def once(behaviour: Behaviour) -> Callable[[Proxy], None]:
    """Make what strikes one message; where none comes in time, none."""

    def strike(proxy: Proxy) -> None:
        proxy.behave(behaviour, times=1)
        proxy.wait(_MEETING_SECONDS)
        proxy.behave()

    return strike


ANYWHERE: Final[Mapping[str, Callable[[Proxy], None]]] = {
    "every connection refused": during(Refuse()),
    "every connection reset": during(Reset()),
    "slow": during(Delay(seconds=0.3)),
    "narrow": during(Throttle(bytes_per_second=20_000)),
    "half-open connections": during(Blackhole(), _BLACKHOLE_SECONDS),
}
"""What can happen on the way to any server."""

ONCE_AT_BROKER: Final[Mapping[str, Callable[[Proxy], None]]] = {
    "a message is taken and never arrives": once(TAKEN),
    "the answer to a publication is lost": once(PUBLISHED),
    "the answer to an acknowledgement is lost": once(DropReply(to=b"ZREM")),
}
ONCE_AT_STORE: Final[Mapping[str, Callable[[Proxy], None]]] = {
    "half a file": once(HALF_A_FILE),
    "the answer to a write is lost": once(DropReply(to=b"PUT /")),
}
TO_BROKER: Final = {**ANYWHERE, **ONCE_AT_BROKER}
TO_STORE: Final = {
    **ANYWHERE,
    **{f"answers {status}": during(Answer(status=status)) for status in (429, 500, 503)},
    **ONCE_AT_STORE,
}


def faults_of(server: str, strikes: Mapping[str, Callable[[Proxy], None]], proxy: Proxy) -> list[Fault]:
    """Make faults of what can happen at one proxy."""

    def struck(_: Stack, strike: Callable[[Proxy], None]) -> None:
        strike(proxy)

    return [Fault(name=f"{server}: {what}", strike=partial(struck, strike=strike)) for what, strike in strikes.items()]
