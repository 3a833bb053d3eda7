"""Withdrawal between real stores: a listing and a HEAD agree about what is gone, also where the drop keeps versions."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from deploy.stack.servers.s3 import S3Server
from services.fetcher.admit import Limits
from services.fetcher.losses import names
from services.fetcher.metrics import FetcherMetrics, WithdrawalMetrics
from services.fetcher.stage import FetchStage
from services.fetcher.tasks import Fetcher
from services.fetcher.withdrawing import Looking, WithdrawStep
from shared.contract import keys
from shared.contract.facts import Fact
from shared.contract.keys import Section
from shared.objectstore.folder import FolderStore
from shared.objectstore.opening import open_store
from shared.objectstore.port import ObjectStore
from shared.settings import StoreSettings, load
from shared.stage import sweep_all

from .test_real_stores import NAMES

Stores = tuple[ObjectStore, ObjectStore]
KEPT = ("165/bliver.pdf", "751/bliver.pdf", "bliver.pdf")
_VERSIONED = pytest.param("s3 with versions", marks=pytest.mark.server)


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.server), _VERSIONED])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Stores:
    """Open an empty drop and an empty archive, as the keeper does."""
    if request.param == "folder":
        return FolderStore(tmp_path / "drop"), FolderStore(tmp_path / "archive")
    s3 = request.getfixturevalue("s3")
    assert isinstance(s3, S3Server)
    is_versioned = request.param != "s3"
    bucket = s3.new_bucket(versioned=is_versioned)
    environ = s3.environ() | {"REFERAT_DROP_BUCKET": bucket, "REFERAT_DROP_IS_VERSIONED": str(is_versioned).lower()}
    settings = load(StoreSettings, environ)
    return open_store(settings, bucket), open_store(settings, s3.new_bucket())


@pytest.fixture
def step(stores: Stores) -> WithdrawStep:
    """Make the keeper's step, for which one look is enough."""
    looking = Looking(drop=stores[0], archive=stores[1])
    return WithdrawStep(looking=looking, apart=timedelta(0), metrics=WithdrawalMetrics(CollectorRegistry()))


def _fetch(stores: Stores, *names: str) -> None:
    drop, archive = stores
    for name in names:
        drop.put(name, name.encode())
    fetcher = Fetcher(drop=drop, archive=archive, limits=Limits(), metrics=FetcherMetrics(CollectorRegistry()))
    stage = FetchStage(drop, archive, Limits())
    for gap in sweep_all(stage):
        for work in gap.work:
            fetcher.on_file_dropped(stage.hint(work))


def _look(step: WithdrawStep) -> Iterator[Fact]:
    for prefix in sorted(step.prefixes()):
        yield from step.keep(prefix)


def test_what_is_gone_is_withdrawn_and_what_comes_back_lives(stores: Stores, step: WithdrawStep) -> None:
    """Names of every kind: nothing goes while it lies there, all of it when it is gone, and nothing that came again."""
    _fetch(stores, *NAMES, *KEPT)
    assert list(_look(step)) == []
    for name in NAMES:
        stores[0].delete(name)

    assert len(list(_look(step))) == len(NAMES)
    assert len(list(stores[1].list("withdrawn/"))) == len(NAMES)
    assert list(_look(step)) == []
    _fetch(stores, *NAMES)
    assert list(_look(step)) == []


def test_the_last_of_many_writes_within_a_second_is_the_newest_that_stands(stores: Stores, step: WithdrawStep) -> None:
    """A client that makes a file empty, fills it and corrects it at once, and each of them was fetched."""
    drop, archive = stores
    for number in range(8):
        for body in (b"", b"draft", b"minutes %d" % number):
            drop.put(f"165/{number}", body)
            _fetch(stores)
    list(_look(step))
    found = names(info for section in Section for info in archive.list(f"{section}/165/"))

    assert len(found.live) == 8
    for name, versions in found.live.items():
        section, tail = versions[0]
        assert archive.get(keys.archive(section, tail)) == b"minutes " + name[4:-1].encode()
