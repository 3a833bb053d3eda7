"""Draws the two PDF samples from their sources: ``python demo/make_samples.py``.

The same source gives the same bytes, so that a test can tell whether a PDF still belongs to its source.
The markup is a small part of Markdown, one line for each paragraph; ``[contents]`` lists the open items
with their pages, ``[closed]`` begins a list of what only the contents tell.
"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)
from reportlab.platypus.tableofcontents import TableOfContents

HERE = Path(__file__).parent
MARGIN = 64  # points


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One PDF to draw: where its text stands, where it goes, and what every page carries."""

    source: str
    target: str
    header: str
    footer: str


SAMPLES = (
    Sample(
        source="sources/329-kultur-og-fritid-2023-03-14.md",
        target="samples/329/kultur-og-fritid-2023-03-14.pdf",
        header="Ringsted Kommune",
        footer="Kultur- og Fritidsudvalget (2022-2025) | 14-03-2023 | Side {page}",
    ),
    Sample(
        source="sources/480-teknik-og-miljoe-2023-11-21.md",
        target="samples/480/teknik-og-miljoe-2023-11-21.pdf",
        header="Nordfyns Kommune",
        footer="Side {page}",
    ),
)

_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10.5, leading=14, spaceAfter=7)
_TITLE = ParagraphStyle("title", _BODY, fontName="Helvetica-Bold", fontSize=18, leading=23, spaceAfter=12)
_ITEM = ParagraphStyle(
    "item", _BODY, fontName="Helvetica-Bold", fontSize=14, leading=18, spaceBefore=16, keepWithNext=1
)
_SECTION = ParagraphStyle(
    "section", _BODY, fontName="Helvetica-Bold", fontSize=11.5, leading=15, spaceBefore=8, keepWithNext=1
)
_LIST = ParagraphStyle("list", _BODY, leftIndent=18, bulletIndent=4)
_CONTENTS = ParagraphStyle("contents", _BODY, spaceAfter=2)
_GRID = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold"),
        ("FONTSIZE", (0, 0), (-1, -1), 9.5),
    ]
)


class Minutes(BaseDocTemplate):  # type: ignore[misc]  # reportlab ships no annotations
    """A4 pages with a header, a footer, and a contents list that learns where the items begin."""

    def __init__(self, sample: Sample, target: BytesIO) -> None:
        super().__init__(target, pagesize=A4, invariant=1, title=sample.header, author="", subject="")
        frame = Frame(MARGIN, MARGIN, A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN)
        self.addPageTemplates(PageTemplate(frames=[frame], onPage=self._furnish))
        self._sample = sample

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802  # reportlab's hook
        """Tell the contents list about every item heading."""
        if isinstance(flowable, Paragraph) and flowable.style.name == "item":
            title = flowable.getPlainText().partition("Punkt ")[2].partition(": ")[2]
            self.notify("TOCEntry", (0, title or flowable.getPlainText(), self.page))

    def _furnish(self, canvas: Any, _document: Any) -> None:
        canvas.setFont("Helvetica", 8.5)
        canvas.drawString(MARGIN, A4[1] - 36, self._sample.header)
        canvas.drawCentredString(A4[0] / 2, 30, self._sample.footer.format(page=canvas.getPageNumber()))


def draw(sample: Sample) -> bytes:
    """Draw one sample from its source."""
    lines = (HERE / sample.source).read_text(encoding="utf-8").splitlines()
    target = BytesIO()
    Minutes(sample, target).multiBuild(_story(lines))
    return target.getvalue()


def _story(lines: list[str]) -> list[Flowable]:
    story: list[Flowable] = []
    rows: list[list[str]] = []
    for line in [*lines, ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
            continue
        if rows:
            story += [Table(rows, style=_GRID, hAlign="LEFT"), Spacer(0, 9)]
            rows = []
        if line:
            story += _paragraph(line)
    # The first page holds the head and the contents, as in the systems that print such files.
    first = next(n for n, part in enumerate(story) if getattr(part, "style", None) is _ITEM)
    return [*story[:first], PageBreak(), *story[first:]]


def _paragraph(line: str) -> list[Flowable]:
    mark, _, rest = line.partition(" ")
    if mark == "[contents]":
        contents = TableOfContents(levelStyles=[_CONTENTS], dotsMinLevel=0)
        return [Paragraph(rest, _SECTION), contents, Spacer(0, 8)]
    if mark.startswith("**"):
        label, _, value = line.removeprefix("**").partition("**")
        return [Paragraph(f"<b>{label}</b>{value}", _BODY)]
    if mark == "-":
        return [Paragraph(rest, _LIST, bulletText="-")]
    if mark in {"1.", "2.", "3."}:
        return [Paragraph(rest, _LIST, bulletText=mark)]
    styles = {"#": _TITLE, "##": _ITEM, "###": _SECTION, "[closed]": _SECTION}
    return [Paragraph(rest, styles[mark]) if mark in styles else Paragraph(line, _BODY)]


def main() -> None:
    """Draw every sample anew."""
    for sample in SAMPLES:
        (HERE / sample.target).write_bytes(draw(sample))


if __name__ == "__main__":
    main()
