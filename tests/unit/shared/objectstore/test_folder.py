"""A folder as a bucket: what people do to it by hand, and what a process leaves that dies in the middle."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.errors import StoreUnavailableError
from shared.objectstore.folder import FolderStore
from shared.objectstore.port import CHUNK_BYTES
from tests.builders import put


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Name the bucket's folder."""
    return tmp_path / "drop"


def _plain(root: Path) -> dict[str, bytes]:
    """Read what a person sees in the bucket's folder."""
    files = (path for path in root.rglob("*") if path.is_file() and ".referat" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def test_a_person_finds_an_object_under_its_own_name(root: Path) -> None:
    """A plain key is a plain path, and the bucket is called like the folder."""
    store = FolderStore(root)
    store.put("165/Økonomiudvalget/referat æ.pdf", b"x")

    assert store.bucket == "drop"
    assert _plain(root) == {"165/Økonomiudvalget/referat æ.pdf": b"x"}


def test_a_file_copied_in_by_hand_is_an_object(root: Path) -> None:
    """A copied file is listed and read, with a hash for an ETag and the time of its arrival, not of its making."""
    store = FolderStore(root)
    (root / "165").mkdir()
    (root / "165" / "100%.pdf").write_bytes(b"by hand")
    os.utime(root / "165" / "100%.pdf", (0, 0))

    (listed,) = store.list("165/")
    copied = put(FolderStore(root.with_name("other")), "165/100%.pdf", b"by hand")

    assert (listed.key, listed.size, listed.etag) == ("165/100%.pdf", 7, copied.etag)
    assert listed.last_modified.year > 2000
    assert store.head("165/100%.pdf") == listed
    assert store.get("165/100%.pdf") == b"by hand"


def test_what_is_known_of_a_file_is_remembered(root: Path) -> None:
    """Another process sees the same version of a copied file, even when its inode has changed since."""
    (root / "165").mkdir(parents=True)
    (root / "165" / "a").write_bytes(b"x")
    before = FolderStore(root).head("165/a")
    (root / "165" / "a").chmod(0o600)

    assert FolderStore(root).head("165/a") == before


def test_a_file_changed_by_hand_is_another_version(root: Path) -> None:
    """What the card says is believed only while size and time match the file."""
    store = FolderStore(root)
    before = put(store, "165/a", b"one", metadata={"name": "a"})
    (root / "165" / "a").write_bytes(b"two")
    after = store.head("165/a")

    assert after.etag != before.etag
    assert after.metadata == {}
    assert store.get("165/a") == b"two"


def test_the_cards_can_be_lost(root: Path) -> None:
    """Without its cards, or with garbled ones, every file is an object still."""
    store = FolderStore(root)
    etag = put(store, "165/a", b"x").etag
    for card in (root / ".referat" / "cards").rglob("*.json"):
        card.write_bytes(b"{")

    assert store.head("165/a").etag == etag


def test_overwriting_leaves_one_card(root: Path) -> None:
    """Cards do not pile up, and none is left when the object is deleted."""
    store = FolderStore(root)
    for number in range(5):
        store.put("165/a", b"%d" % number)
    standing = list((root / ".referat" / "cards").rglob("*.json"))
    store.delete("165/a")

    assert len(standing) == 1
    assert list((root / ".referat" / "cards").rglob("*.json")) == []


def test_a_put_that_dies_leaves_nothing_half(root: Path) -> None:
    """Until the last step nothing is to be seen, and what is left aside is cleared away later."""
    store = FolderStore(root)
    store.put("165/a", b"old", metadata={"name": "a"})

    def body() -> Iterator[bytes]:
        yield b"x" * CHUNK_BYTES
        assert _plain(root) == {"165/a": b"old"}
        assert store.head("165/a").metadata == {"name": "a"}

    store.put("165/a", body())
    left = root / ".referat" / "scratch" / "of-a-dead-process"
    left.write_bytes(b"half")
    fresh = left.with_name("of-a-living-one")
    fresh.write_bytes(b"half")
    os.utime(left, (0, 0))
    FolderStore(root)

    assert not left.exists()
    assert fresh.exists()


def test_a_card_without_its_file_changes_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process killed between the card and the file leaves the old object with all that was known of it."""
    store = FolderStore(root)
    before = put(store, "165/a", b"old", metadata={"name": "a"})

    def killed(_self: Path, _target: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        store.put("165/a", b"new", metadata={"name": "b"})
    monkeypatch.undo()

    assert store.head("165/a") == before
    assert store.get("165/a") == b"old"
    assert list((root / ".referat" / "scratch").iterdir()) == []


def test_a_purge_forgets_what_killed_processes_left_behind(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes under way and cards, which hold name and hash: none of them outlives a purge, and those of others do."""
    store = FolderStore(root)

    def kept(_self: Path, *_: object, **__: object) -> None:
        """Be a process that is killed before it clears up."""

    for key in ("165/a", "165/b"):
        store.put(key, b"old")
    for moment in ("os.replace", "pathlib.Path.replace"):  # before the card is in its place, and before the file is
        with monkeypatch.context() as patch:
            patch.setattr(moment, _killed)
            patch.setattr(Path, "unlink", kept)
            for key in ("165/a", "165/b"):
                with pytest.raises(KeyboardInterrupt):
                    store.put(key, b"secret", metadata={"name": "secret"})
    assert [len(_secret(root, folder)) for folder in ("cards", "scratch")] == [4, 4]
    store.purge("165/a")

    assert [info.key for info in store.list()] == ["165/b"]
    assert [len(_secret(root, folder)) for folder in ("cards", "scratch")] == [2, 2]
    store.purge("165/b")
    assert [len(_secret(root, folder)) for folder in ("cards", "scratch")] == [0, 0]


def _killed(*_: object) -> Path:
    raise KeyboardInterrupt


def _secret(root: Path, folder: str) -> list[Path]:
    """Name what the store keeps to itself that tells of a secret."""
    files = (root / ".referat" / folder).rglob("*")
    return [path for path in files if path.is_file() and b"secret" in path.read_bytes()]


def test_what_is_being_read_stays_what_it_was(root: Path) -> None:
    """A reader gets the version that it opened, whole, while another is put and deleted."""
    store = FolderStore(root)
    store.put("165/a", b"old" * CHUNK_BYTES)
    with store.open("165/a") as opened:
        chunks = opened.chunks()
        read = next(chunks)
        store.put("165/a", b"new")
        store.delete("165/a")
        read += b"".join(chunks)

    assert read == b"old" * CHUNK_BYTES


def test_many_may_write_and_read_at_once(root: Path) -> None:
    """Every reader sees one whole version with its own metadata, and scratch is empty in the end."""
    stores = [FolderStore(root) for _ in range(4)]
    stores[0].put("k/v", b"0" * 1000, metadata={"of": "0"})
    wrong: list[tuple[bytes, str | None]] = []

    def work(store: FolderStore, name: str) -> None:
        for _ in range(25):
            store.put("k/v", name.encode() * 1000, metadata={"of": name})
            with store.open("k/v") as opened:
                body = b"".join(opened.chunks())
            if body != (opened.info.metadata.get("of") or "").encode() * 1000:
                wrong.append((body[:1], opened.info.metadata.get("of")))

    threads = [threading.Thread(target=work, args=(store, str(n))) for n, store in enumerate(stores)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert list((root / ".referat" / "scratch").iterdir()) == []


def test_file_names_that_are_no_text_have_a_key(root: Path) -> None:
    """A Latin-1 name from an old archive is listed under a key that is text and leads back to it."""
    store = FolderStore(root)
    (root / "165").mkdir()
    Path(os.fsdecode(os.fsencode(root) + b"/165/m\xf8de 100%.pdf")).write_bytes(b"x")

    (key,) = [info.key for info in store.list()]

    assert key == "165/%!m%F8de 100%25.pdf"
    assert key.encode().decode() == key
    assert store.get(key) == b"x"


def test_links_and_pipes_are_no_objects(root: Path, tmp_path: Path) -> None:
    """A symbolic link leads nowhere, and a pipe keeps nobody waiting."""
    store = FolderStore(root)
    (tmp_path / "secret").write_bytes(b"secret")
    (root / "link").symlink_to(tmp_path / "secret")
    (root / "folder").symlink_to(tmp_path)
    os.mkfifo(root / "pipe")

    assert list(store.list()) == []
    assert list(store.top_level()) == []


def test_one_unreadable_file_does_not_hide_the_others(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be read is listed, and only opening it says that it can't be."""
    store = FolderStore(root)
    store.put("165/a", b"x")
    (root / "165" / "b").write_bytes(b"x")
    opening = Path.open

    def forbidding(path: Path, mode: str) -> object:
        if path.name == "b":
            raise PermissionError(13, "Permission denied")
        return opening(path, mode)

    monkeypatch.setattr(Path, "open", forbidding)  # the permission itself does not hold for root

    assert sorted(info.key for info in store.list("165/")) == ["165/a", "165/b"]
    with pytest.raises(StoreUnavailableError, match="Permission denied"):
        store.get("165/b")


def test_a_listing_never_leaves_the_bucket(root: Path, tmp_path: Path) -> None:
    """A prefix with dots is a prefix that no object has, not a way to the folder above."""
    store = FolderStore(root)
    (tmp_path / "above").write_bytes(b"secret")

    assert list(store.list("../")) == []
    assert list(store.top_level("../")) == []
