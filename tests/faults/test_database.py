"""Whatever happens to the database while documents are indexed, in the end it holds what the results make.

Several indexers work without a queue; ``tests/faults/test_database_of_a_system.py`` does some of it to a whole system.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from random import Random
from uuid import UUID

import psycopg
import pytest

from deploy.stack.servers.postgres import PostgresServer
from services.indexer.database import open_engine
from services.indexer.errors import DatabaseUnavailableError
from services.indexer.repository import Repository
from tests.faults.behaviour import Behaviour, Blackhole, Delay, DropReply, Throttle
from tests.faults.crew import SECONDS, Crew
from tests.faults.database_faults import failing_commits, set_read_only
from tests.faults.dropping import chance, seed_of_run
from tests.faults.injections import Injected
from tests.faults.proxy import Proxy
from tests.integration.indexer.dumping import dump
from tests.integration.indexer.indexing import index
from tests.servers import running
from tests.unit.indexer.building import parsed

pytestmark = pytest.mark.server
RESTARTS = 10
KILLS = 15
PATIENCE_SECONDS = 2.0  # of a client whose server says nothing; more than a busy machine needs for one answer
TERMINATE = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'indexer' AND xact_start IS NOT NULL"
)
COMMITTED = DropReply(to=b"COMMIT\0")  # the zero byte: a transaction that begins is READ COMMITTED
PUBLIC = """
    SELECT d.id, d.parser_version, count(DISTINCT i.id), count(DISTINCT c.id),
        count(DISTINCT split_part(i.title, ':', 1))
    FROM live_documents d JOIN agenda_items i ON i.document_id = d.id JOIN decisions c ON c.agenda_item_id = i.id
    GROUP BY d.id, d.parser_version
"""
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """Run a database server that may be mistreated."""
    with running(PostgresServer()) as made:
        with Repository.opened(made.url()):
            pass
        yield made


@pytest.fixture
def choice() -> Random:
    """Choose by the seed of the run."""
    return chance(seed_of_run())


@pytest.fixture
def name(server: PostgresServer) -> str:
    """Make a fresh database of the newest schema."""
    return server.new_database()


@pytest.fixture
def crew(server: PostgresServer, name: str, choice: Random) -> Crew:
    """Make indexers with the rights of production, and give them work."""
    made = Crew(server.url("indexer", name), server.url(database=name), choice)
    made.feed()
    return made


@contextmanager
def recovering(crew: Crew) -> Iterator[None]:
    """Do something to the database while the crew works, and see that it ends as it must."""
    with crew.working():
        crew.until_done(5)
        yield
    crew.check()


@contextmanager
def telling(crew: Crew, what: str, injected: Injected) -> Iterator[None]:
    """Tell of what a block does, and how long it takes afterwards until a document is indexed again."""
    yield
    began = time.monotonic()
    crew.until_done(1)
    injected(what, time.monotonic() - began)


def test_restarts_lose_nothing(server: PostgresServer, crew: Crew, choice: Random, injected: Injected) -> None:
    """A server that is restarted ten times under load, in good order or not, is worked with again. Scenario D1."""
    with recovering(crew):
        for number in range(RESTARTS):
            crew.feed()
            crew.until_done(choice.randint(1, 9))
            end = (server.stop, server.stop_immediately, server.kill)[number % 3]
            with telling(crew, f"database: {end.__name__}, and start", injected):
                end()
                server.start()

    assert crew.postponed


def test_sessions_that_are_ended_at_work_tear_nothing(server: PostgresServer, crew: Crew, injected: Injected) -> None:
    """A connection that is ended within a transaction leaves nothing of it behind. Scenario D2."""
    ended = 0
    with server.connect() as connection, recovering(crew):
        while ended < KILLS:
            crew.feed()
            with telling(crew, "database: pg_terminate_backend", injected):
                while not (row := connection.execute(TERMINATE).fetchone()) or not row[0]:
                    time.sleep(0.001)
            ended += row[0]

    assert crew.postponed.total() >= KILLS / 3


def test_a_commit_that_fails_is_tried_again(server: PostgresServer, name: str, crew: Crew, injected: Injected) -> None:
    """What COMMIT refuses is nobody's fault and stays missing, until it no longer does. Scenario D3."""
    with server.connect(database=name) as connection, recovering(crew):
        with telling(crew, "database: COMMIT fails", injected), failing_commits(connection):
            crew.feed()
            crew.until_postponed(5)
        assert set(crew.postponed) == {"database: RaiseException"}


def test_a_lost_answer_to_commit_is_no_double_work(server: PostgresServer, name: str, choice: Random) -> None:
    """Who does not know whether COMMIT was done finds that it was, and writes what is still missing. Scenario D4."""
    with Proxy(server.port) as proxy:
        crew = Crew(through(proxy, server, name), server.url(database=name), choice)
        crew.feed()
        with recovering(crew):
            for _ in range(5):
                crew.feed()
                proxy.behave(COMMITTED, times=1)
                assert proxy.wait(SECONDS)

        assert proxy.struck == 5
        assert crew.postponed.total() >= 5


def test_what_was_committed_stands_although_nobody_was_told(server: PostgresServer, name: str) -> None:
    """The rows are there, and the second attempt changes none. Scenario D4."""
    with Proxy(server.port) as proxy, closing(Repository(open_engine(through(proxy, server, name)))) as repository:
        repository.check()  # whose own COMMIT is not meant
        proxy.behave(COMMITTED, times=1)
        with pytest.raises(DatabaseUnavailableError):
            index(repository, parsed())
        stands = dump(repository.engine)

        assert stands["deliveries"]
        assert not index(repository, parsed())
        assert dump(repository.engine) == stands


def test_two_who_wait_for_each_other(server: PostgresServer, name: str, injected: Injected) -> None:
    """The server ends one of them, here ours; it is done when the other one has let go. Scenario D5."""
    url = server.url(database=name) + "?options=-c%20deadlock_timeout%3D500ms"
    with closing(Repository(open_engine(url))) as repository, server.connect(database=name) as other:
        index(repository, parsed())
        other.execute("SET deadlock_timeout = '60s'")
        with other.transaction():
            other.execute("SELECT * FROM deliveries FOR UPDATE")
            ours = ThreadPoolExecutor(1).submit(index, repository, parsed(), etag="e2")
            while other.execute(WAITING).fetchone() != (1,):
                time.sleep(0.001)
            other.execute("LOCK TABLE documents")  # which ours has written to
            with pytest.raises(DatabaseUnavailableError, match="DeadlockDetected"):
                ours.result()

        began = time.monotonic()
        assert index(repository, parsed(), etag="e2")
        injected("database: deadlock", time.monotonic() - began)


def test_a_server_that_takes_no_writes_is_waited_for(server: PostgresServer, crew: Crew, injected: Injected) -> None:
    """While it is read-only nothing is done and nothing is lost. Scenario D9."""
    with server.connect() as connection, recovering(crew):
        connection.execute("SET default_transaction_read_only = off")
        set_read_only(connection, "on")
        crew.feed()
        crew.until_postponed(5)
        with telling(crew, "database: read-only", injected):
            set_read_only(connection, "off")

    assert "database: ReadOnlySqlTransaction" in crew.postponed


def test_indexers_share_too_few_connections(server: PostgresServer, crew: Crew, injected: Injected) -> None:
    """Three indexers get everything done by the one connection that they may have. Scenario D10."""
    with server.connect() as connection:
        connection.execute("ALTER ROLE indexer CONNECTION LIMIT 1")
        try:
            with recovering(crew), telling(crew, "database: one connection for three", injected):
                crew.until_postponed(5)
                crew.feed()
        finally:
            connection.execute("ALTER ROLE indexer CONNECTION LIMIT -1")


@pytest.mark.parametrize(
    "slow", [Delay(seconds=0.01), Throttle(bytes_per_second=200_000)], ids=lambda slow: type(slow).__name__
)
def test_a_slow_server_only_takes_longer(server: PostgresServer, name: str, choice: Random, slow: Behaviour) -> None:
    """Nothing is given up because its answers take their time. Scenario D11."""
    with Proxy(server.port) as proxy, proxy.behaving(slow):
        crew = Crew(through(proxy, server, name), server.url(database=name), choice)
        crew.feed(9)
        with recovering(crew):
            pass

    assert not crew.postponed


def test_a_server_that_falls_silent_holds_nobody(
    server: PostgresServer, name: str, choice: Random, injected: Injected
) -> None:
    """Lines that carry nothing any more are given up, and the work is done on new ones. Scenarios D11 and B7."""
    with Proxy(server.port) as proxy:
        crew = Crew(through(proxy, server, name), server.url(database=name), choice, patience_seconds=PATIENCE_SECONDS)
        crew.feed()
        with recovering(crew):
            crew.feed()
            with telling(crew, "database: half-open connections", injected), proxy.behaving(Blackhole()):
                crew.until_postponed(3)


def test_readers_never_see_half_an_upgrade(server: PostgresServer, name: str, crew: Crew) -> None:
    """While a newer parser's results replace all others, each document is wholly read by one of them. Scenario D8."""
    crew.feed(version="1")
    with recovering(crew):
        pass
    seen: list[Sight] = []
    with server.connect("reader", name) as reader:
        before = sight(reader)
        crew.feed(version="2")
        with recovering(crew):
            while not seen or seen[-1].versions != {"2"}:
                seen.append(sight(reader))

    assert any(len(each.versions) > 1 for each in seen), "too fast to be a test"
    assert {each.documents for each in seen} == {before.documents}
    assert [each.torn for each in seen if each.torn] == []


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What one query sees: the public documents, whose parsers have read them, and which are mixed or not whole."""

    documents: frozenset[UUID]
    versions: set[str]
    torn: list[UUID]


def sight(reader: psycopg.Connection) -> Sight:
    """Look at everything that is public, at one moment."""
    rows = reader.execute(PUBLIC).fetchall()
    return Sight(
        documents=frozenset(document for document, *_ in rows),
        versions={version for _, version, *_ in rows},
        torn=[document for document, _, items, decisions, marks in rows if (items, decisions, marks) != (2, 4, 1)],
    )


def through(proxy: Proxy, server: PostgresServer, name: str) -> str:
    """Spell the address of a database as the indexer has it, by way of a proxy."""
    return server.url("indexer", name).replace(server.address, proxy.address)
