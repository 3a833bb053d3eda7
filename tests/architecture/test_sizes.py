"""The house stays small: modules, functions, and a sentence for everything public."""

import ast
import statistics

from tests.architecture import sources

MODULE_LINES = 300
MEDIAN_LINES = 100
FUNCTION_LINES = 60


def test_no_module_is_longer_than_a_sitting() -> None:
    """No module, tests included, has more than 300 lines."""
    lengths = {path: path.read_text(encoding="utf-8").count("\n") for path in sources.modules(*sources.ALL)}
    too_long = {sources.name(path): lines for path, lines in lengths.items() if lines > MODULE_LINES}
    written = [lines for path, lines in lengths.items() if lines > 1 and "tests" not in path.parts]

    assert too_long == {}
    assert statistics.median(written) <= MEDIAN_LINES


def test_the_bare_baseline_is_bare() -> None:
    """The peer of the benchmark of three hops stays within the 60 lines that it was given."""
    assert (sources.ROOT / "benchmarks" / "baseline.py").read_text(encoding="utf-8").count("\n") <= 60


def test_no_function_is_longer_than_a_page() -> None:
    """No function, tests included, has more than 60 lines."""
    too_long = [
        f"{sources.name(path)}:{node.lineno} {node.name} has {sources.length(node)} lines"
        for path in sources.modules(*sources.ALL)
        for node in sources.definitions(path)
        if not isinstance(node, ast.ClassDef) and sources.length(node) > FUNCTION_LINES
    ]

    assert too_long == []


def test_everything_public_says_what_it_is_for() -> None:
    """Every module, public class and public function of the product has a docstring."""
    silent = [
        f"{sources.name(path)}:{getattr(node, 'lineno', 1)}"
        for path in sources.modules(*sources.PRODUCT, "demo", "benchmarks")
        for node in _speaking(sources.tree(path))
        if not ast.get_docstring(node)
    ]

    assert silent == []


def test_one_broad_except_in_the_house() -> None:
    """Only the task boundary may catch whatever comes."""
    broad = [
        f"{sources.name(path)}:{node.lineno}"
        for path in sources.modules(*sources.PRODUCT)
        for node in ast.walk(sources.tree(path))
        if isinstance(node, ast.ExceptHandler) and _is_broad(node)
    ]

    assert len(broad) <= 1, broad


def _speaking(module: ast.Module) -> list[ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    """Collect the module and its public definitions; what is nested in a function is nobody's business."""
    found: list[ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef] = [module]
    rest: list[ast.stmt] = list(module.body)
    while rest:
        node = rest.pop()
        if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
            continue
        found.append(node)
        if isinstance(node, ast.ClassDef):
            rest += node.body
    return found


def _is_broad(handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler keeps whatever comes; one that cleans up and raises it again keeps nothing."""
    if isinstance(handler.body[-1], ast.Raise) and handler.body[-1].exc is None:
        return False
    names = [node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)] if handler.type else [""]
    return any(name in {"", "Exception", "BaseException"} for name in names)
