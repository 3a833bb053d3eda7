"""Small makers of what tests feed to the code: a line of text is a paragraph, a tuple of rows a table."""

from collections.abc import Iterable
from typing import Any

from services.parser.document import Block, lay_out
from services.parser.reading.model import Paragraph, Table
from shared.objectstore.port import ObjectInfo, ObjectStore

Rows = tuple[tuple[str, ...], ...]


def put(store: ObjectStore, key: str, body: bytes | Iterable[bytes], **how: Any) -> ObjectInfo:
    """Put an object and say what stands there now."""
    store.put(key, body, **how)
    return store.head(key)


def blocks(*lines: str | Rows) -> tuple[Block, ...]:
    """Lay out lines as blocks: "# x" and "## x" are headings, "- x" a list, "" a gap before the next line."""
    flow: list[Paragraph | Table] = []
    gap = False
    for line in lines:
        if isinstance(line, tuple):
            flow.append(Table(rows=line))
        elif line:
            flow.append(_paragraph(line, gap=gap))
        gap = line == ""
    return lay_out(tuple(flow)).blocks


def _paragraph(line: str, *, gap: bool) -> Paragraph:
    marks, _, rest = line.partition(" ")
    if marks and set(marks) == {"#"}:
        return Paragraph(text=rest, level=len(marks), gap_before=True)
    if marks == "-":
        return Paragraph(text=rest, bullet=True, gap_before=gap)
    return Paragraph(text=line, gap_before=gap)
