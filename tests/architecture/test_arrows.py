"""The arrows between the rooms hold, and each contract notices the offence that it is there for."""

import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture import sources

LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")
ROOMS = ("fetcher", "parser", "indexer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offence:
    """An import that must break one contract: the module to plant it in, and what it imports."""

    contract: str
    module: str
    imports: str


OFFENCES = (
    Offence(contract="rooms", module="services/fetcher/planted.py", imports="services.parser.version"),
    Offence(contract="rooms", module="services/parser/planted.py", imports="services.indexer.tables"),
    Offence(contract="shared", module="shared/planted.py", imports="services.parser.version"),
    Offence(contract="cli-on-top", module="services/indexer/planted.py", imports="services.cli.console"),
    Offence(contract="contract-at-the-bottom", module="shared/contract/planted.py", imports="shared.stage"),
    Offence(contract="parser-core", module="services/parser/extracting/planted.py", imports="shared.stage"),
    Offence(contract="main-on-top", module="services/fetcher/planted.py", imports="services.fetcher.app"),
    Offence(contract="app-over-tasks", module="services/indexer/planted.py", imports="services.indexer.tasks"),
    Offence(
        contract="settings-at-the-door",
        module="services/parser/planted.py",
        imports="services.parser.settings",
    ),
    Offence(contract="s3", module="services/fetcher/planted.py", imports="minio"),
    Offence(contract="broker", module="services/parser/planted.py", imports="celery"),
    Offence(contract="broker", module="services/cli/planted.py", imports="redis"),
    Offence(contract="metrics", module="services/fetcher/planted.py", imports="prometheus_client"),
    Offence(contract="door", module="services/fetcher/planted.py", imports="uvicorn"),
    Offence(contract="database", module="services/cli/planted.py", imports="sqlalchemy"),
    Offence(contract="database", module="shared/planted.py", imports="alembic"),
    Offence(contract="formats", module="services/parser/extracting/planted.py", imports="pypdfium2"),
    Offence(contract="formats", module="services/parser/planted.py", imports="selectolax"),
    Offence(contract="formats", module="services/parser/segmenting/planted.py", imports="lxml"),
    Offence(contract="serialiser", module="services/cli/planted.py", imports="msgspec"),
    Offence(contract="environment", module="services/parser/planted.py", imports="pydantic_settings"),
    Offence(contract="terminal", module="services/fetcher/planted.py", imports="rich"),
    Offence(contract="terminal", module="shared/planted.py", imports="typer"),
)


def test_every_arrow_points_the_right_way(house: Path) -> None:
    """The house as it stands keeps every contract."""
    answer = _lint(house)

    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize("offence", OFFENCES, ids=lambda offence: f"{offence.contract}-{offence.imports}")
def test_a_planted_offence_breaks_its_contract(house: Path, offence: Offence) -> None:
    """An import against the arrows is found, by the contract that names it."""
    (house / offence.module).write_text(f'"""Planted."""\n\nimport {offence.imports}\n', encoding="utf-8")

    answer = _lint(house, offence.contract)

    assert answer.returncode == 1, answer.stdout
    assert "planted" in answer.stdout


def test_every_contract_has_its_offence() -> None:
    """No contract stands that has never been seen to break."""
    settings = tomllib.loads((sources.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {contract["id"] for contract in settings["tool"]["importlinter"]["contracts"]}

    assert contracts == {offence.contract for offence in OFFENCES}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_needs_nothing_but_itself_and_what_is_shared(tmp_path: Path, room: str) -> None:
    """Every module of a room can be imported where the other rooms do not exist, as in its image."""
    _copy(tmp_path, "shared", "services/__init__.py", f"services/{room}")
    names = [
        ".".join(path.relative_to(tmp_path).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted((tmp_path / "services" / room).rglob("*.py"))
        if path.name != "__main__.py" and "migrations" not in path.parts
    ]
    imports = "; ".join(f"import {name}" for name in names)
    check = f"import sys; sys.path.insert(0, '.'); {imports}; import services; print(services.__file__)"

    answer = subprocess.run([sys.executable, "-c", check], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip() == str(tmp_path / "services" / "__init__.py")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Copy what the contracts speak of."""
    _copy(tmp_path, "shared", "services", "pyproject.toml")
    return tmp_path


def _copy(target: Path, *names: str) -> None:
    for name in names:
        source = sources.ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target / name)


def _lint(house: Path, contract: str | None = None) -> subprocess.CompletedProcess[str]:
    only = ["--contract", contract] if contract else []
    return subprocess.run(
        [LINT_IMPORTS, "--no-cache", *only],
        cwd=house,
        env={"PYTHONPATH": str(house), "PATH": "", "COLUMNS": "120"},
        capture_output=True,
        text=True,
        check=False,
    )
