"""Which files lie below the paths that a user names, and under which key each is dropped."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from services.cli.console import CommandError
from services.fetcher.admit import is_passed_over
from shared.contract.keys import UNKNOWN_PREFIX
from shared.municipalities import all_listed, by_code


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One file to drop: ``prefix`` and ``name`` make its key."""

    path: Path
    prefix: str
    name: str

    @property
    def key(self) -> str:
        """Spell the file's key in the drop."""
        return f"{self.prefix}/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What lies below the paths: files to drop in sorted order, and how many were passed over."""

    candidates: tuple[Candidate, ...]
    passed_over: int


def find(paths: Iterable[Path], *, municipality: str | None, home: Path) -> Found:
    """Walk the paths in the order given. Raises CommandError before anything is done, for any of them."""
    paths = tuple(paths)
    prefix = checked_code(municipality) if municipality is not None else UNKNOWN_PREFIX
    for path in paths:
        if not path.exists():
            raise CommandError(f"{path} does not exist; name a file or a folder with minutes")
    chosen: dict[str, Candidate] = {}
    passed_over = 0
    for path in paths:
        for candidate in _below(path, prefix, home.resolve()):
            if candidate is None:
                passed_over += 1
                continue
            other = chosen.setdefault(candidate.key, candidate)
            if other.path.resolve() != candidate.path.resolve():
                raise CommandError(
                    f"{other.path} and {candidate.path} would both be dropped as {candidate.key}; "
                    "ingest their common parent folder instead, or one after the other"
                )
    return Found(candidates=tuple(chosen.values()), passed_over=passed_over)


def _below(path: Path, prefix: str, home: Path) -> Iterator[Candidate | None]:
    """Yield a candidate for each file, and ``None`` for each that is passed over."""
    if path.is_file():
        yield Candidate(path=path, prefix=prefix, name=path.name)
        return
    for relative in sorted(_walk(path, home), key=lambda found: found.parts):
        if _is_passed_over(relative) or not (path / relative).is_file():
            yield None
            continue
        first, rest = relative.parts[0], relative.parts[1:]
        if rest and by_code(first):
            yield Candidate(path=path / relative, prefix=first, name="/".join(rest))
        else:
            yield Candidate(path=path / relative, prefix=prefix, name=relative.as_posix())


def _walk(path: Path, home: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(path):
        # The home may lie inside what is ingested ("referat ingest ."); its buckets are not minutes.
        folders[:] = [name for name in folders if not name.startswith(".") and Path(folder, name).resolve() != home]
        yield from (Path(folder, name).relative_to(path) for name in files)


def _is_passed_over(relative: Path) -> bool:
    key = relative.as_posix()
    return relative.name.startswith(".") or is_passed_over(key) or not _is_text(key)


def _is_text(name: str) -> bool:
    """Tell whether a name can be a key: file systems hold bytes that no text stands for."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def checked_code(code: str) -> str:
    """Take a kommunekode. Raises CommandError, naming the nearest."""
    if by_code(code):
        return code
    listed = [found.municipality for found in all_listed()]
    by_name = {found.name.casefold(): found for found in listed}
    names = get_close_matches(code.casefold(), by_name, n=1)
    codes = get_close_matches(code.lstrip("0"), [found.code for found in listed], n=1, cutoff=0)
    nearest = by_name[names[0]] if names else by_code(codes[0])
    hint = f"; the nearest is {nearest.code} ({nearest.name})" if nearest else ""
    raise CommandError(f"--municipality {code!r} is no kommunekode{hint}")
