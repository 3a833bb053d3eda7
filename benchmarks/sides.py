"""The two sides of the race, each three processes: our services, and the bare baseline."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from prometheus_client.parser import text_string_to_metric_families
from psycopg import Connection
from psycopg.sql import SQL
from sqlalchemy import create_engine
from urllib3 import request

from benchmarks import baseline
from benchmarks.programs import Program, Servers
from deploy.stack.servers.asking import answers
from deploy.stack.servers.server import HOST, free_ports
from shared.contract.facts import FileDropped
from shared.queue.app import CeleryPublisher
from shared.settings import BrokerSettings, load

STAGES: Final = {"fetch": "fetcher", "parse": "parser", "index": "indexer"}
_THREADS: Final = {
    "fetch": "REFERAT_FETCHER_THREADS",
    "parse": "REFERAT_PARSER_SLOTS",
    "index": "REFERAT_INDEXER_THREADS",
}
_DONE: Final = SQL("SELECT count(*) FROM deliveries WHERE has_receipt")
_BARE_DONE: Final = SQL("SELECT count(*) FROM bare_documents")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Programs that bring dropped files into the database.

    ``publish`` gives the hint for one key of the drop; ``done`` counts the documents that are in the database whole.
    """

    programs: Mapping[str, Program]
    ports: Mapping[str, int]
    publish: Callable[[str], None]
    done: Callable[[], int]

    def task_seconds(self) -> dict[str, tuple[float, int]]:
        """Ask our services how long all their tasks took, and how many there were, by stage."""
        return {stage: _task_seconds(port) for stage, port in self.ports.items()}


@contextmanager
def ours(servers: Servers, folder: Path, threads: Mapping[str, int], runner: tuple[str, ...] = ()) -> Iterator[Side]:
    """Run fetcher, parser and indexer as in production, or through another module that runs them."""
    with ExitStack() as closing:
        owner = servers.database.environ("referat")
        with Program("services.indexer", "migrate", environ=owner, folder=folder) as migration:
            migration.wait(60)
        programs = {}
        ports = dict(zip(STAGES, free_ports(len(STAGES)), strict=True))
        for stage, service in STAGES.items():
            environ = {
                **servers.store.environ(service),
                **servers.broker.environ(),
                **(servers.database.environ(service) if service == "indexer" else {}),
                "REFERAT_HTTP_PORT": str(ports[stage]),
                _THREADS[stage]: str(threads[stage]),
            }
            usable = partial(answers, f"http://{HOST}:{ports[stage]}/health/ready")
            traced = (*runner, str(folder / f"{service}.trace")) if runner else ()
            program = Program(*traced, f"services.{service}", environ=environ, folder=folder, usable=usable)
            programs[stage] = closing.enter_context(program)
        publisher = CeleryPublisher(load(BrokerSettings, servers.broker.environ()))
        closing.callback(publisher.close)
        database = closing.enter_context(servers.database.connect())
        yield Side(
            programs=programs,
            ports=ports,
            publish=lambda key: publisher.publish(FileDropped(trace_id=key, key=key)),
            done=partial(_count, database, _DONE),
        )


@contextmanager
def bare(servers: Servers, folder: Path, threads: Mapping[str, int]) -> Iterator[Side]:
    """Run the three workers of the baseline, in buckets, tables and a number of the broker of their own."""
    environ = {
        "BROKER": f"redis://:{servers.broker.password}@{servers.broker.address}/1",
        "STORE": servers.store.address,
        "ACCESS_KEY": "root",
        "SECRET_KEY": servers.store.secrets["root"],
        "DATABASE": servers.database.url(),
    }
    client = servers.store.client()
    for bucket in (baseline.ARCHIVE, baseline.ITEMS):
        client.make_bucket(bucket_name=bucket)
    engine = create_engine(environ["DATABASE"])
    baseline.metadata.create_all(engine)
    engine.dispose()
    with ExitStack() as closing:
        programs = {}
        for stage in STAGES:
            program = Program("benchmarks.baseline", stage, str(threads[stage]), environ=environ, folder=folder)
            programs[stage] = closing.enter_context(program)
        app = baseline.build(environ)
        closing.callback(app.close)
        database = closing.enter_context(servers.database.connect())
        yield Side(
            programs=programs,
            ports={},
            publish=lambda key: app.send_task("fetch", [key], queue="fetch"),
            done=partial(_count, database, _BARE_DONE),
        )


def _count(database: Connection, statement: SQL) -> int:
    found = database.execute(statement).fetchone()
    return int(found[0]) if found else 0


def _task_seconds(port: int) -> tuple[float, int]:
    answer = request("GET", f"http://{HOST}:{port}/metrics").data.decode()
    total, count = 0.0, 0
    for family in text_string_to_metric_families(answer):
        for sample in family.samples:
            if sample.name == "referat_task_duration_seconds_sum":
                total += sample.value
            elif sample.name == "referat_task_duration_seconds_count":
                count += int(sample.value)
    return total, count
