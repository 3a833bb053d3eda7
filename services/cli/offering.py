"""How files get into the drop: whole, once, and one bad file does not stop the others."""

import hashlib
import mimetypes
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from services.cli.dropping import Candidate
from shared.errors import ObjectNotFoundError, ReferatError
from shared.objectstore.port import CHUNK_BYTES, ObjectStore


@dataclass(slots=True, kw_only=True)
class Offered:
    """What became of the files that were offered: taken, there already, or not readable (with the cause)."""

    taken: int = 0
    known: int = 0
    unreadable: list[tuple[Candidate, str]] = field(default_factory=list)


def offer(drop: ObjectStore, candidates: Sequence[Candidate], on_each: Callable[[int], None]) -> Offered:
    """Drop each file whose very bytes do not lie in the drop already; ``on_each`` hears how many are done."""
    offered = Offered()
    for done, candidate in enumerate(candidates, 1):
        try:
            if _stands(drop, candidate):
                offered.known += 1
            else:
                _put(drop, candidate)
                offered.taken += 1
        except OSError as error:
            offered.unreadable.append((candidate, error.strerror or type(error).__name__))
        except ReferatError as error:
            offered.unreadable.append((candidate, str(error)))
        on_each(done)
    return offered


def _put(drop: ObjectStore, candidate: Candidate) -> None:
    media_type, _ = mimetypes.guess_type(candidate.name)
    with candidate.path.open("rb") as file:
        drop.put(candidate.key, _chunks(file), media_type=media_type or "application/octet-stream")


def _stands(drop: ObjectStore, candidate: Candidate) -> bool:
    """Tell whether the very bytes of a file lie in the drop under its key."""
    try:
        if drop.head(candidate.key).size != candidate.path.stat().st_size:
            return False
        with drop.open(candidate.key) as there, candidate.path.open("rb") as here:
            return _digest(there.chunks()) == _digest(_chunks(here))
    except ObjectNotFoundError:
        return False


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: file.read(CHUNK_BYTES), b"")


def _digest(chunks: Iterable[bytes]) -> bytes:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.digest()
