"""What a folder knows of its files beyond their bytes, on one small card per version of a file.

A card is named after the key *and* the size and time of modification of the very file it describes. So a card
is written before its file appears, never has to be changed together with it, and means nothing to a file that
somebody has changed or copied in by hand.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from shared.objectstore.port import ObjectInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One file's ETag, when it was dropped (seconds since 1970), and what its writer said of it."""

    etag: str
    dropped: int
    media_type: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)

    def after(self, old: "Card | None") -> "Card":
        """Date it after the card of the file that it replaces: the seconds order what was dropped under one key."""
        if old is None or old.etag == self.etag:
            return self
        return replace(self, dropped=max(self.dropped, old.dropped + 1))

    def describe(self, key: str, size: int) -> ObjectInfo:
        """Say of an object what the card says of its file."""
        return ObjectInfo(
            key=key,
            size=size,
            etag=self.etag,
            last_modified=datetime.fromtimestamp(self.dropped, UTC),
            media_type=self.media_type,
            metadata=self.metadata,
        )


class Cards:
    """The cards of one bucket, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, key: str, stat: os.stat_result) -> Card | None:
        """Read the card of exactly this state of a file; ``None`` if it has none."""
        try:
            return Card(**json.loads(self._path(key, stat).read_bytes()))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def write(self, key: str, stat: os.stat_result, card: Card) -> None:
        """Write the card of a file that is about to appear, or was found without one."""
        path = self._path(key, stat)
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=f"{self._of(key).name}.", delete=False) as scratch:
            try:
                scratch.write(json.dumps(asdict(card), ensure_ascii=False).encode())
                scratch.flush()
                os.fsync(scratch.fileno())
                os.replace(scratch.name, path)  # noqa: PTH105 - the name is a string here
            except BaseException:
                Path(scratch.name).unlink(missing_ok=True)
                raise

    def remove(self, key: str, stat: os.stat_result) -> None:
        """Forget one state of a file; a card that stays behind would only be litter."""
        with suppress(OSError):
            self._path(key, stat).unlink()

    def forget(self, key: str) -> None:
        """Forget every state of a file, also those whose cards were left behind when a process died."""
        for card in self._of(key).parent.glob(f"{self._of(key).name}.*"):
            card.unlink(missing_ok=True)

    def _path(self, key: str, stat: os.stat_result) -> Path:
        return self._of(key).with_name(f"{self._of(key).name}.{stat.st_size}.{stat.st_mtime_ns}.json")

    def _of(self, key: str) -> Path:
        """Name the place where the names of all cards of a key begin."""
        digest = hashlib.sha256(key.encode()).hexdigest()
        return self._folder / digest[:2] / digest
