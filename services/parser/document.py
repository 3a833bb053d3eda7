"""The document as one text and its blocks: every later step works on these, and every span points here."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.parser.reading.model import Flow, Paragraph, Table
from shared.contract.record import Span

LARGER = 1.08  # a heading's letters are at least this much larger than the text's


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph or table with its place in the document's text.

    ``prominent`` says that it is set apart as a heading would be: by markup, bold or larger letters. ``rows``
    is ``None`` for paragraphs.
    """

    text: str
    start: int
    end: int
    page: int | None = None
    level: int | None = None
    bold: bool = False
    italic: bool = False
    lead: str = ""
    bullet: bool = False
    gap_before: bool = False
    prominent: bool = False
    rows: tuple[tuple[str, ...], ...] | None = None

    @property
    def span(self) -> Span:
        """Start and end in the document's text."""
        return self.start, self.end

    @property
    def element(self) -> Paragraph | Table:
        """What a flow has in the block's place."""
        if self.rows is not None:
            return Table(rows=self.rows, page=self.page)
        return Paragraph(
            text=self.text,
            page=self.page,
            level=self.level,
            gap_before=self.gap_before,
            bold=self.bold,
            italic=self.italic,
            lead=self.lead,
            bullet=self.bullet,
        )

    def part(self, start: int, end: int) -> "Block":
        """Take the part from ``start`` to ``end`` (offsets in this block) as a block, without white space around."""
        piece = self.text[start:end]
        start += len(piece) - len(piece.lstrip())
        end = start + len(piece.strip())
        return Block(  # spelled out, as every line of a document comes through here
            text=self.text[start:end],
            start=self.start + start,
            end=self.start + end,
            page=self.page,
            level=self.level,
            bold=self.bold,
            italic=self.italic,
            lead=self.lead,
            bullet=self.bullet,
            gap_before=self.gap_before,
            prominent=self.prominent,
            rows=self.rows,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The whole text and its blocks in reading order."""

    text: str
    blocks: tuple[Block, ...]
    pages: int | None = None


def lay_out(flow: Flow, pages: int | None = None) -> Text:
    """Join a flow into one text and give every block its place in it."""
    usual = _usual_size(flow)
    pieces: list[str] = []
    blocks: list[Block] = []
    position = 0
    for element in flow:
        if isinstance(element, Table):
            text, apart = "\n".join("\t".join(row) for row in element.rows), True
        else:
            text, apart = element.text, element.gap_before
        separator = "" if not pieces else "\n\n" if apart else "\n"
        start = position + len(separator)
        pieces += [separator, text]
        position = start + len(text)
        blocks.append(_block(element, text, start, usual))
    return Text(text="".join(pieces), blocks=tuple(blocks), pages=pages)


def cover(blocks: Sequence[Block]) -> Span:
    """Span from the first block to the end of the last; there must be one."""
    return blocks[0].start, blocks[-1].end


def join(blocks: Iterable[Block]) -> str:
    """Join blocks as the contract wants text: paragraphs on lines of their own, single blanks within."""
    return "\n".join(
        "\n".join(" ".join(cell for cell in row if cell) for row in block.rows) if block.rows else block.text
        for block in blocks
    )


def _block(element: Paragraph | Table, text: str, start: int, usual: float | None) -> Block:
    end = start + len(text)
    if isinstance(element, Table):
        return Block(text=text, start=start, end=end, page=element.page, gap_before=True, rows=element.rows)
    larger = usual is not None and element.size is not None and element.size > usual * LARGER
    return Block(
        text=text,
        start=start,
        end=end,
        page=element.page,
        level=element.level,
        bold=element.bold,
        italic=element.italic,
        lead=element.lead,
        bullet=element.bullet,
        gap_before=element.gap_before,
        prominent=element.level is not None or element.bold or larger,
    )


def _usual_size(flow: Flow) -> float | None:
    sizes: Counter[float] = Counter()
    for element in flow:
        if isinstance(element, Paragraph) and element.size is not None:
            sizes[round(element.size, 1)] += len(element.text)
    return sizes.most_common(1)[0][0] if sizes else None
