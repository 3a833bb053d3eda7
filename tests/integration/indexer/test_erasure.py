"""Erased files in the database: no row, index or page of the file tells of them any more, and none comes back."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text

from services.indexer import database
from services.indexer.database import open_engine, reading
from services.indexer.errors import DatabaseUnavailableError
from services.indexer.repository import Repository
from services.indexer.rows import rows
from services.indexer.search import search
from shared.contract.codes import Outcome
from shared.contract.result import Result
from tests.integration.indexer.dumping import dump
from tests.integration.indexer.indexing import index
from tests.unit.indexer.building import delivery, key_of, parsed

ERASED = "erased"
WORDS = (b"ladcykler", b"Havnegade", b"Asta Birk", b"5e5e5e5e")


def _erased(result: Result) -> Result:
    envelope = replace(result.delivery, sha256=None)
    return replace(result, delivery=envelope, outcome=Outcome.ERASED, record=None, text=None)


@pytest.mark.parametrize("order", list(permutations(("1", "2", ERASED))), ids="-".join)
def test_an_erasure_is_for_good_whatever_comes_when(repository: Repository, engine: Engine, order: tuple[str]) -> None:
    """It goes before results of every parser version, also those that a late task brings."""
    for number, version in enumerate(order):
        result, version_of_it = (_erased(parsed()), "1") if version == ERASED else (parsed(), version)
        index(repository, result, version_of_it, f"e{number}")
    tables = dump(engine)

    (row,) = tables.pop("deliveries")
    assert (row["outcome"], row["sha256"], row["document_id"]) == ("erased", None, None)
    assert {table for table, found in tables.items() if found} == {"municipalities"}
    assert search(engine, "ladcykler") == ()


def test_a_receipt_of_what_was_erased_meanwhile_is_not_asked_for(repository: Repository) -> None:
    """Whoever brings a late result hears that it was not taken, and that another one is the newest."""
    index(repository, _erased(parsed()), etag="tombstone")
    standing = repository.index(rows(parsed(), key_of(parsed()), "late"))

    assert not standing.change
    assert standing.newest is not None
    assert standing.newest.etag == "tombstone"


def test_the_same_bytes_live_on_under_another_name(repository: Repository, engine: Engine) -> None:
    """What was delivered twice is a document until the last of its deliveries is erased."""
    first, second = parsed(), parsed(delivery("kopi.pdf"))
    index(repository, first)
    index(repository, second)
    index(repository, _erased(first), etag="e2")
    index(repository, second, etag="e3")

    (document,) = dump(engine)["documents"]
    assert document["item_key"] == key_of(second)
    assert {hit.name for hit in search(engine, "ladcykler")} == {"kopi.pdf"}
    index(repository, _erased(second), etag="e4")
    assert dump(engine)["documents"] == []


@pytest.fixture
def file(sqlite_url: str) -> Path:
    """Name the file of an SQLite database."""
    return Path(sqlite_url.removeprefix("sqlite:///"))


@pytest.fixture
def sqlite(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    """Open it, with little patience, and as an SQLite that overwrites nothing of what it deletes: not all do."""
    monkeypatch.setattr(database, "SQLITE_BUSY_SECONDS", 0.1)
    engine = open_engine(sqlite_url)
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA secure_delete = OFF"))
    with closing(Repository(engine)) as repository:
        yield repository


def _said(file: Path) -> set[bytes]:
    """Find the words in what SQLite keeps on the disk, as FTS5 writes them too."""
    body = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    return {word for word in WORDS if word.lower() in body.lower()}


def test_no_page_of_the_file_holds_what_was_erased(sqlite: Repository, file: Path) -> None:
    """SQLite only marks what is deleted as free, and its search only notes that a passage is gone, until then."""
    other = parsed(delivery("andet.pdf", sha256="ab" * 32), body="Teknisk Udvalg", titles=("Broen",))
    index(sqlite, parsed())
    index(sqlite, replace(other, text="Broen", record=replace(other.record, items=(), attendance=())))  # type: ignore[type-var]
    index(sqlite, _erased(parsed()), etag="e2")
    assert _said(file) == set(WORDS)
    before = dump(sqlite.engine)
    sqlite.scrub()

    assert _said(file) == set()
    assert dump(sqlite.engine) == before
    assert len(before["documents"]) == 1


def test_a_file_that_somebody_reads_is_not_called_clean(sqlite: Repository, file: Path) -> None:
    """What a reader still sees is kept for it; whoever scrubs hears so, and may try again."""
    index(sqlite, parsed())
    with closing(open_engine(f"sqlite:///{file}").connect()) as reader, reader.begin():
        reader.execute(text("SELECT count(*) FROM documents"))
        index(sqlite, _erased(parsed()), etag="e2")
        with pytest.raises(DatabaseUnavailableError, match="another process reads"):
            sqlite.scrub()
    sqlite.scrub()

    assert _said(file) == set()


@pytest.mark.server
def test_no_table_of_postgresql_says_anything(fresh_postgres_url: str) -> None:
    """Every table and view of every schema of ours is read whole; to scrub is harmless, and left to VACUUM."""
    with closing(Repository(open_engine(fresh_postgres_url))) as repository:
        index(repository, parsed())
        assert _told(repository.engine) == set(WORDS)
        index(repository, _erased(parsed()), etag="e2")
        repository.scrub()

        assert _told(repository.engine) == set()


def _told(engine: Engine) -> set[bytes]:
    ours = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    with reading(engine) as connection:
        names = connection.scalars(text(ours)).all()
        assert len(names) > 14
        rows = [str(row) for name in names for row in connection.execute(text(f'SELECT * FROM "{name}"'))]  # noqa: S608 - names that PostgreSQL told
    return {word for word in WORDS if word.decode().lower() in "\n".join(rows).lower()}
