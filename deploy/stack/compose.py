"""What docker-compose.yml says about a service, so that it is said once: its command and its environment."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

import yaml

from deploy.stack.servers.process import CannotStartError

FILE: Final = Path(__file__).parents[2] / "docker-compose.yml"
# The four flat forms, and a $ that is none of them.
_FORM: Final = re.compile(r"\$(?:(?P<dollar>\$)|\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^${}]*))?\}|(?P<other>.?))")


class ComposeError(CannotStartError):
    """The compose file does not say what is needed: which file, where in it, and the cure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """How one service is started."""

    command: tuple[str, ...]
    environ: Mapping[str, str]


class Compose:
    """One compose file, read with the values that its interpolations ask for."""

    def __init__(self, values: Mapping[str, str], file: Path = FILE) -> None:
        self._values = values
        self._file = file
        try:
            self._services = yaml.safe_load(file.read_text(encoding="utf-8"))["services"]
        except OSError as error:
            raise ComposeError(f"{file}: {error.strerror}; run from a complete checkout") from error
        except (yaml.YAMLError, KeyError, TypeError) as error:
            raise ComposeError(f"{file} is no compose file: {error}; docker compose config -q says more") from error
        self._refuse_unknown()

    def call(self, service: str) -> Call:
        """Say how a service is started. Raises ComposeError."""
        if service not in self._services:
            raise ComposeError(f"{self._file} has no service {service!r}; it has {', '.join(self._services)}")
        spelled = self._services[service]
        command, environ = spelled.get("command"), spelled.get("environment", {})
        if not isinstance(command, list) or not isinstance(environ, dict):
            cure = "write its command as a list and its environment as a mapping"
            raise ComposeError(f"{self._file}: the service {service} can't be run without Docker; {cure}")
        return Call(
            command=tuple(self._fill(service, part) for part in command),
            environ={name: self._fill(f"{service}: {name}", value) for name, value in environ.items()},
        )

    def _fill(self, where: str, value: Any) -> str:
        """Put the values into a text, as Compose does."""

        def replace(form: re.Match[str]) -> str:
            name, kind, rest = form["name"], form["kind"], form["rest"]
            if form["dollar"]:
                return "$"
            if name is None:
                cure = "write ${NAME}, ${NAME:-default} or ${NAME:?sentence}, and none inside another"
                raise ComposeError(f"{self._file}: {where}: {value!r} is not understood; {cure}")
            given = self._values.get(name, "")
            if not given and kind == "?":
                raise ComposeError(f"{self._file}: {where}: {name} is not set; {rest}")
            return given or (rest if kind == "-" else "")

        if isinstance(value, bool):
            raise ComposeError(f"{self._file}: {where}: put {str(value).lower()} in quotation marks, for Compose")
        return _FORM.sub(replace, "" if value is None else str(value))

    def _refuse_unknown(self) -> None:
        known = set(_names(self._services))
        for name in sorted(self._values.keys() - known):
            nearest = get_close_matches(name, known, n=1, cutoff=0)
            raise ComposeError(f"{self._file} asks for no {name}; the nearest is {(nearest or ['nothing'])[0]}")


def _names(node: Any) -> Iterator[str]:
    """Find every variable that is asked for below a node."""
    if isinstance(node, dict):
        for value in node.values():
            yield from _names(value)
    elif isinstance(node, list):
        for value in node:
            yield from _names(value)
    elif isinstance(node, str):
        yield from (form["name"] for form in _FORM.finditer(node) if form["name"])
