"""The sandbox's server knows every word list before it has a child."""

import sys
from collections.abc import Iterator
from inspect import signature
from typing import Any

from services.parser.vocabulary.load import vocabulary
from services.parser.warming import warm_up

_ROOMS = ("services.parser.extracting.", "services.parser.segmenting.", "services.parser.vocabulary.")


def _lists_made_once() -> Iterator[tuple[str, Any]]:
    for module in [name for name in sys.modules if name.startswith(_ROOMS)]:
        for name, value in vars(sys.modules[module]).items():
            if hasattr(value, "cache_info") and not signature(value).parameters:
                yield f"{module}.{name}", value


def test_nothing_is_left_for_a_child_to_compile() -> None:
    """Whatever is read or compiled once per process has been, so that no child does it for every file."""
    for _, made in _lists_made_once():
        made.cache_clear()

    warm_up()

    assert vocabulary in {made for _, made in _lists_made_once()}
    assert [name for name, made in _lists_made_once() if not made.cache_info().currsize] == []
