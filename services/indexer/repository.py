"""The rows in the database: written whole or not at all, and the same whatever the order of arrival."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Self

from sqlalchemy import ColumnElement, Engine, Row, and_, bindparam, delete, exists, select, update

from services.indexer.database import asking, lock, open_engine, reading, writing
from services.indexer.identity import version_order
from services.indexer.migrating import migrate, must_be_newest
from services.indexer.passages.choosing import passages_of
from services.indexer.replacing import let_go, tidy_municipality, write_document
from services.indexer.rows import Rows
from services.indexer.statements import put, put_if_absent
from services.indexer.tables import deliveries, metadata, municipalities

_THIS = deliveries.alias()
_NEWEST = (
    select(deliveries.c.item_key, deliveries.c.etag)
    .join(_THIS, and_(deliveries.c.prefix == _THIS.c.prefix, deliveries.c.name == _THIS.c.name))
    .where(_THIS.c.item_key == bindparam("item_key"))
    .order_by(deliveries.c.version.desc())
    .limit(1)
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

    def standing(self, prefix: str) -> set[str]:
        """Name every result under one prefix that is indexed and has its receipt."""
        stands = select(deliveries.c.item_key, deliveries.c.etag).where(
            deliveries.c.prefix == prefix, deliveries.c.has_receipt
        )
        with reading(self._engine) as connection:
            return {Indexed(item_key=key, etag=etag).output for key, etag in connection.execute(stands)}

    def stands(self, indexed: Indexed) -> bool:
        """Say whether this very result is indexed and has its receipt."""
        with asking(self._engine) as connection:
            return bool(connection.scalar(select(exists().where(_is(indexed), deliveries.c.has_receipt))))

    def newest(self, item_key: str) -> Indexed | None:
        """Find the newest version of the name whose result ``item_key`` is, as far as it is indexed."""
        with asking(self._engine) as connection:
            found = connection.execute(_NEWEST, {"item_key": item_key}).one_or_none()
        return Indexed(item_key=found.item_key, etag=found.etag) if found else None

    def mark_receipt(self, indexed: Indexed) -> None:
        """Remember that the receipt says what was indexed from this very result."""
        with asking(self._engine) as connection:
            connection.execute(update(deliveries).where(_is(indexed)).values(has_receipt=True))

    def index(self, rows: Rows) -> Change:
        """Write the rows of one result in place of what stood for its delivery.

        The same result twice changes nothing, and a result of an older parser version than what stands is not
        taken. Raises ContractError for rows that no column can hold.
        """
        (delivery,) = rows["deliveries"]
        with writing(self._engine) as connection:
            lock(connection, delivery["prefix"])
            same = select(deliveries).where(deliveries.c.tail == delivery["tail"])
            stood = connection.execute(same).one_or_none()
            if stood is not None and _is_settled(stood, delivery):
                return Change.NONE
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
        return Change.NEW if stood is None else Change.REPLACED


def _is(indexed: Indexed) -> ColumnElement[bool]:
    return and_(deliveries.c.item_key == indexed.item_key, deliveries.c.etag == indexed.etag)


def _is_settled(stood: Row[Any], delivery: dict[str, Any]) -> bool:
    new, old = version_order(delivery["parser_version"]), version_order(stood.parser_version)
    if new != old:
        return new < old
    return bool(stood.item_key == delivery["item_key"] and stood.etag == delivery["etag"])
