"""What runs in containers is confined, told everything that can be set, and allowed no more than it needs."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from services.cli.settings import KeeperSettings, SchedulerSettings
from services.fetcher.settings import FetcherSettings
from services.indexer.settings import IndexerSettings, MigrateSettings
from services.parser.settings import OcrSettings, ParserSettings
from shared.settings import PREFIX, Settings, StoreSettings, load
from tests.architecture import sources

Service = dict[str, Any]

DEPLOY = sources.ROOT / "deploy"
COMPOSE_TEXT = (sources.ROOT / "docker-compose.yml").read_text(encoding="utf-8")
SERVICES = cast("dict[str, Service]", yaml.safe_load(COMPOSE_TEXT)["services"])
JOBS = {"buckets", "subscribe", "referat"}
BY_HAND = {"referat"}
SETTINGS: dict[str, type[Settings]] = {
    "fetcher": FetcherSettings,
    "parser": ParserSettings,
    "ocr": OcrSettings,
    "indexer": IndexerSettings,
    "scheduler": SchedulerSettings,
    "keeper": KeeperSettings,
    "migrate": MigrateSettings,
    "subscribe": StoreSettings,
    "referat": SchedulerSettings,
}
ROOMS = {name: (name,) for name in ("fetcher", "parser", "indexer")} | {
    "ocr": ("parser",),
    "cli": ("cli", "fetcher", "indexer", "parser"),
}
# What a room does without where it is not installed.
OPTIONAL = {"parser": {"tesserocr"}, "cli": {"tesserocr"}}
# In a container all addresses are the container's own; on a machine a service is nobody else's business.
DELIBERATELY_OTHERWISE = {"REFERAT_HTTP_HOST"}

_VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^${}]*))?\}")
_IS_SECRET = re.compile(r"\w+_(SECRET_KEY|PASSWORD|TOKEN)|STORE_ROOT_USER")


def test_every_interpolation_is_flat() -> None:
    """Compose's file holds plain variables only, so that `make stack` reads it the same way."""
    rest = _VARIABLE.sub("", COMPOSE_TEXT.replace("$$", ""))
    code = [line for line in rest.splitlines() if "$" in line and not line.startswith("#")]

    assert code == []


def test_every_variable_is_in_the_example_and_the_other_way_round() -> None:
    """An operator finds every variable in .env.example, and no other."""
    used = {match["name"] for match in _VARIABLE.finditer(COMPOSE_TEXT) if match["name"] != "NAME"}

    assert used == _example().keys() - {"COMPOSE_PROFILES"}


def test_what_the_example_says_is_what_holds_without_it() -> None:
    """Every value of .env.example is the default in docker-compose.yml."""
    example = _example()
    others = {
        match["name"]: match["rest"]
        for match in _VARIABLE.finditer(COMPOSE_TEXT)
        if match["kind"] == "-" and match["name"] != "NAME" and match["rest"] != example[match["name"]]
    }

    assert others == {}


def test_secrets_have_no_default() -> None:
    """Every secret must be set, a missing one is asked for in a sentence, and the example has none."""
    variables = [match for match in _VARIABLE.finditer(COMPOSE_TEXT) if match["name"] != "NAME"]
    secrets = {match["name"] for match in variables if _IS_SECRET.fullmatch(match["name"])}
    required = {match["name"] for match in variables if match["kind"] == "?"}

    assert secrets == required
    assert {name for name in secrets if _example()[name]} == set()
    assert all(len(match["rest"].split()) > 3 for match in variables if match["kind"] == "?")


@pytest.mark.parametrize("service", SETTINGS)
def test_a_service_is_told_every_setting_and_no_other(service: str) -> None:
    """The environment of a service names every one of its settings, and the service takes it as it is written."""
    kind = SETTINGS[service]
    environment = _interpolated(SERVICES[service]["environment"])

    assert environment.keys() == {PREFIX + field.upper() for field in kind.model_fields}
    load(kind, environment)


@pytest.mark.parametrize("service", SETTINGS)
def test_a_default_in_compose_is_the_default_of_the_code(service: str) -> None:
    """A setting that nobody touches means the same in a container and out of it."""
    kind = SETTINGS[service]
    loaded = load(kind, _interpolated(SERVICES[service]["environment"]))
    others = {
        PREFIX + name.upper()
        for name, field in kind.model_fields.items()
        if not field.is_required() and "SecretStr" not in str(field.annotation)
        if getattr(loaded, name) != field.default
    }

    assert others <= DELIBERATELY_OTHERWISE


@pytest.mark.parametrize("service", SERVICES)
def test_a_container_is_confined(service: str) -> None:
    """No container has root, rights, a root folder to write to, or no limits."""
    told = SERVICES[service]

    assert told["user"].split(":")[0] not in {"", "0", "root"}
    assert told["read_only"] is True
    assert told["cap_drop"] == ["ALL"]
    assert told["security_opt"] == ["no-new-privileges:true"]
    assert told.keys().isdisjoint({"privileged", "cap_add", "devices", "network_mode", "pid", "ipc", "userns_mode"})
    assert {"mem_limit", "cpus", "pids_limit", "init", "stop_grace_period"} <= told.keys()
    assert {"max-size", "max-file"} <= told["logging"]["options"].keys()
    assert [port for port in told.get("ports", []) if not port.startswith("127.0.0.1:")] == []
    assert [mount for mount in told.get("volumes", []) if mount.startswith((".", "/")) and mount[-3:] != ":ro"] == []


@pytest.mark.parametrize("service", SERVICES)
def test_what_runs_for_long_is_watched_and_what_ends_is_waited_for(service: str) -> None:
    """A service has a health check and comes back; a job has neither, and somebody waits for its end, or ran it."""
    told = SERVICES[service]
    waited = {
        name: condition["condition"]
        for other in SERVICES.values()
        for name, condition in other.get("depends_on", {}).items()
        if name == service
    }

    assert ("healthcheck" in told) == (service not in JOBS)
    assert told["restart"] == ("no" if service in JOBS else "unless-stopped")
    assert set(waited.values()) <= {"service_completed_successfully" if service in JOBS else "service_healthy"}
    assert waited or service not in JOBS - BY_HAND


def test_every_image_is_pinned_or_built_here() -> None:
    """No image is whatever is newest: it has a version, or a Dockerfile of ours that begins with one."""
    built = {told["image"] for told in SERVICES.values() if "build" in told}
    bases = [
        base
        for path in (sources.ROOT / "Dockerfile", DEPLOY / "store" / "Dockerfile")
        for base in re.findall(r"(?m)^(?:FROM|ARG PYTHON=)\s*([^\s$]+:\S+)", path.read_text(encoding="utf-8"))
    ]
    published = {told["image"] for told in SERVICES.values()} - built

    assert len(bases) == 2
    assert [image for image in (*published, *bases) if not re.search(r":[A-Z.v]*\d", image)] == []
    assert {image.partition(":")[2] for image in built} == {"local"}


def test_prometheus_scrapes_every_service_where_it_listens() -> None:
    """The scrape jobs are the services, by their names and default ports."""
    told = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text(encoding="utf-8"))
    jobs = {
        job["job_name"]: (discovery["names"], discovery["port"])
        for job in told["scrape_configs"]
        for discovery in job["dns_sd_configs"]
    }

    assert jobs == {
        name: ([name], int(_interpolated(SERVICES[name]["environment"])["REFERAT_HTTP_PORT"]))
        for name in SETTINGS.keys() - JOBS
    }


def test_every_password_of_the_roles_is_handed_over() -> None:
    """The script that makes the database's roles reads each password that they need, by a name that Compose gives."""
    needed = set(re.findall(r":'(\w+)'", (DEPLOY / "database" / "roles.sql").read_text(encoding="utf-8")))
    script = (DEPLOY / "database" / "roles.sh").read_text(encoding="utf-8")
    read = dict(re.findall(r"(?m)^\\getenv (\w+) (\w+)$", script))

    assert needed == read.keys()
    assert set(read.values()) <= SERVICES["database"]["environment"].keys()


@pytest.mark.parametrize("room", ROOMS)
def test_what_an_image_imports_is_what_its_requirements_pin(room: str) -> None:
    """A room and shared/ import the standard library, themselves and what requirements/ROOM.txt installs."""
    folders = ("shared", "services/__init__.py", *(f"services/{name}" for name in ROOMS[room]))
    imported = {name for folder in folders for name in _imports(sources.ROOT / folder)} - sys.stdlib_module_names
    own = {"shared", "services"} | OPTIONAL.get(room, set())
    homes = packages_distributions()
    pinned = _pinned(room)
    missing = {name for name in imported - own if pinned.isdisjoint(map(_normal, homes.get(name, ())))}

    assert imported - own
    assert missing == set()


def test_what_builds_the_wheel_is_pinned_too() -> None:
    """The image's build backend comes from requirements/build.txt, since no isolated build may fetch another."""
    requires = tomllib.loads((sources.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]

    assert {re.split(r"[<>=~ ]", requirement)[0] for requirement in requires} <= _pinned("build")


def _example() -> dict[str, str]:
    text = (sources.ROOT / ".env.example").read_text(encoding="utf-8")
    return dict(re.findall(r"(?m)^(\w+)=(.*)$", text))


def _interpolated(environment: Mapping[str, object]) -> dict[str, str]:
    """Fill in what Compose would, with a secret for every secret."""
    return {
        name: _VARIABLE.sub(lambda match: "secret" if match["kind"] == "?" else match["rest"], str(value))
        for name, value in environment.items()
    }


def _pinned(requirements: str) -> set[str]:
    text = (sources.ROOT / "requirements" / f"{requirements}.txt").read_text(encoding="utf-8")
    return {_normal(name) for name in re.findall(r"(?m)^([\w.-]+)==", text)}


def _normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def _imports(place: Path) -> Iterator[str]:
    for path in [place] if place.suffix == ".py" else place.rglob("*.py"):
        for node in ast.walk(sources.tree(path)):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module.partition(".")[0]
