"""Reads one word list and types its values strictly: a key too many, too few or misspelt stops the build."""

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import fields
from importlib import resources
from typing import Any, TypeVar, cast

from services.parser.wording import fold_heading

T = TypeVar("T")
_NAMED = re.compile(r"\(\?P<\w+>")
Patterns = tuple[re.Pattern[str], ...]


class VocabularyError(ValueError):
    """A word list is not as it must be; the sentence names the file and the key."""


def read_toml(name: str) -> dict[str, Any]:
    """Read one word list of this package."""
    text = resources.files("services.parser.vocabulary").joinpath(f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


def typed(kind: type[T], table: dict[str, Any], where: str, convert: Callable[[Any, str], Any]) -> T:
    """Make a ``kind`` of a table that has exactly its fields, each converted."""
    known = {field.name for field in fields(cast("Any", kind))}
    if odd := known.symmetric_difference(table):
        raise VocabularyError(f"{where}: missing or unknown: {', '.join(sorted(odd))}")
    return kind(**{key: convert(value, f"{where} {key}") for key, value in table.items()})


def folded(value: Any, where: str) -> frozenset[str]:
    """Fold a list of phrases that whole lines are compared with."""
    return frozenset(fold_heading(word) for word in strings(value, where))


def compiled(value: Any, where: str) -> Patterns:
    """Compile a list of patterns, without regard to case."""
    try:
        return tuple(re.compile(pattern, re.IGNORECASE | re.MULTILINE) for pattern in strings(value, where))
    except re.error as error:
        raise VocabularyError(f"{where}: {error.pattern!r}: {error}") from error


def either(patterns: Iterable[re.Pattern[str]]) -> re.Pattern[str]:
    """Make one pattern of several, without their names of groups; matched at one place it is ten times as fast."""
    nameless = (_NAMED.sub("(?:", pattern.pattern) for pattern in patterns)
    return re.compile("|".join(f"(?:{pattern})" for pattern in nameless), re.IGNORECASE | re.MULTILINE)


def strings(value: Any, where: str) -> list[str]:
    """Check that a value is a list of words."""
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise VocabularyError(f"{where}: must be a list of words")
    return value
