"""Borders that import-linter can't see: the environment, this machine, and what happens at import."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture import sources

MAY_READ_THE_ENVIRONMENT = re.compile(r"services/\w+/__main__\.py")
# What must not be in the repository: places of the machine it was written on, and hosts of package registries.
# Spelled in parts, so that this file does not hold what it forbids.
FOREIGN = tuple(
    "".join(parts) for parts in (("/wo", "rk/"), ("/ro", "ot/"), ("/ho", "me/"), ("files.python", "hosted.org"))
)
TEXT_SUFFIXES = {
    ".py",
    ".toml",
    ".md",
    ".txt",
    ".json",
    ".service",
    ".timer",
    ".yml",
    ".yaml",
    ".cfg",
    ".sh",
    "",
}

_ENVIRONMENT = {"environ", "environb", "getenv", "getenvb", "putenv"}


def test_only_main_reads_the_environment() -> None:
    """The environment is read where a program begins and nowhere else."""
    readers = [
        f"{sources.name(path)}:{node.lineno}"
        for path in sources.modules(*sources.PRODUCT)
        if not MAY_READ_THE_ENVIRONMENT.fullmatch(sources.name(path))
        for node in _readings_of_the_environment(sources.tree(path))
    ]

    assert readers == []


def test_nothing_names_this_machine() -> None:
    """No file of the project holds a path of the machine it was written on or a registry's host."""
    found = [
        f"{sources.name(path)}: {word}"
        for path in _texts()
        for word in FOREIGN
        if word in path.read_text(encoding="utf-8", errors="replace")
    ]

    assert found == []


def test_tests_are_sentences_that_say_what_they_ensure() -> None:
    """Every test has a docstring, and no folder of tests is a package."""
    silent = [
        f"{sources.name(path)}:{node.lineno}"
        for path in sources.modules("tests")
        for node in sources.definitions(path)
        if node.name.startswith("test_") and not ast.get_docstring(node)
    ]

    assert silent == []
    assert list((sources.ROOT / "tests").rglob("__init__.py")) == []


def _readings_of_the_environment(module: ast.Module) -> Iterator[ast.Attribute | ast.ImportFrom]:
    """Find every use of the environment but ``os.environ.clear()``: to forget it is what the sandbox is for."""
    nodes = list(ast.walk(module))
    forgotten = [node.value for node in nodes if isinstance(node, ast.Attribute) and node.attr == "clear"]
    for node in nodes:
        if isinstance(node, ast.Attribute) and node.attr in _ENVIRONMENT and node not in forgotten:
            yield node
        if isinstance(node, ast.ImportFrom) and _ENVIRONMENT & {name.name for name in node.names}:
            yield node


def _texts() -> list[Path]:
    tops = [*sources.ALL, "docs", "deploy", "requirements", ".ci"]
    below = [path for top in tops for path in (sources.ROOT / top).rglob("*")]
    beside = [path for path in sources.ROOT.iterdir() if not path.name.startswith(".git")]
    return [path for path in [*below, *beside] if path.is_file() and path.suffix in TEXT_SUFFIXES]
