"""How a folder spells keys as paths that a file system can hold, and reads them back.

A key that is a good path is spelled as itself, so that a person finds ``165/referat æ.pdf`` where it belongs
and a file that a person copies in is an object. What a file system can't hold is marked at the start of the
path's component, and the text after the mark is verbatim:

======  ==========================================  ==============================================
mark    what follows                                used for
======  ==========================================  ==============================================
``%=``  the segment, or its last part               segments that are empty, ``.`` or ``..``, our own folder's
                                                    name, names that begin with a mark
``%~``  the same, in the path's last component      an object whose name a folder has (``a`` and ``a/b``)
``%+``  a part of a segment that is not its last    segments longer than a file name may be
======  ==========================================  ==============================================

A file name that is not UTF-8 (a Latin-1 ``møde.pdf`` from an old archive) becomes a segment of ``%!`` and the
name with its stray bytes as ``%F8``, since keys are text. A path that is no spelling of any key (a person
would have to name a folder ``%=x``) is no object. Written for file systems that tell upper from lower case
and NFC from NFD, as those of servers do.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

OURS = ".referat"
"""The one name in the bucket's root that holds no objects but what the folder knows of them."""

_WHOLE, _BESIDE, _PART, _BYTES = _MARKS = "%=", "%~", "%+", "%!"
_SPECIAL = {"", ".", ".."}
_NAME_BYTES = 255  # the longest file name of every file system that we know of
_PART_BYTES = 240
_ESCAPE = re.compile(r"%([0-9A-F]{2})")


def spell(key: str) -> tuple[str, ...]:
    """Spell a key as the components of a path."""
    first, *rest = key.split("/")
    spelled = list(_segment(first, plain=first != OURS))
    for segment in rest:
        spelled += _segment(segment)
    return tuple(spelled)


def spell_beside(key: str) -> tuple[str, ...]:
    """Spell a key for a file that can't have its plain name, because a folder of that name stands there."""
    folder, slash, name = key.rpartition("/")
    return (*(spell(folder) if slash else ()), *_marked(name, _BESIDE))


def read(components: Sequence[str]) -> str | None:
    """Read a path below the bucket's root as a key; ``None`` if it spells none."""
    segments: list[str] = []
    pending = ""
    for component in components:
        if component.startswith(_PART):
            pending += component.removeprefix(_PART)
        elif component.startswith((_WHOLE, _BESIDE)):
            segments.append(pending + component[len(_WHOLE) :])
            pending = ""
        else:
            segments.append(pending + _as_text(component))
    key = "/".join(segments)
    if key.encode(errors="ignore").decode() != key:
        return None
    return key if tuple(components) in {spell(key), spell_beside(key)} else None


def is_part(component: str) -> bool:
    """Tell whether a folder holds several segments that only begin alike."""
    return component.startswith(_PART)


def _segment(segment: str, *, plain: bool = True) -> tuple[str, ...]:
    undecodable = _as_file_name(segment)
    if undecodable is not None and plain:
        return (undecodable,)
    if plain and segment not in _SPECIAL and not segment.startswith(_MARKS) and _fits(segment):
        return (segment,)
    return _marked(segment, _WHOLE)


def _marked(segment: str, mark: str) -> tuple[str, ...]:
    *parts, last = _parts(segment)
    return (*(_PART + part for part in parts), mark + last)


def _fits(segment: str) -> bool:
    return len(segment.encode(errors="surrogateescape")) <= _NAME_BYTES


def _parts(segment: str) -> list[str]:
    """Cut a segment into parts that fit behind a mark, between characters."""
    cuts, size = [0], 0
    for index, character in enumerate(segment):
        width = len(character.encode(errors="surrogateescape"))
        if size + width > _PART_BYTES:
            cuts.append(index)
            size = 0
        size += width
    return [segment[start:end] for start, end in pairwise([*cuts, len(segment)])]


def _as_text(name: str) -> str:
    """Show the stray bytes of a file name, which Python holds as lone surrogates."""
    if not _is_stray(name):
        return name
    shown = (f"%{ord(c) - 0xDC00:02X}" if "\udc80" <= c <= "\udcff" else c.replace("%", "%25") for c in name)
    return _BYTES + "".join(shown)


def _as_file_name(segment: str) -> str | None:
    """Find the file name whose stray bytes a segment shows; ``None`` for all other segments."""
    if not segment.startswith(_BYTES):
        return None
    hidden = _ESCAPE.sub(lambda found: _character(int(found[1], 16)), segment.removeprefix(_BYTES))
    return hidden if _is_stray(hidden) and _as_text(hidden) == segment and _fits(hidden) else None


def _character(code: int) -> str:
    return chr(code) if code < 0x80 else chr(0xDC00 + code)


def _is_stray(name: str) -> bool:
    """Tell whether a file name really holds bytes that are not UTF-8."""
    raw = name.encode(errors="surrogateescape")
    return any("\udc80" <= c <= "\udcff" for c in name) and raw.decode(errors="surrogateescape") == name
