"""One page that stands on one line, cut into lines at its marks."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from services.parser.document import Block
from services.parser.segmenting.marks import Kind, Mark
from services.parser.vocabulary.load import vocabulary
from services.parser.wording import fold_heading
from shared.contract.codes import DecisionOutcome

_ITEMS = {Kind.ITEM, Kind.NUMBER}
_ENDS_A_HEAD = {Kind.HEADING, Kind.DECISION}
_NEAR = 60  # letters behind a label that tell whether they are its value
_TITLE = (
    r"(?:Åbent? |Lukket |LUKKET )?(?:Tillægs|Beslutnings)?"
    r"(?:Refer(?:at)?|REFERAT|[Dd]agsorden|DAGSORDEN|[Pp]rotokol|PROTOKOL)"
)
_LINE_IN_HEAD = re.compile(
    rf"(?<=[a-zæøå]{{4}}[.!?])(?P<sentence>\s+)(?=[A-ZÆØÅ])|(?P<before>\s+)(?={_TITLE}(?!\S))"
    rf"|(?<!\S){_TITLE}(?P<after>\s+)(?=[A-ZÆØÅ\d]|(?:man|tirs|ons|tors|fre|lør|søn)dag)"
)
_NAME_AND_TITLE = re.compile(r"^(?P<name>\S+:?(?:\s[A-ZÆØÅ]\S*)+?)\s(?P<title>[A-ZÆØÅ]\S*(?:\s[a-zæøå(].*)?)$")


def cut(page: Block, marks: Sequence[Mark]) -> Iterator[Block]:
    """Yield the lines of a page of items.

    "Punkt: 4" is followed by labels and then its title, which is what stands behind the last label's name.
    """
    untitled = False
    for start, end, mark, following in _spans(page.text, marks):
        line = page.part(start, end)
        if not line.text or (mark and mark.kind is Kind.FOOT):
            continue
        if mark and mark.kind is Kind.ITEM:
            untitled = mark.end - start == len(line.text)
        last_label = untitled and mark and mark.kind is Kind.LABEL and following and following.kind in _ENDS_A_HEAD
        title = _NAME_AND_TITLE.match(line.text) if last_label else None
        if title:
            yield line.part(0, title.end("name"))
            yield line.part(title.start("title"), len(line.text))
        elif mark and mark.kind is Kind.LABEL and _is_no_value(line.text, mark.end - start):
            yield line.part(0, mark.end - start)
            yield line.part(mark.end - start, len(line.text))
        else:
            yield line


def cut_head(page: Block, marks: Sequence[Mark]) -> Iterator[Block]:
    """Yield the lines of a document's first page: up to its first item sentences and titles are lines too."""
    end = next((mark.start for mark in marks if mark.kind in _ITEMS), len(page.text))
    kept = [mark for mark in marks if mark.kind is not Kind.DECISION or mark.start > end]
    for line in cut(page, kept):
        if line.start < page.start + end:
            yield from _sentences(line)
        else:
            yield line


def _is_no_value(text: str, end: int) -> bool:
    """Tell whether what follows "Fraværende:" is a decision: nobody was absent."""
    words, value = vocabulary(), text[end : end + _NEAR].lstrip()
    is_absence = fold_heading(text[:end]) in words.item.absent
    return is_absence and any(
        pattern.match(value) for outcome, pattern in words.outcomes if outcome is not DecisionOutcome.NONE
    )


def _spans(text: str, marks: Sequence[Mark]) -> Iterator[tuple[int, int, Mark | None, Mark | None]]:
    """Yield start and end of each line, the mark that it begins with, if any, and the mark behind it."""
    if not marks or marks[0].start > 0:
        yield 0, marks[0].start if marks else len(text), None, marks[0] if marks else None
    for mark, following in pairwise([*marks, None]):
        if mark is None:
            continue
        end = following.start if following else len(text)
        if mark.stands_alone:
            yield mark.start, mark.end, mark, following
            yield mark.end, end, None, following
        else:
            yield mark.start, end, mark, following


def _sentences(line: Block) -> Iterator[Block]:
    position = 0
    for match in _LINE_IN_HEAD.finditer(line.text):
        start, position, end = position, match.end(), match.start(match.lastgroup or 0)
        yield line.part(start, end)
    yield line.part(position, len(line.text))
