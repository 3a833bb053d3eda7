"""A text file as blocks of lines that stand together, with the marks at the lines' beginnings read."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(?=\S)")
_RULE = re.compile(r"\s*([-*_=])(?:[ \t]*\1){2,}\s*")
_BULLET = re.compile(r"\s*(?:[-*•·–▪‣◦]|o(?=\t))\s+(?=\S)")
_MAX_RULE_LENGTH = 500
_UNDERLINE_LEVELS = {"=": 1, "-": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One line as written (``raw``), and its text after heading marks or a list dash."""

    raw: str
    text: str
    level: int | None = None
    bullet: bool = False

    @property
    def breaks(self) -> bool:
        """Tell whether the line ends in Markdown's hard break, two blanks."""
        return self.raw.endswith("  ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lines without a blank one between; ``gap_before`` says that one stands above."""

    lines: tuple[Written, ...]
    gap_before: bool


def split_blocks(lines: Iterable[str]) -> Iterator[Block]:
    """Split lines into blocks; a heading is one of its own, a drawn rule is white space or makes a heading."""
    kept: list[Written] = []
    gap = kept_gap = True
    for line in lines:
        rule = _RULE.fullmatch(line) if len(line) <= _MAX_RULE_LENGTH else None
        if rule and len(kept) == 1 and _underlines(rule):
            kept = [replace(kept[0], level=kept[0].level or _UNDERLINE_LEVELS[rule[1]])]
        written = None if rule or not line.strip() else _written(line)
        if written is None or written.level is not None or (kept and kept[-1].level is not None):
            if kept:
                yield Block(lines=tuple(kept), gap_before=kept_gap)
            kept = []
            gap = gap or written is None
        if written is not None:
            if not kept:
                kept_gap = gap
            kept.append(written)
        gap = written is None
    if kept:
        yield Block(lines=tuple(kept), gap_before=kept_gap)


def _underlines(rule: re.Match[str]) -> bool:
    return rule[1] in _UNDERLINE_LEVELS and len(set(rule[0].strip())) == 1


def _written(line: str) -> Written:
    if heading := _HEADING.match(line):
        text = line[heading.end() :].rstrip()
        closed = text.rstrip("#")
        return Written(raw=line, text=closed if closed.endswith((" ", "\t")) else text, level=len(heading[1]))
    if bullet := _BULLET.match(line):
        return Written(raw=line, text=line[bullet.end() :], bullet=True)
    return Written(raw=line, text=line.strip(" "))
