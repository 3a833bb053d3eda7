"""The port: hostile bytes in, an answer that has been checked out, whatever happens in between."""

from dataclasses import dataclass
from typing import Protocol

from shared.contract.record import Record
from shared.contract.result import Rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the child may know about one file besides its bytes: plain values, no names, no places.

    ``media_type`` is what the delivery claims (reading finds out by itself), ``municipality`` the
    kommunekode that its place in the drop stands for, both ``None`` where nobody said. ``is_released`` says that
    somebody looked at what seemed to be personal numbers in it, and that they are none.

    Scanned pages are left out, unless ``tell_scans`` asks for ScannedError instead, or ``language_data`` names the
    folder of what OCR reads them with; there are ``ocr_pages`` of them.
    """

    sha256: str
    parser_version: str
    media_type: str | None = None
    municipality: str | None = None
    is_released: bool = False
    tell_scans: bool = False
    language_data: str = ""
    ocr_pages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """The file is minutes: its record, and the text that every span of it points into."""

    record: Record
    text: str


Answer = Parsed | Rejected
"""What became of one file: never an exception for what the file itself is to blame for."""


class Sandbox(Protocol):
    """Parses one file at a time where it can do no harm."""

    def run(self, data: bytes, request: Request) -> Answer:
        """Parse ``data`` and return a checked answer.

        A file that exceeds a limit, kills its child or makes it answer nonsense is a rejection. Raises
        ChildLostError if the child was lost to something from outside: the same file may do better next time.
        Raises SandboxUnavailableError if there was no child for it.
        Raises ScannedError only where the request asks for it.
        """
        ...
