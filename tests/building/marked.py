"""Minutes as marked text (the little Markdown that converters write) to a script, to be set by any program."""

import itertools
import re
from collections.abc import Iterator, Sequence

from tests.building.script import Block, Contents, Grid, Heading, Points, Prose, Run, Script

_HEADING = re.compile(r"(#{1,6}) +(.*)")
_POINT = re.compile(r"(?:- |(\d+)\. )(?=\S)")
_CONTENTS = re.compile(r"(?:\d+\t)?[^\t]+\t\d{0,4}")
_TAG = re.compile(r"</?[a-z]+>")
_RUNS = re.compile(r"(\*\*|\*)(?=\S)(.+?)(?<=\S)\1")


def script_of(name: str, text: str, header: str = "", footer: str = "") -> Script:
    """Read marked text; lines that stand together are one block each of their kind."""
    blocks = itertools.chain.from_iterable(_blocks(part.split("\n")) for part in re.split(r"\n\s*\n", text) if part)
    return Script(name=name, blocks=tuple(blocks), header=header, footer=footer)


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    for kind, group in itertools.groupby(filter(str.strip, lines), _kind):
        found = list(group)
        if kind == "heading":
            for line in found:
                marks, title = _HEADING.fullmatch(line.strip()).groups()  # type: ignore[union-attr]
                yield Heading(title.replace("*", ""), len(marks))
        elif kind == "contents":
            yield Contents(tuple(tuple(line.split("\t")) for line in found))
        elif kind == "grid":
            rows = [_TAG.sub("", line).split("\t") for line in found]
            width = max(map(len, rows))
            yield Grid(tuple((*row, *[""] * (width - len(row))) for row in rows))
        elif kind == "prose":
            yield Prose(tuple(_runs(line.strip()) for line in found))
        else:
            yield Points(
                tuple(_runs(_POINT.sub("", line, count=1)) for line in found),
                start=int(number[1]) if (number := re.match(r"(\d+)\.", found[0])) else None,
            )


def _kind(line: str) -> str:
    if _HEADING.fullmatch(line.strip()):
        return "heading"
    if "\t" in line:
        return "contents" if _CONTENTS.fullmatch(line) else "grid"
    point = _POINT.match(line)
    return "prose" if not point else "numbers" if point[1] else "dashes"


def _runs(text: str) -> tuple[Run, ...]:
    runs: list[Run] = []
    end = 0
    for match in _RUNS.finditer(text):
        if match.start() > end:
            runs.append(Run(text[end : match.start()]))
        runs.append(Run(match[2].replace("*", ""), bold=match[1] == "**", italic=match[1] == "*"))
        end = match.end()
    if text[end:]:
        runs.append(Run(text[end:]))
    return tuple(runs)
