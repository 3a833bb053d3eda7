"""Small makers of what tests feed to the code: a line of text is a paragraph, a tuple of rows a table."""

import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

from prometheus_client import CollectorRegistry

from services.fetcher.admit import Limits
from services.fetcher.metrics import EventMetrics
from services.fetcher.quota import Allowance, Quota
from services.fetcher.reception import Reception
from services.parser.document import Block, lay_out
from services.parser.reading.model import Paragraph, Table
from shared.metrics import HintMetrics
from shared.objectstore.port import ObjectInfo, ObjectStore
from shared.pausing import nothing
from shared.queue.publisher import Publisher

Rows = tuple[tuple[str, ...], ...]


def put(store: ObjectStore, key: str, body: bytes | Iterable[bytes], **how: Any) -> ObjectInfo:
    """Put an object and say what stands there now."""
    store.put(key, body, **how)
    return store.head(key)


def reception_of(publisher: Publisher, registry: CollectorRegistry, allowance: Allowance | None = None) -> Reception:
    """Open a fetcher's reception for the bucket ``drop``; without an allowance, one of the usual quota."""
    return Reception(
        bucket="drop",
        limits=Limits(),
        allowance=allowance or Allowance(Quota()),
        publisher=publisher,
        hints=HintMetrics(registry),
        metrics=EventMetrics(registry),
        resting=nothing,
    )


def packed(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack parts by their names, in this order."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


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
