"""The probe of health checks: its exit code is the answer."""

from collections.abc import Iterator, Mapping

import pytest
from prometheus_client import CollectorRegistry

from shared.http import Site, served
from shared.probe import main

HOST = "127.0.0.1"


@pytest.fixture(params=[{}, {"database": "away"}], ids=["ready", "not ready"])
def missing(request: pytest.FixtureRequest) -> Mapping[str, str]:
    """Name what the process lacks."""
    given: Mapping[str, str] = request.param
    return given


@pytest.fixture
def port(missing: Mapping[str, str]) -> Iterator[int]:
    """Serve a process."""
    with served(Site(CollectorRegistry(), lambda: missing), HOST, 0) as found:
        yield found


def test_the_exit_code_is_the_answer(port: int, missing: Mapping[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """0 if it answers 200, else 1, and whoever reads the health log reads what is missing."""
    code = main([f"http://{HOST}:{port}/health/ready"])
    told = capsys.readouterr()

    assert code == (1 if missing else 0)
    assert all(name in told.err for name in missing)


def test_nobody_there_is_no_health(capsys: pytest.CaptureFixture[str]) -> None:
    """A process that does not listen is not healthy, and the reason is one line."""
    with served(Site(CollectorRegistry(), dict), HOST, 0) as port:
        pass

    assert main([f"http://{HOST}:{port}/health/live"]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("arguments", [[], ["file:///etc/passwd"], ["ftp://x"], ["/health/live"], ["http://a", "b"]])
def test_anything_but_one_address_is_misuse(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """It reads nothing but pages over HTTP, and says how it is called."""
    assert main(arguments) == 2
    assert "shared.probe URL" in capsys.readouterr().err
