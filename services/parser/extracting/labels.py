"""Labels and their values in the head of a document: "Mødested X", "Sted: X", a label above its value."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from services.parser.document import Block
from services.parser.vocabulary.load import MeetingLabels, vocabulary
from services.parser.wording import fold_heading

_MAX_LISTED = 120  # letters of a line in a list of names


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """The value that stands with one label; ``kinds`` are the facts that the label can announce."""

    kinds: frozenset[str]
    value: Block
    label: str


def labelled_values(blocks: Sequence[Block]) -> Iterator[Labelled]:
    """Yield every labelled value of a document's head, in order; an empty value is yielded as empty."""
    lines = [line for block in blocks for line in _lines(block)]
    for position, line in enumerate(lines):
        label, offset = _split(line)
        if label is None:
            continue
        kinds = _kinds(label)
        value = line.part(offset, len(line.text))
        if value.text:
            yield Labelled(kinds=kinds, value=value, label=label)
            continue
        following = lines[position + 1 : position + 2]
        if following and _is_value(following[0]):
            values = _values_below(lines, position + 1) if kinds & {"present", "absent", "other"} else following
            for below in values:
                yield Labelled(kinds=kinds, value=below, label=label)


def _values_below(lines: Sequence[Block], start: int) -> Iterator[Block]:
    """Yield the lines of a list under a label, up to the next label or heading."""
    for line in lines[start:]:
        if not _is_value(line) or line.level is not None or len(line.text) > _MAX_LISTED:
            return
        yield line


def _is_value(line: Block) -> bool:
    """Tell whether a line can be the value of the label above it: no label itself, no heading of a group."""
    words = vocabulary().words
    folded = fold_heading(line.text)
    return _split(line)[0] is None and folded not in words.open_groups | words.closed_groups | words.contents_headings


def _lines(block: Block) -> Iterator[Block]:
    """Read the rows of a head's table as lines "label TAB value"."""
    if block.rows is None:
        yield block
        return
    position = 0
    for row in block.rows:
        text = "\t".join(row)
        yield block.part(position, position + len(text))
        position += len(text) + 1


def _split(line: Block) -> tuple[str | None, int]:
    """Split a line into a label of ours and the offset of its value; ``None`` if it begins with none."""
    if line.lead and _kinds(line.lead) and line.text.startswith(line.lead):
        return line.lead, len(line.lead)
    if match := re.match(r"(?P<label>[^:\t\n]{2,40})\s*[:\t]\s*", line.text):
        return (match["label"], match.end()) if _kinds(match["label"]) else (None, 0)
    if _kinds(line.text):
        return line.text, len(line.text)
    words = re.match(r"(?P<label>Mødedato|Mødested|Mødetidspunkt|Mødelokale|Tid|Sted)\s+(?=\S)", line.text)
    return (words["label"], words.end()) if words and _kinds(words["label"]) else (None, 0)


def _kinds(label: str) -> frozenset[str]:
    folded, labels = fold_heading(label), vocabulary().meeting
    return frozenset(field.name for field in fields(MeetingLabels) if folded in getattr(labels, field.name))
