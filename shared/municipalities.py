"""The list of those who can deliver: 98 municipalities and five regions, by code and by name."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from shared.contract.record import Municipality


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One municipality or region with every spelling of its name that is in use."""

    municipality: Municipality
    names: tuple[str, ...]


@cache
def all_listed() -> tuple[Listed, ...]:
    """Read the list, municipalities first, in order of their codes."""
    text = resources.files("shared").joinpath("municipalities.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    return tuple(
        Listed(
            municipality=Municipality(code=row["code"], name=row["name"]),
            names=(row["name"], *row.get("also", ())),
        )
        for kind in ("municipality", "region")
        for row in tables[kind]
    )


@cache
def _by_code() -> dict[str, Municipality]:
    return {listed.municipality.code: listed.municipality for listed in all_listed()}


def by_code(code: str) -> Municipality | None:
    """Look up a kommunekode (three digits, no leading zero) or a region's code (four)."""
    return _by_code().get(code)
