"""The bilag of an item: title and number, wrapped lines joined, what is listed twice listed once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.parser.document import Block, cover
from services.parser.segmenting.sections import Part
from services.parser.vocabulary.load import matches, vocabulary
from services.parser.wording import fold_heading, fold_title, one_line
from shared.contract.codes import SectionRole
from shared.contract.record import Attachment

_NUMBER = re.compile(r"\d{3}-\d{4}-\d{2,7}|(?:19|20)\d{2}-\d{4,7}|\d{5,9}/\d{2}|\d{2}/\d{4,7}|\d{6,9}")
_NUMBER_BEFORE = re.compile(
    r"^(?P<number>\d{3}-\d{4}-\d{2,7}|(?:19|20)\d{2}-\d{4,7}|\d{5,9}/\d{2})\s*[-–:]?\s+(?P<title>\S.*)$",
    re.DOTALL,
)
_NUMBER_AFTER = re.compile(
    r"^(?P<title>.*\S)\s+\((?:fileno|dok\.?\s?nr\.?|dok\.?|dokument|brevid)[.:]?\s*(?P<number>[\d/\-]+)\)\s*$",
    re.IGNORECASE | re.DOTALL,
)
_COLUMNS = {"bilagsnr", "bilag", "nr", "navn", "titel", "bilagsnavn", "dok.nr", "dokumentnr", "type", "filnavn"}
_NUMBER_LAST = re.compile(r"(?P<title>.*\S)\s+(?P<number>\d{3,6}/\d{2})$", re.DOTALL)
_OPEN = re.compile(r"^\d{1,3}\s+(?:åbent?|lukket)\s+(?=\S)", re.IGNORECASE)  # "1 Åben Kort over broen 123/16"
_LIST_NUMBER = re.compile(r"^\d{1,2}\.\s+")


def read_attachments(parts: Sequence[Part]) -> tuple[Attachment, ...]:
    """Read the attachments of an item in the order of their first listing; a numbered listing wins."""
    found: dict[str, Attachment] = {}
    for part in parts:
        if part.role is SectionRole.ATTACHMENTS:
            for attachment in _listed(part.blocks):
                key = fold_title(attachment.title)
                known = found.get(key)
                if known is None or (known.document_number is None and attachment.document_number):
                    found[key] = attachment
    return tuple(found.values())


def _listed(blocks: Sequence[Block]) -> Iterator[Attachment]:
    for group in _grouped(blocks):
        text = one_line(" ".join(block.text for block in group))
        if not matches(vocabulary().phrases.nothing_attached, text) and not matches(vocabulary().phrases.noise, text):
            yield _attachment(text, group)
    for block in blocks:
        yield from _rows(block)


def _grouped(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Join wrapped titles: where blank lines separate the titles, a line without one goes on with the last."""
    lines = [block for block in blocks if block.rows is None]
    spaced = sum(block.gap_before or block.bullet for block in lines) > len(lines) / 2
    group: list[Block] = []
    for line in lines:
        marked = line.gap_before or line.bullet or bool(_NUMBER_BEFORE.match(line.text))
        begins = marked or not (spaced or _is_rest(line.text))
        if begins and group:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _is_rest(text: str) -> bool:
    """Tell whether a line can only be the rest of a title: no letters at all, or a word in the middle of it."""
    return not re.search(r"[^\W\d_]", text) or (text[0].islower() and not re.search(r"\.\w{2,4}$|_", text))


def _rows(block: Block) -> Iterator[Attachment]:
    """Read the rows of a table of attachments: the title is the longest cell, beside it a document's number."""
    position = 0
    for row in block.rows or ():
        place = block.part(position, position + len("\t".join(row)))
        position += len("\t".join(row)) + 1
        numbers = [cell for cell in row if _NUMBER.fullmatch(cell)]
        title = max((cell for cell in row if cell not in numbers), key=len, default="")
        if re.search(r"[^\W\d_]{2}", title) and not all(fold_heading(cell) in _COLUMNS for cell in row if cell):
            whole = _attachment(title, [place])
            yield replace(whole, document_number=numbers[0]) if numbers else whole


def _attachment(text: str, group: Sequence[Block]) -> Attachment:
    opened = _OPEN.match(text)
    rest = text[opened.end() :] if opened else text
    match = _NUMBER_BEFORE.match(rest) or _NUMBER_AFTER.match(rest) or (_NUMBER_LAST.match(rest) if opened else None)
    title = _LIST_NUMBER.sub("", match["title"] if match else rest)
    number = match["number"] if match else None
    return Attachment(title=title, document_number=number, span=cover(group), page=group[0].page)
