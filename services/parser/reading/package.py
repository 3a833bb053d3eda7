"""The zip that a Word document or an OpenDocument text is: parts by name, within limits that nothing in it can move.

Parts are streamed and never written anywhere; a name is a key of the directory, and no path.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO

from services.parser.reading.office_beside import Heard
from shared.contract.codes import RejectionReason
from shared.errors import DocumentError

MAX_MEMBERS = 10_000  # a year of minutes with a picture on every page has some hundreds
MAX_UNPACKED_BYTES = 1024 * 1024 * 1024  # declared for all parts, pictures included
MAX_TEXT_BYTES = 64 * 1024 * 1024  # unpacked of the parts that are read; XML is some ten times its text
_MAX_RATIO = 200  # of a part that is read: XML of tables is packed to a fiftieth at most, blank pictures to less
_SMALL = 4 * 1024 * 1024  # unpacked: however well it was packed, it is no danger
_CHUNK_BYTES = 64 * 1024

_PICTURES = ("word/media/", "Pictures/")
_ENTRY = b"PK\x01\x02"  # begins an entry of the directory
_IS_ENCRYPTED = 0x1
_METHODS = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))  # no other is written by any word processor
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
)


def names_in(data: bytes) -> frozenset[str]:
    """Name the members of a zip; none if its directory can't be read, or is longer than any word processor's."""
    if data.count(_ENTRY) > MAX_MEMBERS:
        return frozenset()
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return frozenset(archive.namelist())
    except _BROKEN:
        return frozenset()


class Package:
    """The parts of one file; ``what`` names its kind in a refusal, ``heard`` is what was heard of its parts."""

    def __init__(self, data: bytes, what: str) -> None:
        self.what = what
        self.heard = Heard()
        self._left = MAX_TEXT_BYTES
        if data.count(_ENTRY) > MAX_MEMBERS:
            raise self.limit(f"more than {MAX_MEMBERS:,} parts")
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
        except _BROKEN as error:
            raise self.malformed("is broken off or damaged") from error
        self._members = {member.filename: member for member in self._archive.infolist()}
        unpacked = sum(member.file_size for member in self._archive.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise self.limit(f"parts of {unpacked:,} bytes when they are unpacked")
        if any(member.flag_bits & _IS_ENCRYPTED for member in self._members.values()):
            raise self.encrypted()

    @property
    def names(self) -> Iterable[str]:
        """The names of all parts."""
        return self._members.keys()

    def spare(self, count: int) -> None:
        """Let no more than so many bytes be unpacked from here on."""
        self._left = min(self._left, count)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def stream(self, name: str) -> Iterator[bytes]:
        """Yield a part, piece by piece. Raises DocumentError where it is missing, damaged or too large."""
        member = self._members.get(name)
        if member is None:
            raise self.malformed("lacks the part that holds its text")
        if member.compress_type not in _METHODS:
            raise self.malformed("is packed in a way that no word processor uses")
        if member.file_size > max(_SMALL, _MAX_RATIO * member.compress_size):
            raise self.limit("text and markup that is one thing over and over again")
        if self._left < 0:
            raise self._too_much()
        try:
            with self._archive.open(member) as part:
                while piece := part.read(_CHUNK_BYTES):
                    self._left -= len(piece)
                    if self._left < 0:
                        raise self._too_much()
                    yield piece
        except _BROKEN as error:
            raise self.malformed("is damaged") from error

    def _too_much(self) -> DocumentError:
        return self.limit(f"more than {MAX_TEXT_BYTES // 1024**2} MB of text and markup")

    def malformed(self, how: str) -> DocumentError:
        """Say that the file can't be read, and how so."""
        return DocumentError(
            RejectionReason.MALFORMED, f"The {self.what} {how}: open it, save it anew and drop it again."
        )

    def limit(self, what: str) -> DocumentError:
        """Say what the file has too much of."""
        return DocumentError(
            RejectionReason.LIMIT, f"The {self.what} has {what}: save the minutes as a PDF and drop that."
        )

    def encrypted(self) -> DocumentError:
        """Say that the file is locked."""
        return DocumentError(
            RejectionReason.ENCRYPTED, f"The {self.what} is locked with a password: drop it again without one."
        )

    def without_text(self) -> DocumentError:
        """Say that the file holds no text; pictures alone are what a scan makes."""
        if any(name.startswith(_PICTURES) and not name.endswith("/") for name in self._members):
            return DocumentError(
                RejectionReason.NO_TEXT,
                f"The {self.what} holds pictures and no text, as a scan does: drop the file that the scan was made of, "
                "or a PDF of the scan.",
            )
        return DocumentError(RejectionReason.EMPTY, f"The {self.what} holds no text: drop it again with its text.")
