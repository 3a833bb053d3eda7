"""Runs a service with its clients wrapped: ``python -m benchmarks.tracing FILE MODULE``.

When the service ends, FILE holds what each kind of work took: calls, seconds, and seconds of processor of its thread.
"""

import functools
import importlib
import json
import runpy
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any, Final

from psycopg import Connection, Cursor
from urllib3 import HTTPConnectionPool

from services.parser.sandbox.process import ServerProcess
from shared.queue.app import CeleryPublisher
from shared.task import Task

TASK: Final = "task"
_CHILD: Final = "sandbox: the child itself"
_OPENED: Final = "s3: connections opened"
BESIDES: Final = {_CHILD, _OPENED}
"""Kinds that are in others, or beside the task."""

_Label = Callable[[tuple[Any, ...], Any], str]

# What does nothing but compute, by the module that calls it.
_COMPUTING: Final = {
    "services.parser.tasks": ("encode",),
    "services.parser.sandbox.pool": ("judge_end",),
    "services.indexer.tasks": ("decode_result", "rows", "receipt"),
}

_lock: Final = Lock()
_totals: Final[dict[str, list[float]]] = defaultdict(lambda: [0, 0.0, 0.0])


def main() -> None:
    """Wrap, run, and write."""
    target, module = sys.argv[1:3]
    del sys.argv[1:3]
    _wrap(Task, "run", lambda *_: TASK)
    _wrap(CeleryPublisher, "publish", lambda *_: "publish")
    _wrap(HTTPConnectionPool, "urlopen", _request)
    _wrap(HTTPConnectionPool, "_new_conn", lambda *_: _OPENED)
    _wrap(Cursor, "execute", _statement)
    _wrap(Cursor, "executemany", _statement)
    for name in ("commit", "rollback"):
        _wrap(Connection, name, lambda *_, name=name: f"sql: {name}")
    _wrap(ServerProcess, "run", _child)
    for caller, names in _COMPUTING.items():
        if caller.startswith(f"{module}."):
            for name in names:
                _wrap(importlib.import_module(caller), name, lambda *_, name=name: f"compute: {name}")
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    finally:
        Path(target).write_text(json.dumps(_totals), encoding="utf-8")


def _wrap(owner: Any, name: str, label: _Label) -> None:
    """Measure each call of ``owner.name``; what it is called may depend on its arguments and its result."""
    wrapped = getattr(owner, name)

    @functools.wraps(wrapped)
    def measured(*args: Any, **kwargs: Any) -> Any:
        began, cpu = time.perf_counter(), time.thread_time()
        result = None
        try:
            result = wrapped(*args, **kwargs)
            return result
        finally:
            _add(label(args, result), time.perf_counter() - began, time.thread_time() - cpu)

    setattr(owner, name, measured)


def _add(kind: str, seconds: float, cpu: float) -> None:
    with _lock:
        total = _totals[kind]
        total[0] += 1
        total[1] += seconds
        total[2] += cpu


def _request(args: tuple[Any, ...], answer: Any) -> str:
    """Name a request by its method, its bucket, and how it was answered."""
    _, method, url, *_ = args
    return f"s3: {method} {url.split('/')[1].split('?')[0]} {answer.status if answer else 'failed'}"


def _statement(args: tuple[Any, ...], _: Any) -> str:
    words = str(args[1]).split()
    return f"sql: {' '.join(words[:3] if words[0] == 'INSERT' else words[:2])}"[:40]


def _child(_: tuple[Any, ...], ended: Any) -> str:
    if ended:
        _add(_CHILD, 0.0, ended.cpu_seconds)
    return "sandbox"


if __name__ == "__main__":
    main()
