"""Import every module of the product, and tell what happened beside: ``python -B -m ...processes.importing``."""

import importlib
import pkgutil
import sys
import threading
from collections.abc import Iterator

import urllib3  # noqa: F401 - whose own import tries whether there is IPv6; that is not ours

import services
import shared

RUN_BY_ALEMBIC = "services.indexer.migrations.env"
HAPPENINGS = (
    "socket.__new__",
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "subprocess.Popen",
    "os.fork",
    "os.posix_spawn",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.putenv",
    "_thread.start_new_thread",
)
_WRITING = 3  # the bits of a file's flags that are not 0 for one that is written


def is_happening(event: str, arguments: tuple[object, ...]) -> bool:
    """Tell whether an audited event does anything but read."""
    if event == "open":
        flags = arguments[2]
        return isinstance(flags, int) and bool(flags & _WRITING)
    return event in HAPPENINGS


def modules() -> Iterator[str]:
    """Name every module of the product but what only Alembic can run."""
    for package in (shared, services):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if found.name != RUN_BY_ALEMBIC:
                yield found.name


def main() -> None:
    """Write one line for whatever happens, and one with the number of modules at the end."""
    happened: list[str] = []

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if is_happening(event, arguments):
            happened.append(f"{event} {arguments!r}")

    sys.addaudithook(hook)
    count = 0
    for name in modules():
        importlib.import_module(name)
        count += 1
    living = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
    sys.stdout.write("".join(f"{line}\n" for line in (*happened, *living, f"{count} modules")))


if __name__ == "__main__":
    main()
