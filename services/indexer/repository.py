"""The rows in the database: written whole or not at all, and the same whatever the order of arrival."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Self

from sqlalchemy import Connection, Engine, Row, and_, bindparam, delete, exists, select, update

from services.indexer.database import asking, lock, open_engine, reading, scrub, writing
from services.indexer.migrating import ensure, migrate, must_be_newest
from services.indexer.passages.choosing import passages_of
from services.indexer.replacing import let_go, tidy_municipality, write_document
from services.indexer.rows import Rows
from services.indexer.statements import put, put_if_absent
from services.indexer.tables import deliveries, metadata, municipalities
from services.indexer.views import newest_deliveries
from shared.contract.codes import Outcome
from shared.contract.keys import version_order

_IS_OF_ITS_NAME = and_(deliveries.c.prefix == newest_deliveries.c.prefix, deliveries.c.name == newest_deliveries.c.name)
_NEWEST = (
    select(newest_deliveries.c.item_key, newest_deliveries.c.etag)
    .join(deliveries, _IS_OF_ITS_NAME)
    .where(deliveries.c.item_key == bindparam("of_key"))
)
_MARK = (
    update(deliveries)
    .where(deliveries.c.item_key == bindparam("of_key"), deliveries.c.etag == bindparam("known_etag"))
    .values(has_receipt=True)
)
_TOLD = _NEWEST.subquery()
_MARK_IF_NEWEST = _MARK.where(
    exists().where(_TOLD.c.item_key == bindparam("told_key"), _TOLD.c.etag == bindparam("told_etag"))
)


class Change(IntEnum):
    """What indexing one result did to the rows of its delivery; only ``NONE`` is false."""

    NONE = 0
    NEW = 1
    REPLACED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """One delivery as it stands in the database: the result that it was indexed from."""

    item_key: str
    etag: str

    @property
    def output(self) -> str:
        """What the stage calls it."""
        return f"{self.item_key}#{self.etag}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one delivery stands after its result was indexed.

    ``newest`` is the newest version of its name, ``None`` where the result was not taken; ``has_receipt`` says that
    this very result stood before and had its receipt. ``kept`` is the result of a newer parser version that stays
    instead.
    """

    change: Change
    newest: Indexed | None
    has_receipt: bool
    kept: str | None = None


class Repository:
    """All that this room writes to the database. Every method raises DatabaseUnavailableError."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._passages = passages_of(engine.dialect)

    @classmethod
    @contextmanager
    def opened(cls, url: str) -> Iterator[Self]:
        """Open a database with the newest schema, and leave no connection behind. Raises SettingsError too."""
        repository = cls(open_engine(url))
        try:
            repository.migrate()
            yield repository
        finally:
            repository.close()

    def close(self) -> None:
        """Leave no connection behind."""
        self._engine.dispose()

    @property
    def engine(self) -> Engine:
        """The engine, for those who only read."""
        return self._engine

    def migrate(self) -> None:
        """Bring the database to the newest schema; harmless if it is there."""
        migrate(self._engine)

    def ensure(self) -> None:
        """Make the newest schema where it does not stand, and the database first if it is gone; else only ask."""
        ensure(self._engine)

    def check(self) -> None:
        """Make sure that the database answers and has the newest schema."""
        with reading(self._engine) as connection:
            must_be_newest(connection)

    def reset(self) -> None:
        """Empty every table, on the way to filling them again from the items."""
        self.migrate()
        with writing(self._engine) as connection:
            self._passages.clear(connection)
            for table in reversed(metadata.sorted_tables):
                connection.execute(delete(table))

    def scrub(self) -> None:
        """See that nothing is left in an SQLite file of rows that are gone. PostgreSQL has VACUUM for it."""
        with writing(self._engine) as connection:
            self._passages.forget_words(connection)
        scrub(self._engine)

    def standing(self, prefix: str) -> set[str]:
        """Name every result under one prefix that is indexed and has its receipt."""
        stands = select(deliveries.c.item_key, deliveries.c.etag).where(
            deliveries.c.prefix == prefix, deliveries.c.has_receipt
        )
        with reading(self._engine) as connection:
            return {Indexed(item_key=key, etag=etag).output for key, etag in connection.execute(stands)}

    def newest(self, item_key: str) -> Indexed | None:
        """Find the newest version of the name whose result ``item_key`` is, as far as it is indexed."""
        with asking(self._engine) as connection:
            return _newest(connection, item_key)

    def mark_receipt(self, indexed: Indexed, *, if_newest: Indexed | None = None) -> bool:
        """Remember that the receipt says what was indexed from this very result, if that is still so.

        With ``if_newest`` only as long as that is the newest version of the name. Says whether it was remembered.
        """
        known = {"of_key": indexed.item_key, "known_etag": indexed.etag}
        with asking(self._engine) as connection:
            if if_newest is None:
                return bool(connection.execute(_MARK, known).rowcount)
            told = {"told_key": if_newest.item_key, "told_etag": if_newest.etag}
            return bool(connection.execute(_MARK_IF_NEWEST, {**known, **told}).rowcount)

    def index(self, rows: Rows, *, gone: str | None = None) -> Standing:
        """Write the rows of one result in place of what stood for its delivery, and say how that stands now.

        The same result twice changes nothing, and a result of an older parser version than what stands is not
        taken, unless what stands is ``gone``; nor is any after an erasure. Raises ContractError for rows that no column
        can hold.
        """
        (delivery,) = rows["deliveries"]
        with writing(self._engine) as connection:
            lock(connection, delivery["prefix"])
            same = select(deliveries).where(deliveries.c.tail == delivery["tail"])
            stood = connection.execute(same).one_or_none()
            if stood is not None and _is_settled(stood, delivery, gone):
                change = Change.NONE
            else:
                change = Change.NEW if stood is None else Change.REPLACED
                self._replace(connection, stood, rows)
            newest = _newest(connection, delivery["item_key"])
            is_told = stood is not None and stood.item_key == delivery["item_key"] and stood.has_receipt
        kept = stood.item_key if stood is not None and newest is None else None
        return Standing(change=change, newest=newest, has_receipt=change is Change.NONE and is_told, kept=kept)

    def _replace(self, connection: Connection, stood: Row[Any] | None, rows: Rows) -> None:
        (delivery,) = rows["deliveries"]
        old_code = stood.municipality_code if stood is not None else None
        for code in sorted({old_code, delivery["municipality_code"]} - {None, delivery["prefix"]}):
            lock(connection, code)
        put_if_absent(connection, municipalities, rows["municipalities"])
        if rows["documents"]:
            write_document(connection, self._passages, rows)
        put(connection, deliveries, rows["deliveries"])
        if stood is not None and stood.document_id is not None:
            let_go(connection, self._passages, stood.document_id)
        tidy_municipality(connection, old_code)


def _newest(connection: Connection, item_key: str) -> Indexed | None:
    found = connection.execute(_NEWEST, {"of_key": item_key}).one_or_none()
    return Indexed(item_key=found.item_key, etag=found.etag) if found else None


def _is_settled(stood: Row[Any], delivery: dict[str, Any], gone: str | None) -> bool:
    if (stood.outcome == Outcome.ERASED) != (delivery["outcome"] == Outcome.ERASED):
        return bool(stood.outcome == Outcome.ERASED)  # for good: over late tasks and every parser version
    new, old = version_order(delivery["parser_version"]), version_order(stood.parser_version)
    if new != old:
        return new < old and stood.item_key != gone
    return bool(stood.item_key == delivery["item_key"] and stood.etag == delivery["etag"])
