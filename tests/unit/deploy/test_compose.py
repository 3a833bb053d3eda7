"""What is taken from a compose file: the forms that Compose knows, and a sentence for whatever is wrong."""

from pathlib import Path

import pytest

from deploy.stack.compose import FILE, Call, Compose, ComposeError
from deploy.stack.secrets import Secrets

COMMON = """
x-common: &common
  COMMON: ${COMMON:-x:y}
services:
  fetcher:
    command: [python, -m, services.fetcher, "--port=${PORT:-8101}"]
    environment:
      <<: *common
"""


def _file(folder: Path, *lines: str) -> Path:
    file = folder / "compose.yml"
    file.write_text(COMMON + "".join(f"      {line}\n" for line in lines), encoding="utf-8")
    return file


def _value(folder: Path, written: str, **values: str) -> str:
    """Interpolate one value of an environment."""
    return Compose(values, _file(folder, f"NAME: {written}")).call("fetcher").environ["NAME"]


def test_command_and_environment_come_with_merged_keys(tmp_path: Path) -> None:
    """A service's own variables stand beside those of an anchor."""
    call = Compose({"PORT": "9"}, _file(tmp_path, "NUMBER: 4", "EMPTY:")).call("fetcher")

    assert call == Call(
        command=("python", "-m", "services.fetcher", "--port=9"),
        environ={"COMMON": "x:y", "NUMBER": "4", "EMPTY": ""},
    )


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("${A}", "a"),
        ("${A:-default}", "a"),
        ("${A:?say it}", "a"),
        ("${EMPTY:-default}", "default"),
        ("${EMPTY:-}", ""),
        ("${MISSING}", ""),
        ("${MISSING:-http://store:9000}", "http://store:9000"),
        ('"$$HOME"', "$HOME"),
        ("postgresql://me@${MISSING:-database:5432}/${A}", "postgresql://me@database:5432/a"),
    ],
)
def test_flat_forms_mean_what_compose_means(tmp_path: Path, written: str, value: str) -> None:
    """Set, empty and missing variables, defaults, and a dollar that is a dollar."""
    mentioned = "      REST: ${EMPTY:-}${A:-}\n"
    file = _file(tmp_path, f"NAME: {written}")
    file.write_text(file.read_text(encoding="utf-8") + mentioned, encoding="utf-8")

    assert Compose({"A": "a", "EMPTY": ""}, file).call("fetcher").environ["NAME"] == value


def test_a_value_is_not_interpolated_again(tmp_path: Path) -> None:
    """A password may hold a dollar."""
    assert _value(tmp_path, "${SECRET}", SECRET="a$$b${C}") == "a$$b${C}"


def test_what_must_be_set_names_the_file_the_place_and_the_cure(tmp_path: Path) -> None:
    """The sentence behind the question mark is the cure."""
    with pytest.raises(ComposeError, match=r"compose\.yml: fetcher: NAME: SECRET is not set; choose a long one"):
        _value(tmp_path, "${SECRET:?choose a long one}")


@pytest.mark.parametrize("written", ["${A:-${B}}", "$A", "${A-b}", "${A:+b}", '"x$"', "true"])
def test_other_forms_are_refused(tmp_path: Path, written: str) -> None:
    """What would mean something else to Compose is an error here, not a surprise there."""
    with pytest.raises(ComposeError, match=r"compose\.yml: fetcher: NAME"):
        _value(tmp_path, written)


def test_a_value_that_nothing_asks_for_is_a_misspelling(tmp_path: Path) -> None:
    """The nearest name is offered."""
    with pytest.raises(ComposeError, match="asks for no POTR; the nearest is PORT"):
        Compose({"POTR": "1"}, _file(tmp_path, "NAME: ${PORT:-1}"))


def test_a_service_that_is_not_there_is_named(tmp_path: Path) -> None:
    """With those that are."""
    with pytest.raises(ComposeError, match="has no service 'parser'; it has fetcher"):
        Compose({}, _file(tmp_path, "A: b")).call("parser")


@pytest.mark.parametrize("text", ["services: [", "volumes: {}", "", None])
def test_a_file_that_is_none_is_named(tmp_path: Path, text: str | None) -> None:
    """Missing, broken or empty: the file's name is in the sentence."""
    file = tmp_path / "compose.yml"
    if text is not None:
        file.write_text(text, encoding="utf-8")

    with pytest.raises(ComposeError, match=r"compose\.yml"):
        Compose({}, file)


def test_a_command_that_a_shell_must_read_is_refused(tmp_path: Path) -> None:
    """Only a list can be run without a shell."""
    file = tmp_path / "compose.yml"
    file.write_text("services: {fetcher: {command: python -m x}}", encoding="utf-8")

    with pytest.raises(ComposeError, match="write its command as a list"):
        Compose({}, file).call("fetcher")


@pytest.mark.parametrize("service", ["fetcher", "parser", "indexer", "scheduler", "migrate"])
def test_the_projects_own_file_can_be_run_without_docker(tmp_path: Path, service: str) -> None:
    """With the secrets of a stack nothing is missing, and every process is one of ours."""
    call = Compose(Secrets.of(tmp_path).values(), FILE).call(service)

    assert call.command[:2] == ("python", "-m")
    assert all(name.startswith("REFERAT_") for name in call.environ)
