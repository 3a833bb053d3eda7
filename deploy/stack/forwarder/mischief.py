"""What can go wrong on the way of an event, on purpose and as often as wanted."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any, Final

from deploy.stack.forwarder.bodies import Body
from deploy.stack.servers.process import CannotStartError


@dataclass(frozen=True, slots=True, kw_only=True)
class Mischief:
    """Of all events, which share is lost, sent again, held back behind the next one, or preceded by a hostile body."""

    lost: float = 0.0
    doubled: float = 0.0
    reordered: float = 0.0
    hostile: float = 0.0
    seed: int = 0

    @classmethod
    def of(cls, settings: list[str]) -> "Mischief":
        """Read settings as a command line spells them, ``lost=0.1``. Raises CannotStartError."""
        known = {each.name for each in fields(cls)}
        made: dict[str, Any] = {}
        for setting in settings:
            name, _, value = setting.partition("=")
            try:
                made[name] = int(value) if name == "seed" else float(value)
                is_right = name in known and (name == "seed" or 0 <= made[name] <= 1)
            except ValueError:
                is_right = False
            if not is_right:
                raise CannotStartError(
                    f"--mischief {setting}: write NAME=SHARE, NAME one of {', '.join(sorted(known))}"
                )
        return cls(**made)


@dataclass(kw_only=True)
class Way:
    """The way of events to whoever hears them, with its mischief. The same seed does the same."""

    mischief: Mischief
    _held: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._choice = random.Random(self.mischief.seed)  # noqa: S311 - repeatable, and no secret

    def through(self, body: Body) -> Iterator[bytes]:
        """Yield what comes out when one body goes in."""
        spelled = json.dumps(body, ensure_ascii=False).encode()
        if self._happens(self.mischief.hostile):
            yield self._choice.choice(HOSTILE)
        if self._happens(self.mischief.lost):
            return
        if not self._held and self._happens(self.mischief.reordered):
            self._held.append(spelled)
            return
        yield spelled
        if self._happens(self.mischief.doubled):
            yield spelled
        yield from self.rest()

    def rest(self) -> Iterator[bytes]:
        """Yield what was held back, when nothing comes behind which it could wait."""
        while self._held:
            yield self._held.pop()

    def _happens(self, share: float) -> bool:
        return self._choice.random() < share


def _hostile(key: str, bucket: str = "drop", name: str = "s3:ObjectCreated:Put") -> bytes:
    return json.dumps(
        {"Records": [{"eventName": name, "s3": {"bucket": {"name": bucket}, "object": {"key": key}}}]}
    ).encode()


HOSTILE: Final = (
    b"",
    b"\x00\xff" * 500,
    b"[" * 200_000,
    b'{"Records": ' + b"[" * 1000 + b"]" * 1000 + b"}",
    b"x" * 2_000_000,
    b'{"Records": [null, 7, "x", {}]}',
    _hostile("165/%FF%FE"),
    _hostile("165/" + "%2e%2e%2f" * 20 + "etc/passwd"),
    _hostile("165/a", bucket="archive"),
    _hostile("165/a", name="s3:ObjectCreated:*"),
    _hostile("165/\x00"),
    _hostile("x" * 5000),
    _hostile("165/never dropped.pdf"),
)
"""Bodies that no store sends; none of them may do more than be counted."""
