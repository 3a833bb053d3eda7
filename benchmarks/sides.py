"""The sides of the race, each three processes: our services, the bare baseline, and the limit."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final, LiteralString

from celery import Celery
from prometheus_client.parser import text_string_to_metric_families
from psycopg import Connection
from sqlalchemy import create_engine
from urllib3 import request

from benchmarks import baseline
from benchmarks.programs import Program, Servers
from deploy.stack.servers.asking import answers
from deploy.stack.servers.server import HOST, free_ports
from services.indexer.repository import Repository
from shared.contract.facts import FileDropped
from shared.queue.app import CeleryPublisher
from shared.settings import BrokerSettings, load

SERVICES: Final = {"fetch": "fetcher", "parse": "parser", "index": "indexer"}
"""Which service does which stage."""

_THREADS: Final = {
    "fetch": "REFERAT_FETCHER_THREADS",
    "parse": "REFERAT_PARSER_SLOTS",
    "index": "REFERAT_INDEXER_THREADS",
}
_MIGRATION_SECONDS: Final = 60
_DONE: Final = "SELECT count(*) FROM deliveries WHERE has_receipt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Processes that bring dropped files into the database, by stage.

    ``publish`` gives the hint for one key of the drop; ``done`` counts the documents that are in the database whole.
    """

    programs: Mapping[str, Program]
    publish: Callable[[str], object]
    done: Callable[[], int]
    ports: Mapping[str, int]

    def tasks(self) -> dict[str, tuple[float, int]]:
        """Ask our services by HTTP how long all their tasks took together, and how many they were."""
        return {stage: _tasks(port) for stage, port in self.ports.items()}


@contextmanager
def ours(servers: Servers, threads: Mapping[str, int], *, traced: bool = False) -> Iterator[Side]:
    """Run fetcher, parser and indexer as in production; ``traced`` runs them through ``benchmarks.tracing``."""
    database = servers.database
    with Program("services.indexer", "migrate", folder=servers.folder, environ=database.environ("referat")) as job:
        job.wait(_MIGRATION_SECONDS)
    programs = {}
    ports = dict(zip(SERVICES, free_ports(len(SERVICES)), strict=True))
    with ExitStack() as stack:
        for stage, service in SERVICES.items():
            environ = {
                **servers.store.environ(service),
                **servers.broker.environ(),
                **(database.environ(service) if stage == "index" else {}),
                "REFERAT_HTTP_PORT": str(ports[stage]),
                _THREADS[stage]: str(threads[stage]),
            }
            through = ("benchmarks.tracing", str(servers.folder / stage)) if traced else ()
            ready = partial(answers, f"http://{HOST}:{ports[stage]}/health/ready")
            program = Program(*through, f"services.{service}", folder=servers.folder, environ=environ, usable=ready)
            programs[stage] = stack.enter_context(program)
        publisher = stack.enter_context(closing(CeleryPublisher(load(BrokerSettings, servers.broker.environ()))))
        connection = stack.enter_context(database.connect())
        yield Side(
            programs=programs,
            publish=lambda key: publisher.publish(FileDropped(trace_id=key, key=key)),
            done=partial(_count, connection, _DONE),
            ports=ports,
        )


@contextmanager
def bare(servers: Servers, threads: Mapping[str, int], *also: str) -> Iterator[tuple[Side, ...]]:
    """Run the baseline's three workers, with their own buckets, tables and number of the broker.

    They make one side for each of ``also``, which says what its tasks do besides (``benchmarks.besides``).
    """
    environ = _environ(servers, number=1, database=servers.database.url())
    for bucket in ("baseline-archive", "baseline-items"):
        servers.store.client().make_bucket(bucket_name=bucket)
    engine = create_engine(environ["DATABASE"])
    baseline.metadata.create_all(engine)
    engine.dispose()
    with ExitStack() as stack:
        programs = _workers(stack, "baseline", servers, threads, dict.fromkeys(threads, environ))
        app = stack.enter_context(closing(baseline.build(environ)))
        connection = stack.enter_context(servers.database.connect())
        done = partial(_count, connection, "SELECT count(*) FROM bare_documents")
        yield tuple(Side(programs=programs, publish=_sending(app, what), done=done, ports={}) for what in also)


@contextmanager
def limited(servers: Servers, threads: Mapping[str, int]) -> Iterator[Side]:
    """Run the three workers of the limit (``benchmarks.limit``), with a database of their own, in our buckets."""
    database = servers.database.new_database("template1")
    environ = _environ(servers, number=2, database=servers.database.url(database=database))
    environ["PREPARED"] = str(servers.prepared)
    users = {stage: environ | _user(servers, SERVICES[stage]) for stage in threads}
    with Repository.opened(environ["DATABASE"]), ExitStack() as stack:
        programs = _workers(stack, "limit", servers, threads, users)
        app = stack.enter_context(closing(Celery(broker=environ["BROKER"], set_as_current=False)))
        connection = stack.enter_context(servers.database.connect(database=database))
        yield Side(programs=programs, publish=_sending(app), done=partial(_count, connection, _DONE), ports={})


def _environ(servers: Servers, *, number: int, database: str) -> dict[str, str]:
    """Spell what a peer's workers are told; ``number`` is theirs at the broker."""
    return {
        "BROKER": f"redis://:{servers.broker.password}@{servers.broker.address}/{number}",
        "STORE": servers.store.address,
        "DATABASE": database,
        **_user(servers, "root"),
    }


def _user(servers: Servers, name: str) -> dict[str, str]:
    return {"ACCESS_KEY": name, "SECRET_KEY": servers.store.secrets[name]}


def _workers(
    stack: ExitStack,
    module: str,
    servers: Servers,
    threads: Mapping[str, int],
    environs: Mapping[str, Mapping[str, str]],
) -> dict[str, Program]:
    """Start a peer's worker for each stage."""
    return {
        stage: stack.enter_context(
            Program(f"benchmarks.{module}", stage, str(count), folder=servers.folder, environ=environs[stage])
        )
        for stage, count in threads.items()
    }


def _sending(app: Celery, *more: str) -> Callable[[str], object]:
    return lambda key: app.send_task("fetch", [key, *more], queue="fetch")


def _count(database: Connection, statement: LiteralString) -> int:
    found = database.execute(statement).fetchone()
    return int(found[0]) if found else 0


def _tasks(port: int) -> tuple[float, int]:
    answer = request("GET", f"http://{HOST}:{port}/metrics").data.decode()
    samples = [sample for family in text_string_to_metric_families(answer) for sample in family.samples]
    seconds, count = (
        sum(sample.value for sample in samples if sample.name == f"referat_task_duration_seconds_{part}")
        for part in ("sum", "count")
    )
    return seconds, int(count)
