"""docs/scenarios.md says of every scenario which tests carry its id, and says the truth."""

import ast
import re

from tests.architecture import sources
from tests.faults.injections import scenarios

PAGE = sources.ROOT / "docs" / "scenarios.md"
COUNTS = {"I": 9, "A": 17, "B": 13, "W": 8, "D": 12, "H": 25, "O": 7, "S": 4}
_SPEAKING = (ast.Module, ast.ClassDef, ast.FunctionDef)
_ROW = re.compile(r"(?m)^\| ([A-Z]\d+) \| (.+?) \| (.+) \|$")


def named() -> dict[str, set[str]]:
    """Find the ids that docstrings of tests and their modules name, and the files that do."""
    found: dict[str, set[str]] = {}
    for path in sources.modules("tests"):
        if not path.name.startswith("test_"):
            continue
        speaking = (node for node in ast.walk(sources.tree(path)) if isinstance(node, _SPEAKING))
        texts = " ".join(filter(None, map(ast.get_docstring, speaking)))
        for number in scenarios(texts):
            found.setdefault(number, set()).add(sources.name(path))
    return found


def test_the_page_lists_every_scenario_once() -> None:
    """There are nine invariants and 86 scenarios, in order, and each has a sentence."""
    listed = [number for number, _, _ in _rows()]

    assert listed == [f"{letter}{number}" for letter, count in COUNTS.items() for number in range(1, count + 1)]
    assert len(listed) == 9 + 86


def test_the_page_and_the_tests_name_each_other() -> None:
    """A test that carries an id stands on the page, and whatever stands there carries the id."""
    tests = named()
    expected = {number: _spelled(tests.get(number, set())) for number, _, _ in _rows()}
    stands = {number: files for number, _, files in _rows()}

    assert tests.keys() <= stands.keys(), "a test names a scenario that does not exist"
    wrong = {number: files for number, files in expected.items() if stands[number] != files}
    assert wrong == {}, f"in docs/scenarios.md the last column should say: {wrong}"


def _rows() -> list[tuple[str, str, str]]:
    return _ROW.findall(PAGE.read_text(encoding="utf-8"))


def _spelled(files: set[str]) -> str:
    return "<br>".join(f"`{name}`" for name in sorted(files)) or "-"
