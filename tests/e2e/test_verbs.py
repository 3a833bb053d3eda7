"""The stack and its operator: stages that rest and go on, files that are parsed again, and tables that tell of it."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.request import urlopen

import psycopg
import pytest
from minio.datatypes import Object
from typer.testing import CliRunner, Result

from deploy.stack.stack import Stack
from services.cli.app import build
from services.parser.version import PARSER_VERSION
from shared.pausing import LOOK_SECONDS
from tests.faults.seeing import last_words, waiting
from tests.servers import running

pytestmark = pytest.mark.server

SAMPLE = Path(__file__).parents[2] / "demo/samples/306/social-og-sundhed-2023-05-08.txt"
RESULTS = f"{PARSER_VERSION}/165/"
DELIVERIES = "SELECT * FROM deliveries ORDER BY id"
PATIENCE_SECONDS = 180  # a busy machine is no failure
POSTPONED = 'referat_events_received_total{outcome="postponed",source="minio"} 2.0'
BEFORE, MEANWHILE = ("a.txt", "b å+.txt"), tuple(f"{number} meanwhile.txt" for number in range(5))


def _until(ask: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not ask():
        assert time.monotonic() < deadline, f"not so after {PATIENCE_SECONDS} seconds"
        time.sleep(0.1)


def _run(stack: Stack, *arguments: str) -> Result:
    """Do what an operator does."""
    done = CliRunner().invoke(build(), arguments, obj=dict(stack.operator), env={"COLUMNS": "200"})
    assert done.exit_code == 0, (arguments, done.output, done.exception)
    return done


def _drop(stack: Stack, *names: str) -> None:
    for number, name in enumerate(names):
        stack.drop("165", name, SAMPLE.read_bytes() + b"\n" * (number + len(name)))


def _indexed(rows: psycopg.Connection) -> set[str]:
    return {name for (name,) in rows.execute("SELECT name FROM deliveries WHERE has_receipt")}


def _objects(stack: Stack, bucket: str, prefix: str) -> dict[str, Object]:
    listed = stack.client("root").list_objects(bucket_name=bucket, prefix=prefix, recursive=True)
    return {str(found.object_name): found for found in listed}


def _results(stack: Stack) -> dict[str, Object]:
    found = _objects(stack, "items", RESULTS)
    return {name: each for name, each in found.items() if name.endswith(".json")}


def _row(table: str, stage: str) -> list[str]:
    """Read one line of a table: the municipality's gap in one stage."""
    return next((line.split() for line in table.splitlines() if line.split()[:2] == [stage, "165"]), [])


def _all_have_looked() -> None:
    """Wait for as long as anybody believes what the archive said before."""
    time.sleep(LOOK_SECONDS + 0.5)


def test_an_operator_has_stages_rest_and_files_parsed_again() -> None:
    """While parsing rests all else goes on and nothing piles up, even over a restart; afterwards nothing is lost."""
    with running(Stack()) as stack, psycopg.connect(stack.database_url(), autocommit=True) as rows:
        try:
            _drop(stack, *BEFORE)
            _until(lambda: _indexed(rows) == set(BEFORE))
            _rest(stack, rows)
            _go_on(stack, rows)
            _replay(stack, rows)
            _shut_the_door(stack, rows)
        except AssertionError as error:
            pytest.fail(f"{error}\n\n{last_words(stack)}")


def _rest(stack: Stack, rows: psycopg.Connection) -> None:
    """Pause parsing, drop files, and kill the parser in between."""
    _run(stack, "pause", "parse", "--because", "a new release")
    _all_have_looked()
    stack.services["parser"].kill()
    _drop(stack, *MEANWHILE)
    _until(lambda: len(_objects(stack, "archive", "raw/165/")) == len(BEFORE + MEANWHILE))
    stack.services["parser"].start()
    # As the scheduler: its own user can do all of it.
    environ = dict(stack.operator) | stack.store.environ("scheduler")
    swept = CliRunner().invoke(build(), ["sweep"], obj=environ, env={"COLUMNS": "200"})
    assert swept.exit_code == 0, swept.output
    assert "a new release" in swept.stdout
    assert _row(swept.stdout, "parse")[:3] == ["parse", "165", "5"]
    assert _row(swept.stdout, "parse")[-3:] == ["0", "0", "0"], "held back, on the way, hints given"
    _all_have_looked()

    assert _indexed(rows) == set(BEFORE)
    assert len(_results(stack)) == len(BEFORE)
    assert not any(waiting(stack).values()), "hints for a stage that rests"
    assert "a new release" in _run(stack, "status").stdout


def _go_on(stack: Stack, rows: psycopg.Connection) -> None:
    _run(stack, "resume", "--all")
    _until(lambda: _indexed(rows) == set(BEFORE + MEANWHILE))
    _until(partial(_is_idle, stack))


def _is_idle(stack: Stack) -> bool:
    return "Nothing is missing." in _run(stack, "sweep", "--dry-run").stdout and not any(waiting(stack).values())


def _replay(stack: Stack, rows: psycopg.Connection) -> None:
    """Have some parsed again: their results are new objects with the same bytes, and the rows stay as they are."""
    before, items = rows.execute(DELIVERIES).fetchall(), _results(stack)
    time.sleep(1.1)  # the store's clock counts seconds
    assert "again: 7." in _run(stack, "replay", "--municipality", "165", "--dry-run").stdout
    _run(stack, "replay", "--file", "165/a.txt")
    _run(stack, "sweep")
    _until(lambda: _is_idle(stack) and len(_results(stack)) == len(items))
    again = _results(stack)

    newer = {name for name, item in again.items() if item.last_modified != items[name].last_modified}
    assert [name.partition("@")[0] for name in newer] == [f"{RESULTS}a.txt"]
    assert {name: item.etag for name, item in again.items()} == {name: item.etag for name, item in items.items()}
    assert rows.execute(DELIVERIES).fetchall() == before
    assert "165 Albertslund" in _run(stack, "status").stdout


def _shut_the_door(stack: Stack, rows: psycopg.Connection) -> None:
    """Pause fetching: whoever delivers notices nothing, the store hears yes, and the files come in afterwards."""
    _run(stack, "pause", "fetch", "--because", "a new store")
    _all_have_looked()
    stood = len(_objects(stack, "archive", "raw/165/"))
    _drop(stack, "late 1.txt", "late 22.txt")
    _until(lambda: POSTPONED in _scraped(stack, "fetcher"))
    _until(lambda: 'referat_missing_keys{municipality="165",stage="fetch"} 2.0' in _scraped(stack, "scheduler"))

    assert 'referat_stage_paused{stage="fetch"} 1.0' in _scraped(stack, "scheduler")
    assert 'referat_stage_paused{stage="parse"} 0.0' in _scraped(stack, "scheduler")
    assert len(_objects(stack, "archive", "raw/165/")) == stood
    _run(stack, "resume", "fetch")
    _until(lambda: _indexed(rows) == {*BEFORE, *MEANWHILE, "late 1.txt", "late 22.txt"})


def _scraped(stack: Stack, service: str) -> str:
    with urlopen(f"{stack.http(service)}/metrics", timeout=30) as answer:  # noqa: S310 - our own
        body: bytes = answer.read()
        return body.decode()
