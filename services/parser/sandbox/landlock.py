"""Landlock: the process may open nothing, by whatever call, and signal nobody but itself and its own.

An empty set of rules denies all that it handles, and each version of the kernel can handle more.
"""

import os
import struct

from services.parser.sandbox.kernel import system_call

# The same numbers on every architecture.
_CREATE_RULESET, _RESTRICT_SELF = 444, 446
_ASK_FOR_VERSION = 1

_FILES = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 5: 0xFFFF}  # from version: all rights to files that it knows
_NETWORK = {1: 0, 4: 0b11}  # bind and connect by TCP
_SCOPES = {1: 0, 6: 0b11}  # abstract sockets, and signals
_RULES = struct.Struct("=QQQ")
_KNOWN_BYTES = {1: 8, 4: 16, 6: 24}


def forbid_files() -> None:
    """Forbid this process all files, for ever. Raises OSError where the kernel has no Landlock.

    It needs the promise to take no new privileges first.
    """
    version = system_call(_CREATE_RULESET, None, 0, _ASK_FOR_VERSION)
    handled = _RULES.pack(*(_of(version, known) for known in (_FILES, _NETWORK, _SCOPES)))
    rules = system_call(_CREATE_RULESET, handled, _of(version, _KNOWN_BYTES), 0)
    try:
        system_call(_RESTRICT_SELF, rules, 0)
    finally:
        os.close(rules)


def _of(version: int, known: dict[int, int]) -> int:
    return known[max(since for since in known if since <= version)]
