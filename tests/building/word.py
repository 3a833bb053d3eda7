"""A script as python-docx writes it: its template's styles, lists that begin anew, and tables that set nothing else."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

import docx

from tests.building.script import Block, Columns, Contents, Grid, Heading, Points, Prose, Run, Script


def word_document(script: Script) -> bytes:
    """Write one file."""
    document: Any = docx.Document()  # its XML classes say half of what they can do
    document.sections[0].header.paragraphs[0].text = script.header
    document.sections[0].footer.paragraphs[0].text = script.footer
    for block in script.blocks:
        _add(document, block)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def _add(document: Any, block: Block) -> None:
    match block:
        case Heading(text, level):
            document.add_heading(text, level)
        case Prose(lines):
            for line in lines:
                _add_runs(document.add_paragraph(), line)
        case Points():
            _add_points(document, block)
        case Grid(rows):
            _add_table(document, rows)
        case Contents(entries):
            _add_texts(document, map("\t".join, entries))
        case Columns(paragraphs):
            _add_texts(document, paragraphs)


def _add_texts(document: Any, texts: Iterable[str]) -> None:
    for text in texts:
        document.add_paragraph(text)


def _add_table(document: Any, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(len(rows), len(rows[0]))
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            table.cell(at, column).text = cell


def _add_runs(paragraph: Any, runs: Sequence[Run]) -> None:
    for run in runs:
        added = paragraph.add_run(run.text)
        added.bold, added.italic = run.bold, run.italic


def _add_points(document: Any, block: Points) -> None:
    list_id = None if block.start is None else _new_list(document, block.start)
    for runs in block.points:
        point = document.add_paragraph(style="List Bullet" if list_id is None else "List Number")
        _add_runs(point, runs)
        if list_id is not None:
            point._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = list_id


def _new_list(document: Any, start: int) -> int:
    """Begin a list anew: it counts with the template's, from a number of its own."""
    numbering = document.part.numbering_part.element
    template = document.styles["List Number"].element.pPr.numPr.numId.val
    begun = numbering.add_num(numbering.num_having_numId(template).abstractNumId.val)
    begun.add_lvlOverride(0).add_startOverride(start)
    list_id: int = begun.numId
    return list_id
