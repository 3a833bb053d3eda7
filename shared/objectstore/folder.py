"""A bucket as a folder: every object is a file that a person can read, and every file is an object.

What the store knows beyond the bytes (ETag, time of the drop, media type, metadata) stands on cards in
``.referat/`` and is believed only while size and time of modification match. A file that was copied in by
hand has no card: it is hashed, the time of its arrival is taken from the file system, and both are remembered.
Symbolic links, and whatever else is no regular file, are no objects.
"""

import hashlib
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path
from stat import S_ISREG

from shared.errors import ObjectNotFoundError, StoreUnavailableError
from shared.objectstore import paths
from shared.objectstore.cards import Card, Cards
from shared.objectstore.port import CHUNK_BYTES, ObjectInfo, check_key, pieces
from shared.objectstore.scratch import Scratch


@dataclass(frozen=True, slots=True)
class _Opened:
    info: ObjectInfo
    store: "FolderStore"
    file: BufferedIOBase

    def chunks(self) -> Iterator[bytes]:
        while chunk := self.store.read_some(self.info.key, self.file):
            yield chunk


class FolderStore:
    """The bucket in the folder ``root``, which is made if need be; the bucket is called like the folder.

    A root that is gone later is a store that can't be asked, never an empty bucket. Raises
    StoreUnavailableError if there is no making it.
    """

    def __init__(self, root: Path) -> None:
        self.bucket = root.name
        self._root = root
        self._scratch = Scratch(root / paths.OURS / "scratch")
        self._cards = Cards(root / paths.OURS / "cards")
        with self._asking(""):
            self._scratch.clear()

    def head(self, key: str) -> ObjectInfo:
        """Describe one object."""
        with self.open(key) as opened:
            return opened.info

    @contextmanager
    def open(self, key: str) -> Iterator[_Opened]:
        """Open one object; what is read is what stood there at that moment, whatever is put meanwhile."""
        check_key(key)
        with self._asking(key):
            file, stat, card = self._open(key)
        with file:
            with self._asking(key):
                card = card or self._remember(key, file, stat)
            yield _Opened(card.describe(key, stat.st_size), self, file)

    def get(self, key: str) -> bytes:
        """Read one object whole."""
        with self.open(key) as opened:
            return b"".join(opened.chunks())

    def put(
        self,
        key: str,
        body: bytes | Iterable[bytes],
        *,
        media_type: str = "application/octet-stream",
        metadata: Mapping[str, str] | None = None,
    ) -> None:
        """Store ``body``: written aside, described on a card, then moved to its place in one step."""
        check_key(key)
        digest = hashlib.sha256()
        with self._writing(key) as (path, scratch):
            for chunk in pieces(body):
                digest.update(chunk)
                with self._asking(key):
                    scratch.write(chunk)
            with self._asking(key):
                stat = _finish(scratch)
                card = Card(
                    etag=_etag(digest.hexdigest()),
                    dropped=stat.st_mtime_ns // 10**9,
                    media_type=media_type,
                    metadata=dict(metadata or {}),
                )
                self._place(key, path, stat, card)

    def delete(self, key: str) -> None:
        """Remove one object."""
        check_key(key)
        with suppress(ObjectNotFoundError), self._asking(key):
            while True:  # a plain file and one beside it can both stand for a moment
                path = self._find(key)
                stat = path.lstat()
                path.unlink()
                self._cards.remove(key, stat)

    def purge(self, key: str, *, but_latest: bool = False) -> None:
        """Remove one object, and with it what writers that died have left of it: cards, and files under way."""
        if not but_latest:
            self.delete(key)
            with self._asking(key):
                self._cards.forget(key)
                self._scratch.forget(key)

    def list(
        self,
        prefix: str = "",
        *,
        deep: bool = True,
        deleted: bool = False,  # noqa: ARG002 - nothing earlier is kept
    ) -> Iterator[ObjectInfo]:
        """Yield every object whose key starts with ``prefix``."""
        for key, path in self._below(prefix, deep=deep):
            with suppress(ObjectNotFoundError), self._asking(key):
                yield self._describe(key, path)

    def top_level(self, prefix: str = "", *, deleted: bool = False) -> Iterator[str]:  # noqa: ARG002 - nothing is kept
        """Yield the names one level below ``prefix`` that hold objects."""
        seen: set[str] = set()
        for folder in self._folders(prefix):
            for key, _ in self._walk(folder):
                name, slash, _ = key.removeprefix(prefix).partition("/")
                if slash and name not in seen:
                    seen.add(name)
                    yield name
                if not paths.is_part(folder[-1]):
                    break

    def read_some(self, key: str, file: BufferedIOBase) -> bytes:
        """Read the next piece of an opened object."""
        with self._asking(key):
            return file.read(CHUNK_BYTES)

    def _path(self, components: Iterable[str]) -> Path:
        return self._root.joinpath(*components)

    def _find(self, key: str) -> Path:
        for path in (self._path(paths.spell(key)), self._path(paths.spell_beside(key))):
            with suppress(FileNotFoundError, NotADirectoryError):
                if S_ISREG(path.lstat().st_mode):
                    return path
        raise FileNotFoundError(key)

    def _open(self, key: str) -> tuple[BufferedIOBase, os.stat_result, Card | None]:
        while True:
            path = self._find(key)
            with ExitStack() as closing:
                file = closing.enter_context(path.open("rb"))
                stat = os.fstat(file.fileno())
                card = self._cards.read(key, stat)
                if card or _same(stat, path.lstat()):
                    closing.pop_all()
                    return file, stat, card
            # Replaced between opening it and looking for its card: what stands there now has one.

    def _describe(self, key: str, path: Path) -> ObjectInfo:
        stat = path.lstat()
        if card := self._cards.read(key, stat):
            return card.describe(key, stat.st_size)
        try:
            return self.head(key)
        except StoreUnavailableError:
            # One file that may not be read must not hide all the others: it is listed, and opening it says why.
            unread = Card(etag=f"unread-{stat.st_mtime_ns}", dropped=int(stat.st_ctime))
            return unread.describe(key, stat.st_size)

    def _remember(self, key: str, file: BufferedIOBase, stat: os.stat_result) -> Card:
        """Hash a file that came without a card. Its time is that of its arrival, not of its making."""
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        card = Card(etag=_etag(digest), dropped=int(stat.st_ctime))
        if _same(stat, os.fstat(file.fileno())):
            with suppress(OSError):  # a folder that can't be written to is only slower
                self._cards.write(key, stat, card)
        return card

    def _place(self, key: str, scratch: Path, stat: os.stat_result, card: Card) -> None:
        """Move a finished file to its place; the card goes first, so that no file is ever without its card.

        The folder itself is not synced: a rename that a power cut undoes is an output that is missing, and what
        is missing is made again.
        """
        old = None
        with suppress(FileNotFoundError):
            old = self._find(key).lstat()
            card = card.after(self._cards.read(key, old))
        self._cards.write(key, stat, card)
        plain, beside = self._path(paths.spell(key)), self._path(paths.spell_beside(key))
        self._make_way(plain.parent)
        try:
            scratch.replace(plain)
        except IsADirectoryError:
            scratch.replace(beside)
        else:
            with suppress(FileNotFoundError):
                beside.unlink()
        if old:
            self._cards.remove(key, old)

    def _make_way(self, folder: Path) -> None:
        """Make a folder; a file that has its name (keys ``a`` and ``a/b`` are both legal) steps aside."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            for path in (folder, *folder.parents):
                if path.is_relative_to(self._root) and path.is_file():
                    key = paths.read(path.relative_to(self._root).parts)
                    path.replace(self._path(paths.spell_beside(key or path.name)))
            folder.mkdir(parents=True, exist_ok=True)

    def _below(self, prefix: str, *, deep: bool) -> Iterator[tuple[str, Path]]:
        folder, slash, _ = prefix.rpartition("/")
        walk = self._walk(paths.spell(folder) if slash else (), deep=deep)
        return ((key, path) for key, path in walk if key.startswith(prefix))

    def _folders(self, prefix: str) -> Sequence[tuple[str, ...]]:
        above = paths.spell(prefix.removesuffix("/")) if prefix else ()
        return [
            (*above, entry.name)
            for entry in self._entries(above)
            if entry.is_dir(follow_symlinks=False) and (above or entry.name != paths.OURS)
        ]

    def _walk(self, top: tuple[str, ...], *, deep: bool = True) -> Iterator[tuple[str, Path]]:
        todo = [top]
        while todo:
            folder = todo.pop()
            for entry in self._entries(folder):
                components = (*folder, entry.name)
                if entry.is_dir(follow_symlinks=False):
                    if (deep or paths.is_part(entry.name)) and components != (paths.OURS,):
                        todo.append(components)
                elif entry.is_file(follow_symlinks=False) and (key := paths.read(components)) is not None:
                    yield key, Path(entry.path)

    def _entries(self, folder: tuple[str, ...]) -> Sequence[os.DirEntry[str]]:
        with suppress(ObjectNotFoundError), self._asking("/".join(folder)), os.scandir(self._path(folder)) as entries:
            return tuple(entries)
        return ()

    @contextmanager
    def _writing(self, key: str) -> Iterator[tuple[Path, BufferedIOBase]]:
        """Open a file of our own that is gone afterwards unless it was moved to its place."""
        with self._asking(key):
            self._root.stat()  # a root that is gone is not made again: it is a disk that is not there
            path = self._scratch.new(key)
            file = path.open("xb")
        try:
            with file:
                yield path, file
        finally:
            with suppress(OSError):
                path.unlink()

    @contextmanager
    def _asking(self, key: str) -> Iterator[None]:
        """Translate what the file system says: a file that is not there is an answer, all else is none."""
        try:
            yield
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
            if self._root.is_dir():
                raise ObjectNotFoundError(self.bucket, key) from error
            raise StoreUnavailableError(self.bucket, key, "the folder is not there") from error
        except OSError as error:
            raise StoreUnavailableError(self.bucket, key, error.strerror or type(error).__name__) from error


def _finish(file: BufferedIOBase) -> os.stat_result:
    """Bring a file to the disk, with a time of modification of its own: file systems tick coarsely."""
    file.flush()
    now = time.time_ns()
    os.utime(file.fileno(), ns=(now, now))
    os.fsync(file.fileno())
    return os.fstat(file.fileno())


def _etag(sha256: str) -> str:
    return sha256[:32]  # as long as any other store's, so that derived names stay short


def _same(one: os.stat_result, other: os.stat_result) -> bool:
    return (one.st_ino, one.st_size, one.st_mtime_ns) == (other.st_ino, other.st_size, other.st_mtime_ns)
