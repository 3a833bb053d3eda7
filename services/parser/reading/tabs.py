"""Which lines with tabs are rows of a table, and which are a contents list or a label beside its value."""

import re
from collections.abc import Iterator, Sequence

from services.parser.reading.joining import is_contents_line

_MAX_INNER_LINES = 2  # lines without a tab between two rows
_MAX_INNER_LENGTH = 120
_MAX_CONTENTS_LENGTH = 400  # also what keeps hostile lines away from the patterns below
_CONTENTS_SHARE = 0.6
_NUMBERED = re.compile(r"(?P<number>\d{1,4})[a-z]?[.)]?\t[^\t]*[^\W\d][^\t]*(?:\t+(?P<page>\d{0,4}))?")
_TITLE_AND_PAGE = re.compile(r"[^\t]*[^\W\d][^\t]*\t+(?P<page>\d{1,4})")
_CONTENTS_HEADING = re.compile(r"(?:indhold|dagsorden|sagsliste|åbne?\b|åbent|lukke[dt]|side\b|punkter)", re.IGNORECASE)


def table_runs(lines: Sequence[str], before: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each table among lines that stand together; ``before`` is the line above them."""
    start = 0
    while start < len(lines):
        if "\t" not in lines[start].rstrip():
            start += 1
            continue
        end = _end_of_run(lines, start)
        run = [line for line in lines[start:end] if "\t" in line]
        above = lines[start - 1] if start else before
        if len(run) > 1 and not is_contents([line.strip() for line in run], above):
            yield start, end
        start = end


def cells(line: str) -> tuple[str, ...]:
    """Split a row at its tabs; empty cells count."""
    return tuple(" ".join(cell.split()) for cell in line.split("\t"))


def _end_of_run(lines: Sequence[str], start: int) -> int:
    end = start + 1
    for index in range(start + 1, len(lines)):
        if "\t" in lines[index]:
            end = index + 1
        elif index - end >= _MAX_INNER_LINES or len(lines[index]) > _MAX_INNER_LENGTH:
            break
    return end


def is_contents(run: Sequence[str], above: str) -> bool:
    """Tell whether lines are a contents list: numbers, titles and rising pages; ``above`` may be its heading."""
    if max(map(len, run)) > _MAX_CONTENTS_LENGTH:
        return False
    if sum(map(is_contents_line, run)) >= _CONTENTS_SHARE * len(run):
        return True
    numbered = [_NUMBERED.fullmatch(line) for line in run]
    if all(numbered):
        numbers = [int(match["number"]) for match in numbered if match]
        pages = [int(match["page"]) for match in numbered if match and match["page"]]
        return len(set(numbers)) == len(numbers) and pages == sorted(pages)
    titled = [_TITLE_AND_PAGE.fullmatch(line) for line in run]
    if all(titled) and _CONTENTS_HEADING.match(above.strip(" #*")):
        pages = [int(match["page"]) for match in titled if match]
        return pages == sorted(pages)
    return False
