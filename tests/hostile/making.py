"""One hostile file: how it is made, and what must become of it."""

import struct
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from shared.contract.codes import RejectionReason

READ = "read"
"""Nothing of it stops the reading: a record, or the finding that it is no minutes."""

Outcome = str
ODD = frozenset((READ, RejectionReason.MALFORMED, RejectionReason.NO_TEXT, RejectionReason.EMPTY))
"""What may become of a damaged file: what is left of it is read or not, and a library's next release may differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostile:
    """A file of the corpus; ``scenario`` is its line in docs/scenarios.md."""

    scenario: str
    name: str
    make: Callable[[], bytes]
    expected: frozenset[Outcome]

    def __str__(self) -> str:
        """Name it in a list of tests."""
        return f"{self.scenario} {self.name}"


def hostile(scenario: str, name: str, make: Callable[[], bytes], *expected: Outcome) -> Hostile:
    """Make an entry of the corpus."""
    return Hostile(scenario=scenario, name=name, make=make, expected=frozenset(expected))


def pdf(objects: Iterable[bytes], trailer: bytes = b"") -> bytes:
    """Make a PDF of numbered objects, the first its catalogue; PDFium finds them without a table."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, content) for number, content in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R%s>>" % trailer


def stream(content: bytes, extra: bytes = b"") -> bytes:
    """Make a stream object."""
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), extra, content)


TEXT = b"BT /F 12 Tf 60 700 Td (Referat af m\\370de i Kulturudvalget) Tj ET"
FONT = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>"


def one_page(
    contents: bytes = stream(TEXT), *more: bytes, catalog: bytes = b"", page: bytes = b"", resources: bytes = b""
) -> bytes:
    """Make a PDF of one page; ``more`` are objects from number 5 on."""
    sheet = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%s%s>>%s>>"
    return pdf(
        (
            b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            sheet % (FONT, resources, page),
            contents,
            *more,
        )
    )


def squeezed(unit: bytes, megabytes: int, times: int = 1) -> bytes:
    """Pack that many megabytes of a unit, and pack the result again.

    One megabyte is packed, so that it stands for itself, and that is repeated: the sum at the end is wrong, and nobody
    who unpacks learns it before it is too late.
    """
    packer = zlib.compressobj(9)
    chunk = unit * (1024 * 1024 // len(unit))
    first, again = (packer.compress(chunk) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    packed = first + again * (megabytes - 1) + packer.flush()
    for _ in range(times - 1):
        packed = zlib.compress(packed, 9)
    return packed


def flate(unit: bytes, megabytes: int, times: int = 1, extra: bytes = b"") -> bytes:
    """Make a stream object that unpacks to that many megabytes."""
    return stream(squeezed(unit, megabytes, times), b"/Filter[%s]%s" % (b"/FlateDecode" * times, extra))


def lying(data: bytes, at: int, value: int, size: str = "<I") -> bytes:
    """Let a zip's directory say something else of every member, at this place of its entry."""
    found, spelled = bytearray(data), struct.pack(size, value)
    entry = found.find(b"PK\x01\x02")
    while entry >= 0:
        found[entry + at : entry + at + len(spelled)] = spelled
        entry = found.find(b"PK\x01\x02", entry + 4)
    return bytes(found)


def tenths(data: bytes) -> list[bytes]:
    """Cut a file off at every tenth."""
    return [data[: len(data) * tenth // 10] for tenth in range(1, 10)]
