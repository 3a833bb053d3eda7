"""Case and document numbers: which shapes they have, and which of the two a number is.

Shapes were observed in published minutes. KLE (KL Emnesystematik) numbers need their facet ("G01") to be told
from dates. A number of another shape counts only behind a label such as "Sagsnr.".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from services.parser.document import Block
from services.parser.extracting.states import State, state_of_line, state_of_table, state_with_numbers
from services.parser.vocabulary.load import vocabulary
from services.parser.wording import fold_heading

KLE = r"\d{2}\.\d{2}(?:\.\d{2})?[.\-]?[A-ZÆØÅ]\d{2}(?:\s?[-/]\s?\d[\d/\-]*)?"
_PREFIXED = r"[A-ZÆØÅ]{2,4}-(?:19|20)\d{2}-\d{3,7}"  # a system's own: "MDR-2016-02836"
_BARE = re.compile(
    rf"(?:{KLE}|{_PREFIXED}|\d{{3}}-\d{{4}}-\d{{1,7}}|(?:19|20)\d{{2}}-\d{{4,7}}|\d{{2}}/\d{{3,6}}|\d{{2}}-\d{{5,6}})",
)
_LABEL = re.compile(
    r"(?P<label>[A-Za-zÆØÅæøå][A-Za-zÆØÅæøå./\- ]{0,24}?)\s*(?P<colon>:|(?<=\.)\s(?=[A-ZÆØÅ]{0,4}-?\d)|\s(?=\d))\s*"
)
_MAY_HOLD_A_LABEL = re.compile(r"[:\d]")  # what _LABEL can't do without, found much faster
_VALUE = re.compile(rf"(?P<value>{KLE}|{_PREFIXED}|[A-ZÆØÅa-zæøå]*\d[\w./\-]*\d|\d)")
_NEXT_VALUE = re.compile(rf"(?:,|;|\sog)\s*(?P<value>{_BARE.pattern})(?![\w\-/])")
_FACET_ALONE = re.compile(r"[A-ZÆØÅ]\d{2}\.?")  # the rest of a number that a converter has lost
_TITLED = re.compile(
    r"sag(?:\s?nr\.?)?\s*\d{1,4}\s*[:.–-]\s*[^\W\d]", re.IGNORECASE
)  # "Sag 4: Ny skole" is an item's heading
_NAMED_NUMBER = re.compile(rf"(?P<number>{KLE})\s[-–]\s(?=[A-ZÆØÅ])")  # "24.00P00 - 2015/01786 - Ny bro"
_STATED_NUMBER = re.compile(
    rf"^(?:åbent?|lukket)\s*(?:punkt|sag)?\s*[-–]\s*(?P<number>{KLE}|(?=\S*\d)(?!\S*\.\.)\S+)$", re.IGNORECASE
)
_UNKNOWN_LINES = 2  # lines such as the name of an item group that may stand above its number
_SHORT_LINE = 80
MAX_HEAD_LINE = 160  # a longer paragraph is prose and ends an item's head


@dataclass
class Numbers:
    """The numbers in one item's head, in order, each once; and whether its lines say that it is open or closed."""

    case: list[str] = field(default_factory=list)
    document: list[str] = field(default_factory=list)
    state: State | None = None
    stating: set[int] = field(default_factory=set)  # where the lines begin that say so

    def add(self, kind: str, number: str) -> None:
        """Keep one number of a kind ("case" or "document")."""
        numbers = self.case if kind == "case" else self.document
        if number not in numbers:
            numbers.append(number)

    def say(self, state: State) -> None:
        """Keep what one line says; a line that says closed is enough."""
        if self.state is not State.CLOSED:
            self.state = state


_IN_TITLE = re.compile(r"\((?P<number>(?:19|20)\d{2}-\d{4,7}|\d{2}/\d{3,6})\)\s*$")


def title_number(title: str) -> str | None:
    """Read the case number that a title ends with: "Ny hal ved skolen (2012-41877)"."""
    match = _IN_TITLE.search(title)
    return match["number"] if match else None


@lru_cache(maxsize=8192)  # every layout asks it of every line, and it was most of a parse
def is_number_line(text: str) -> bool:
    """Tell whether a line is nothing but case or document numbers, with or without labels."""
    found = Numbers()
    if len(text) > MAX_HEAD_LINE:
        return False
    label, _, value = text.partition(":")
    if fold_heading(label) in vocabulary().meeting.absent | vocabulary().item.absent:
        return False  # "Fraværende: Bo Lind (sag 129-131)"
    if _TITLED.match(text):
        return False
    return _read_line(text, found) and bool(found.case or found.document or (value.strip() and _empty_label(label)))


def head_numbers(blocks: Sequence[Block], is_heading: Sequence[bool]) -> Numbers:
    """Read the numbers and the state at the beginning of an item: up to the first prose that follows its title.

    ``is_heading`` says of each block whether it is a section heading; those don't end the head while
    nothing but numbers and labels has followed them.
    """
    found = Numbers()
    pending = ""
    headings = unknown = 0
    in_head = True  # below a heading not before another number
    for at, (block, heading) in enumerate(zip(blocks, is_heading, strict=True)):
        text = block.text.strip()
        if in_head and (state := _state_at(blocks, at)):
            found.say(state)
            found.stating.add(block.start)
        if pending and _BARE_VALUE.match(text):
            found.add(pending, text)
            pending, in_head = "", True
            continue
        if heading:
            headings, in_head = headings + 1, False
            continue
        if block.rows is not None or len(text) > MAX_HEAD_LINE:
            break
        if label := _empty_label(text):
            pending = label
            continue
        if _read_line(text, found):
            in_head = True
        elif not _is_head_line(text):
            unknown += 1
            if headings or unknown > _UNKNOWN_LINES or len(text) > _SHORT_LINE or text.endswith("."):
                break
    return found


def _state_at(blocks: Sequence[Block], at: int) -> State | None:
    """Read the state that one line of a head tells; "Åbent punkt" and "Lukket punkt" side by side head columns."""
    block = blocks[at]
    if block.rows is not None:
        return state_of_table(block.rows)
    state = state_of_line(block.text)
    if state is None:
        return state_with_numbers(block.text) if is_number_line(block.text) else None
    beside = {state_of_line(other.text) for other in blocks[max(0, at - 1) : at + 2] if other.rows is None}
    return state if beside <= {state, None} else None


_BARE_VALUE = re.compile(rf"^(?:{KLE}|\d[\d./\-]{{2,}})$")


def _empty_label(text: str) -> str:
    folded = fold_heading(text)
    labels = vocabulary().item
    return "case" if folded in labels.case else "document" if folded in labels.document else ""


def _read_line(text: str, found: Numbers) -> bool:
    """Take the numbers of one line; tell whether the line is a line of a head at all."""
    if match := _BARE.fullmatch(text.strip()):
        found.add("case", match[0])
        return True
    if match := _NAMED_NUMBER.match(text):
        found.add("case", match["number"])
        return True
    if match := _STATED_NUMBER.match(text.strip()):
        found.add("case", match["number"])
        return True
    if not _MAY_HOLD_A_LABEL.search(text):
        return False
    labels, position, any_label = vocabulary().item, 0, False
    while match := _LABEL.search(text, position):
        label = fold_heading(match["label"])
        kind = "case" if label in labels.case else "document" if label in labels.document else ""
        position = match.end()
        if not kind:
            if label in labels.ignored and match["colon"] == ":":
                any_label = True
            continue
        value = _VALUE.match(text, position)
        while value:
            if not _FACET_ALONE.fullmatch(value["value"]):
                found.add(kind, value["value"].rstrip("."))
            position = value.end()
            value = _NEXT_VALUE.match(text, position)
        any_label = True
    return any_label


def _is_head_line(text: str) -> bool:
    """Tell whether a line may stand in an item's head without being a number: open/closed marks, repeated titles."""
    return state_of_line(text) is not None or bool(re.match(r"^\d{1,4}[.:]\s+\S", text)) or len(text) <= 3
