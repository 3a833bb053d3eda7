"""What an operator does in a home: look, have files parsed again, and have a stage rest, with everything real."""

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner
from typer.testing import Result as Done

from services.cli.app import build
from services.cli.console import CommandError
from services.indexer.database import open_engine
from services.parser.version import PARSER_VERSION
from shared.contract.codec import decode_result, encode
from shared.contract.codes import Outcome, RejectionReason
from shared.contract.result import Rejected, Result
from tests.integration.indexer.dumping import Dump, dump

SAMPLE = Path(__file__).parents[3] / "demo/samples/306/social-og-sundhed-2023-05-08.txt"
Run = Callable[..., Done]


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with minutes and a note that is no minutes, and a home into which it was taken."""
    folder = tmp_path_factory.mktemp("ingested")
    inbox = folder / "in" / "306"
    inbox.mkdir(parents=True)
    (inbox / "referat.txt").write_bytes(SAMPLE.read_bytes())
    (inbox / "seddel.txt").write_text("Kære alle. Der er kage i kantinen.", encoding="utf-8")
    assert _run(folder / "home", "ingest", folder / "in").exit_code == 0
    return folder


@pytest.fixture
def home(ingested: Path, tmp_path: Path) -> Path:
    """Give a copy of that home, with its folder beside it."""
    shutil.copytree(ingested, tmp_path, dirs_exist_ok=True)
    return tmp_path / "home"


@pytest.fixture
def inbox(home: Path) -> Path:
    """Give the folder."""
    return home.with_name("in")


@pytest.fixture
def referat(home: Path) -> Run:
    """Run commands in the home."""
    return partial(_run, home)


def _run(home: Path, command: str, *others: str | Path) -> Done:
    return CliRunner().invoke(build(), [command, "--home", str(home), *map(str, others)], obj={})


def _rows(home: Path) -> Dump:
    engine = open_engine(f"sqlite:///{home / 'referat.db'}")
    try:
        return dump(engine)
    finally:
        engine.dispose()


def _result(home: Path, name: str = "referat.txt") -> Path:
    (found,) = home.glob(f"items/{PARSER_VERSION}/306/{name}@*.json")
    return found


def _spoil(home: Path, version: str = PARSER_VERSION) -> None:
    """Lay down for the minutes what a parser with a fault would have written."""
    whole = decode_result(_result(home).read_bytes())
    crashed = Rejected(reason=RejectionReason.CRASHED, detail="the child ended with 1")
    spoilt = Result(delivery=whole.delivery, outcome=Outcome.REJECTED, parser_version=PARSER_VERSION, rejected=crashed)
    written = home / "items" / version / _result(home).relative_to(home / "items" / PARSER_VERSION)
    written.parent.mkdir(parents=True, exist_ok=True)
    written.write_bytes(encode(spoilt))


def test_a_stage_that_rests_is_said_and_counted_and_goes_on(referat: Run, home: Path, inbox: Path) -> None:
    """Nothing new is parsed meanwhile, every command says so, and afterwards everything is as if it had not rested."""
    assert referat("pause", "parse", "--because", "a new release").exit_code == 0
    (inbox / "306" / "ny.txt").write_bytes(SAMPLE.read_bytes() + b"\n")
    taken = referat("ingest", inbox)

    assert taken.exit_code == 1
    assert "1 of the stage parse, which rests" in taken.stderr
    assert list(home.glob("archive/raw/306/ny.txt@*"))
    assert not list(home.glob("items/*/306/ny.txt@*"))
    for asked in (referat("status"), referat("sweep", "--dry-run")):
        assert "a new release" in asked.stdout
        assert asked.exit_code == 0
    assert referat("sweep").exit_code == 1
    assert referat("resume", "parse").exit_code == 0
    assert referat("sweep", "--municipality", "316").exit_code == 0
    assert not list(home.glob("items/*/306/ny.txt@*"))
    assert referat("sweep", "--stage", "parse").exit_code == 0
    assert "index" in referat("sweep", "--dry-run").stdout
    done = referat("sweep")
    assert (done.exit_code, "Done: 1." in done.stdout) == (0, True)
    assert "Nothing is missing." in referat("sweep").stdout
    assert {row["name"] for row in _rows(home)["deliveries"]} == {"referat.txt", "seddel.txt", "ny.txt"}


def test_a_replay_makes_good_what_a_parser_with_a_fault_has_made(referat: Run, home: Path) -> None:
    """What is meant is told first, is public until it is replaced, and is what the mended parser makes of it."""
    before = _rows(home)
    _spoil(home)
    referat("sweep")
    assert not _rows(home)["agenda_items"]

    tried = referat("replay", "--reason", "crashed", "--dry-run")
    assert (tried.exit_code, "306/referat.txt" in tried.stdout, "again: 1." in tried.stdout) == (0, True, True)
    assert not _rows(home)["agenda_items"]
    assert referat("replay", "--reason", "crashed").exit_code == 0
    assert _rows(home) == before
    (line,) = (json.loads(file.read_bytes()) for file in home.glob("archive/audit/*-replay-*"))
    assert {name: line[name] for name in ("files", "reason")} == {"files": 1, "reason": "crashed"}


def test_back_to_an_older_release_what_the_newer_has_made_is_taken_back(referat: Run, home: Path) -> None:
    """Its results go, and those of this release are made and indexed in their place."""
    before = _rows(home)
    _spoil(home, "99")
    referat("sweep")
    assert not _rows(home)["agenda_items"]
    assert referat("replay", "--parser-version", "99").exit_code == 0

    assert _rows(home) == before
    assert "Nothing is missing." in referat("sweep").stdout


def test_a_replay_that_says_the_same_changes_no_row(referat: Run, home: Path) -> None:
    """The same bytes are the same result: rows and receipt stand, and are not written again."""
    before, receipt = _rows(home), home / "receipts/306/referat.txt.json"
    written, told = _result(home).stat(), receipt.stat()
    assert referat("replay", "--file", "306/referat.txt").exit_code == 0

    assert _result(home).stat().st_mtime_ns > written.st_mtime_ns
    assert receipt.stat().st_mtime_ns == told.st_mtime_ns
    assert _rows(home) == before


def test_rows_are_public_until_there_is_a_new_result(referat: Run, home: Path) -> None:
    """As long as parsing rests what was taken back is missing, and nobody who reads notices."""
    before = _rows(home)
    referat("pause", "parse", "--because", "a new release")
    taken_back = referat("replay", "--municipality", "306")

    assert taken_back.exit_code == 1
    assert "2 of the stage parse, which rests" in taken_back.stderr
    assert not list(home.glob(f"items/{PARSER_VERSION}/306/*.json"))
    assert _rows(home) == before
    assert "index" not in referat("sweep", "--dry-run").stdout
    referat("resume", "--all")
    assert referat("sweep").exit_code == 0
    assert _rows(home) == before


@pytest.mark.parametrize(
    "options", [("--file", "306/nope.txt"), ("--file", "306/referat.txt", "--reason", "crashed", "--dry-run")]
)
def test_a_file_that_is_none_is_a_mistake(referat: Run, options: tuple[str, ...]) -> None:
    """Who names one file means one, and has mistyped it, or what became of it."""
    done = referat("replay", *options)

    assert isinstance(done.exception, CommandError)
    assert options[1] in str(done.exception)


@pytest.mark.parametrize("outcome", [Outcome.WITHDRAWN, Outcome.ERASED])
def test_what_was_taken_back_cannot_be_meant(referat: Run, outcome: Outcome) -> None:
    """It stays so for good: to ask for it could find nothing, and is a mistake."""
    done = referat("replay", "--outcome", outcome, "--dry-run")

    assert done.exit_code == 2
    assert "--outcome" in done.stderr
    assert referat("replay", "--outcome", "parsed", "--dry-run").exit_code == 0


def test_many_are_asked_for_twice(referat: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody can answer it must be said with an option; nothing was done before."""
    monkeypatch.setattr("services.cli.commands.replay.ASKED_ABOVE", 1)
    refused = referat("replay", "--municipality", "306")

    assert isinstance(refused.exception, CommandError)
    assert "--yes" in str(refused.exception)
    assert _result(home).is_file()
    assert referat("replay", "--municipality", "306", "--yes").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "cure"),
    [
        (("replay",), "--reason"),
        (("replay", "--layout", "edocs"), "edoc"),
        (("replay", "--municipality", "0306"), "306 (Odsherred)"),
        (("sweep", "--municipality", "Odsherred"), "306 (Odsherred)"),
        (("pause", "ocr", "--because", "x"), "pause parse"),
    ],
)
def test_a_mistake_is_one_sentence_with_its_cure(home: Path, arguments: tuple[str, ...], cure: str) -> None:
    """Nothing is done, and no home is needed to be told."""
    done = CliRunner().invoke(build(), [*arguments, "--home", str(home)], obj={})

    assert isinstance(done.exception, CommandError)
    assert cure in str(done.exception)
