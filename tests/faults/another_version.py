"""Runs a module of ours as another parser version: ``python -m tests.faults.another_version VERSION MODULE WORD...``.

What it reads in a document is the same; what it calls itself is not.
"""

import runpy
import sys
from dataclasses import replace

from deploy.stack.stack import Stack
from services.parser import version

_READING = ("parser", "ocr", "scheduler")


def run_as(stack: Stack, parser_version: str) -> None:
    """Restart, one after the other and in good order, whatever has to do with parser versions, as another one."""
    for name in _READING:
        if service := stack.services.get(name):
            module, arguments = _module(service._call.command)
            command = ("python", "-m", "tests.faults.another_version", parser_version, module, *arguments)
            service._call = replace(service._call, command=command)
            service.restart()


def _module(command: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Say which module of ours a command runs, as whatever version, and with which arguments."""
    place = next(place for place, word in enumerate(command) if word.startswith("services."))
    return command[place], command[place + 1 :]


def main() -> None:
    """Call ourselves what we were told, and go on as the module."""
    _, parser_version, module, *arguments = sys.argv
    version.PARSER_VERSION = parser_version
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
