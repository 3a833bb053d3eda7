"""What may lie in the drop of the model, and what must become of it: the trivial model that the pipeline is held to."""

from dataclasses import dataclass
from functools import cache

from services.parser.parse import parse_file
from services.parser.reading.model import ScannedError
from services.parser.sandbox.port import Answer, Request
from shared.contract.codes import RejectionReason
from tests.faults.dropping import chance, minutes

_NUMBER = "010190-1234"  # has the shape of a personal number, and is nobody's
MASKED = f"306/sag {_NUMBER}.md"
STRANGERS = ("0165/fremmed.md", "i roden.md")
KEYS = ("165/a.md", "165/dybt/b + %2B.md", "306/æøå@rådhuset.md", MASKED, *STRANGERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Some bytes, and why they are rejected under a good name; ``word`` is in these minutes and in no others."""

    body: bytes
    reason: RejectionReason | None = None
    word: str = ""

    def rejected(self, key: str, *, released: bool) -> RejectionReason | None:
        """Say why these bytes are rejected under a key; ``None`` if they become minutes."""
        if key in STRANGERS:
            return RejectionReason.UNKNOWN_MUNICIPALITY
        if self.reason is RejectionReason.PERSONAL_NUMBER or (key == MASKED and self.body):
            return self._inside if released else RejectionReason.PERSONAL_NUMBER
        return self.reason

    @property
    def _inside(self) -> RejectionReason | None:
        return None if self.reason is RejectionReason.PERSONAL_NUMBER else self.reason


def _minutes(number: int, more: str = "", reason: RejectionReason | None = None) -> Content:
    return Content(body=minutes(number, chance(number)) + more.encode(), reason=reason, word=str(number))


_SCANNED = _minutes(700_003)
CONTENTS = {
    "minutes": _minutes(700_001),
    "other minutes": _minutes(700_002),
    "a scan": _SCANNED,
    "a number": _minutes(700_004, f"\n\nVarenummer {_NUMBER}", RejectionReason.PERSONAL_NUMBER),
    "a note": Content(body="Husk nøglen til skab 4.".encode(), reason=RejectionReason.NOT_MINUTES),
    "a zip": Content(body=b"PK\x05\x06" + bytes(18), reason=RejectionReason.UNSUPPORTED_TYPE),
    "nothing": Content(body=b"", reason=RejectionReason.EMPTY),
}


def parse_text(data: bytes, request: Request) -> Answer:
    """Parse as the process does that leaves scans to another."""
    if data == _SCANNED.body:
        raise ScannedError(1)
    return parse_any(data, request)


@cache
def parse_any(data: bytes, request: Request) -> Answer:
    """Parse whatever it is, once in a run."""
    return parse_file(data, request)
