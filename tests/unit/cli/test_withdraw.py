"""Withdrawing by hand and opening the brake, in the distributed system: the store is what the environment says."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from services.cli.app import build
from services.cli.console import CommandError
from services.fetcher.admit import Limits
from services.fetcher.metrics import FetcherMetrics
from services.fetcher.stage import FetchStage
from services.fetcher.tasks import Fetcher
from services.fetcher.withdrawing import confirming
from shared.contract.codec import decode_result
from shared.contract.codes import Outcome
from shared.objectstore.folder import FolderStore
from shared.operating import Operator
from shared.stage import sweep_all

WHY = "lagt op ved en fejl"


class Home:
    """A store of folders, as the distributed system may have one, with a fetcher at work."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.drop, self.archive = FolderStore(folder / "drop"), FolderStore(folder / "archive")

    def put(self, *names: str) -> None:
        """Drop files and have them fetched."""
        for key in names:
            self.drop.put(key, key.encode())
        limits = Limits()
        fetcher = Fetcher(
            drop=self.drop, archive=self.archive, limits=limits, metrics=FetcherMetrics(CollectorRegistry())
        )
        stage = FetchStage(self.drop, self.archive, limits)
        for gap in sweep_all(stage):
            for work in gap.work:
                fetcher.on_file_dropped(stage.hint(work))

    def withdraw(self, *arguments: str) -> None:
        """Withdraw by hand."""
        self._run("withdraw", *arguments)

    def confirm(self, *arguments: str, **more: str) -> None:
        """Open the brake, or only look."""
        self._run("confirm", "withdrawals", *arguments, **more)

    def _run(self, *arguments: str, **more: str) -> None:
        """Run a command where variables of other services are set, too."""
        environ = {
            "REFERAT_STORE_URL": self.folder.as_uri(),
            "REFERAT_HOME": "/nowhere",
            "REFERAT_BROKER_URL": "redis://a:1/0",
            **more,
        }
        build()([*arguments], obj=environ, standalone_mode=False)

    def keys(self, section: str) -> list[str]:
        """Name what stands in one section of the archive, without versions."""
        return sorted(info.key.rpartition("@")[0] for info in self.archive.list(section))

    def audit(self) -> list[dict[str, object]]:
        """Read what operators have done."""
        return [json.loads(self.archive.get(info.key)) for info in self.archive.list("audit/")]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Make a store with some files of one municipality, and one that was delivered by nobody."""
    made = Home(tmp_path)
    made.put(*(f"165/{number}.pdf" for number in range(20)), "0165/x.pdf")
    return made


def test_all_versions_of_a_file_are_withdrawn(home: Home) -> None:
    """The newest and the older ones, with a line of audit; others stay, and twice is told."""
    home.drop.put("165/1.pdf", b"new")
    home.put()
    home.withdraw("165/1.pdf", "--because", WHY)
    (tombstone, _) = (decode_result(home.archive.get(info.key)) for info in home.archive.list("withdrawn/"))
    (line,) = home.audit()

    assert home.keys("withdrawn") == ["withdrawn/165/1.pdf"] * 2
    assert (tombstone.outcome, tombstone.delivery.name) == (Outcome.WITHDRAWN, "1.pdf")
    assert (line["action"], line["because"]) == ("withdraw", WHY)
    assert line["tails"] == sorted(str(tail) for tail in line["tails"])[::-1]  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match=r"no file 165/1.pdf that is not withdrawn"):
        home.withdraw("165/1.pdf", "--because", WHY)


def test_a_version_that_waits_in_the_drop_is_withdrawn_too(home: Home) -> None:
    """It is never taken in, and once is enough; so is a file of which nothing was archived."""
    for key in ("165/1.pdf", "165/ny.pdf"):
        home.drop.put(key, b"waits")
        home.withdraw(key, "--because", WHY)
        with pytest.raises(CommandError, match="not withdrawn already"):
            home.withdraw(key, "--because", WHY)
    home.put()

    assert home.keys("withdrawn") == ["withdrawn/165/1.pdf", "withdrawn/165/1.pdf", "withdrawn/165/ny.pdf"]
    assert home.keys("raw/165/1.pdf") == ["raw/165/1.pdf"]
    assert home.keys("raw/165/ny.pdf") == []
    assert all(line["tails"] == sorted(line["tails"], reverse=True) for line in home.audit())  # type: ignore[call-overload]


def test_what_rests_is_told(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    """Rows and receipts wait for it; what else rests is of no concern."""
    for stage in ("fetch", "index"):
        Operator(home.archive).pause(stage, "the database moves", datetime.now(UTC))
    home.withdraw("165/1.pdf", "--because", WHY)
    said = capsys.readouterr().err

    assert "index rests since" in said
    assert "fetch" not in said


def test_a_refused_file_can_be_withdrawn(home: Home) -> None:
    """Also one of nobody, by the name that `referat status` gives it."""
    home.withdraw("_ukendt//0165/x.pdf", "--because", WHY)

    assert home.keys("withdrawn") == ["withdrawn/_ukendt/~/0165/x.pdf"]


def test_looking_changes_nothing(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    """What would go is shown; nothing is noted."""
    home.withdraw("165/1.pdf", "--dry-run", "--because", WHY)
    for number in range(12):
        home.drop.delete(f"165/{number}.pdf")
    home.confirm("165")
    said = capsys.readouterr().out

    assert "165/1.pdf@" in said
    assert "12 names are gone from the drop, 8 are there; 0 were withdrawn within a day." in said
    assert home.keys("withdrawn") == home.keys("operator") == home.keys("audit") == []


def test_the_brake_is_opened_for_what_is_gone_now(home: Home) -> None:
    """For as many names and no more, for a day; what was withdrawn within the day counts."""
    home.withdraw("165/19.pdf", "--because", WHY)
    for number in range(12):
        home.drop.delete(f"165/{number}.pdf")
    home.confirm("165", "--because", WHY)
    now = datetime.now(UTC)

    assert Operator(home.archive).confirmed(confirming("165"), now) == 13
    assert sorted(str(line["action"]) for line in home.audit()) == ["confirm-withdrawals", "withdraw"]


def test_what_the_lifecycle_removes_is_not_confirmed(home: Home) -> None:
    """The command counts as the keeper does, by the same setting."""
    for number in range(12):
        home.drop.delete(f"165/{number}.pdf")

    with pytest.raises(CommandError, match="nothing of 165 is held back"):
        home.confirm("165", "--because", WHY, REFERAT_DROP_EXPIRES_AFTER_DAYS="1")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("165/1.pdf",), "--because"),
        (("165/1.pdf", "--because", "120385-1236"), "without any personal number"),
        (("165/none.pdf", "--because", WHY), "no file 165/none.pdf"),
    ],
    ids=str,
)
def test_what_is_impossible_changes_nothing(home: Home, arguments: tuple[str, ...], says: str) -> None:
    """It is one sentence, and nothing was done."""
    with pytest.raises(CommandError, match=says):
        home.withdraw(*arguments)

    assert home.keys("withdrawn") == home.keys("operator") == home.keys("audit") == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("165", "--because", WHY), "nothing of 165 is held back"),
        (("165", "--because", "120385-1236"), "without any personal number"),
        (("0165", "--because", WHY), "name a kommunekode"),
    ],
    ids=str,
)
def test_a_brake_that_holds_nothing_is_not_opened(home: Home, arguments: tuple[str, ...], says: str) -> None:
    """It is one sentence, and nothing was done."""
    with pytest.raises(CommandError, match=says):
        home.confirm(*arguments)

    assert home.keys("withdrawn") == home.keys("operator") == home.keys("audit") == []


def test_a_home_has_no_brake() -> None:
    """Nothing is withdrawn there by itself, so nothing is held."""
    with pytest.raises(CommandError, match="REFERAT_STORE_URL"):
        build()(["confirm", "withdrawals", "165", "--because", WHY], obj={}, standalone_mode=False)
