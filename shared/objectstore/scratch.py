"""Files of a folder store on the way to their place: each is moved there, or is of a writer that died."""

import hashlib
import time
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

SCRATCH_SECONDS = 3600  # what has not been written to for an hour was left behind by a process that died


class Scratch:
    """The files under way into one bucket, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def new(self, key: str) -> Path:
        """Name a file that nobody else writes to."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return self._folder / f"{_digest(key)}.{uuid4().hex}"

    def clear(self) -> None:
        """Make the folder if need be, and remove what was left behind."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for path in self._folder.iterdir():
            with suppress(FileNotFoundError):  # another process clears up as well
                if time.time() - path.stat().st_mtime > SCRATCH_SECONDS:
                    path.unlink()

    def forget(self, key: str) -> None:
        """Remove all that is under way to one key; whoever is writing it finds its file gone."""
        for path in self._folder.glob(f"{_digest(key)}.*"):
            path.unlink(missing_ok=True)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
