"""A real Prometheus scrapes the running system and can say from its metrics what became of a file."""

import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
import yaml

from deploy.stack.servers.prometheus import PrometheusServer
from deploy.stack.stack import SERVICES, Stack
from tests.servers import miss, running

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "demo" / "samples" / "329" / "kultur-og-fritid-2023-03-14.pdf"
SECONDS = 90
_OURS = {"match[]": '{__name__=~"referat_.*"}'}

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """Run the system."""
    with Stack() as system:
        yield system


@pytest.fixture(scope="module")
def prometheus(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrometheusServer]:
    """Run Prometheus with the jobs of production, each with the address that its service has here."""
    configuration = yaml.safe_load((ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text(encoding="utf-8"))
    jobs = [job["job_name"] for job in configuration["scrape_configs"]]
    if set(jobs) != set(SERVICES):
        miss(f"prometheus.yml scrapes {jobs}")
    if stack.why_no_ocr:
        miss(stack.why_no_ocr)
    configuration["global"] = {"scrape_interval": "1s", "scrape_timeout": "1s"}
    configuration["scrape_configs"] = [
        {"job_name": job, "static_configs": [{"targets": [stack.http(job).removeprefix("http://")]}]} for job in jobs
    ]
    file = tmp_path_factory.mktemp("prometheus") / "prometheus.yml"
    file.write_text(yaml.safe_dump(configuration), encoding="utf-8")
    with running(PrometheusServer(configuration=file)) as server:
        yield server


def test_every_service_is_scraped(prometheus: PrometheusServer) -> None:
    """All of them answer, each as the service that it is, and every server that they need is up."""
    for job in SERVICES:
        _until(partial(_is_up, prometheus, job))
        assert _ask(prometheus, f'referat_build_info{{job="{job}",service="{job}"}}') == [1.0]
        assert set(_ask(prometheus, f'referat_dependency_up{{job="{job}"}}')) == {1.0}


def test_metrics_tell_what_became_of_a_file(stack: Stack, prometheus: PrometheusServer) -> None:
    """From drop to searchable every stage counts the file once, and in the end nothing is missing or waiting."""
    stack.drop("329", "møde 1.pdf", SAMPLE.read_bytes())

    _until(lambda: _ask(prometheus, 'referat_files_fetched_total{outcome="archived"}') == [1.0])
    _until(lambda: sum(_ask(prometheus, 'referat_results_total{outcome="parsed"}')) == 1.0)
    _until(lambda: sum(_ask(prometheus, "referat_drop_to_searchable_seconds_count")) == 1.0)
    _until(lambda: sum(_ask(prometheus, "referat_receipts_written_total")) == 1.0)
    _until(lambda: _ask(prometheus, 'referat_missing_keys{stage="index",municipality="329"}') == [0.0])
    _until(lambda: sum(_ask(prometheus, "referat_queue_messages")) == 0.0)
    assert sum(_ask(prometheus, 'referat_rows_written_total{table="agenda_items"}')) > 0
    assert _ask(prometheus, "max(referat_missing_oldest_age_seconds)") == [0.0]
    assert _ask(prometheus, 'sum(referat_tasks_total{outcome!="done"})') in ([], [0.0])


def test_no_label_holds_a_name(stack: Stack, prometheus: PrometheusServer) -> None:
    """No series speaks of a file by its name. Scenario O3."""
    stack.drop("329", "møde 2.pdf", SAMPLE.read_bytes())
    _until(lambda: sum(_ask(prometheus, 'referat_files_fetched_total{outcome="archived"}')) >= 2.0)
    series = _api(prometheus, "series", _OURS)

    assert series
    assert "møde" not in json.dumps(series, ensure_ascii=False)


def _is_up(prometheus: PrometheusServer, job: str) -> bool:
    return _ask(prometheus, f'up{{job="{job}"}}') == [1.0]


def _ask(prometheus: PrometheusServer, query: str) -> list[float]:
    return [float(found["value"][1]) for found in _api(prometheus, "query", {"query": query})["result"]]


def _api(prometheus: PrometheusServer, verb: str, asked: dict[str, str]) -> Any:
    url = f"{prometheus.url}/api/v1/{verb}?{urlencode(asked)}"
    with urlopen(url) as answer:  # noqa: S310 - our own server
        return json.load(answer)["data"]


def _until(holds: Callable[[], bool]) -> None:
    """Wait for what a sweep and a scrape bring about."""
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.3)
