"""The same minutes as word processors write them: with automatic numbers, styles for headings, and real tables."""

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx

from services.parser.reading.model import Line
from services.parser.reading.tables import Item
from tests.servers import miss

NUMBER = re.compile(r"(\d{1,3})\. (?=\S)")

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_PREFIXES = {
    **{name: name for name in ("office", "text", "table", "style")},
    "fo": "xsl-fo-compatible",
    "draw": "drawing",
    "svg": "svg-compatible",
}
_BOLD = '<style:text-properties fo:font-weight="bold"/>'
_STYLES = {
    "Bold": ("paragraph", _BOLD),
    "Italic": ("paragraph", '<style:text-properties fo:font-style="italic"/>'),
    "Lead": ("text", _BOLD),
}
_LISTS = (
    '<text:list-style style:name="Number"><text:list-level-style-number text:level="1" style:num-format="1" '
    'style:num-suffix="."/></text:list-style><text:list-style style:name="Dash"><text:list-level-style-bullet '
    'text:level="1" text:bullet-char="•"/></text:list-style>'
)


def number_of(item: Item) -> int | None:
    """Say which number an automatic list would print before a line."""
    found = NUMBER.match(item.text) if isinstance(item, Line) and item.level is None else None
    return int(found[1]) if found else None


def without_number(line: Line) -> str:
    """Give a line as it is typed where its number comes by itself."""
    return NUMBER.sub("", line.text, count=1)


def flat_odt(body: str, *, styles: str = "", automatic: str = "") -> str:
    """Make an OpenDocument text in one file, with a header, and a page's number in the footer."""
    prefixes = " ".join(f'xmlns:{prefix}="{_OASIS}:{name}:1.0"' for prefix, name in _PREFIXES.items())
    named = "".join(
        f'<style:style style:name="{name}" style:family="{family}">{properties}</style:style>'
        for name, (family, properties) in _STYLES.items()
    )
    headings = "".join(
        f'<style:style style:name="Heading_20_{level}" style:display-name="Heading {level}" style:family="paragraph" '
        f'style:default-outline-level="{level}"/>'
        for level in range(1, 7)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {prefixes} office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:styles>{headings}{styles}</office:styles>"
        f'<office:automatic-styles>{named}{_LISTS}{automatic}<style:page-layout style:name="A4">'
        '<style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2cm"/>'
        "</style:page-layout></office:automatic-styles>"
        '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4">'
        "<style:header><text:p>Fyrby Kommune</text:p></style:header>"
        "<style:footer><text:p>Side <text:page-number>1</text:page-number></text:p></style:footer>"
        "</style:master-page></office:master-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document>"
    )


def open_document(items: Iterable[Item]) -> str:
    """Write lines and tables as an OpenDocument text in one file."""
    return flat_odt("".join(_elements(items)))


def _elements(items: Iterable[Item]) -> Iterator[str]:
    for kind, group in groupby(items, key=_kind):
        if kind == "Dash":
            points = (
                f"<text:list-item>{_paragraph(line)}</text:list-item>" for line in group if isinstance(line, Line)
            )
            yield f'<text:list text:style-name="Dash">{"".join(points)}</text:list>'
        elif kind == "Number":
            yield f'<text:list text:style-name="Number">{"".join(_points(group))}</text:list>'
        else:
            for item in group:
                yield _paragraph(item) if isinstance(item, Line) else _table(item.rows)


def _kind(item: Item) -> str:
    if number_of(item) is not None:
        return "Number"
    return "Dash" if isinstance(item, Line) and item.bullet else ""


def _points(items: Iterable[Item]) -> Iterator[str]:
    following = 1
    for item in items:
        number = number_of(item)
        if isinstance(item, Line) and number is not None:
            start = f' text:start-value="{number}"' if number != following else ""
            yield f"<text:list-item{start}><text:p>{_text(without_number(item))}</text:p></text:list-item>"
            following = number + 1


def _paragraph(line: Line) -> str:
    text = _text(line.text)
    if line.level is not None:
        style = f"Heading_20_{line.level}"
        return f'<text:h text:outline-level="{line.level}" text:style-name="{style}">{text}</text:h>'
    if line.lead:
        text = f'<text:span text:style-name="Lead">{_text(line.lead)}</text:span>{text[len(_text(line.lead)) :]}'
    style = "Bold" if line.bold else "Italic" if line.italic else "Standard"
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def _text(text: str) -> str:
    return escape(text).replace("\t", "<text:tab/>")


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    columns = max(map(len, rows))
    made = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{_text(cell)}</text:p></table:table-cell>" for cell in row)
        + "<table:table-cell/>" * (columns - len(row))
        + "</table:table-row>"
        for row in rows
    )
    return f'<table:table><table:table-column table:number-columns-repeated="{columns}"/>{made}</table:table>'


def converted(files: Sequence[Path], folder: Path, *formats: str) -> None:
    """Let LibreOffice write files in other formats. Without it the test is skipped, and fails in CI."""
    program = shutil.which("soffice")
    if program is None:
        miss("LibreOffice is missing: apt-get install libreoffice-writer-nogui")
    for target in formats:
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [program, "--headless", profile, "--convert-to", target, "--outdir", str(folder), *map(str, files)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)


def word_document(items: Iterable[Item]) -> bytes:
    """Write lines and tables with python-docx: its template's styles, lists that begin anew, and real tables."""
    document: Any = docx.Document()  # its XML classes say half of what they can do
    following, list_id = 0, 0
    for item in items:
        number = number_of(item)
        if not isinstance(item, Line):
            _add_table(document, item.rows)
        elif number is not None:
            list_id = list_id if number == following else _new_list(document, number)
            point = document.add_paragraph(without_number(item), style="List Number")
            point._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = list_id
            following = number + 1
        elif item.level is not None:
            document.add_heading(item.text, item.level)
        else:
            paragraph = document.add_paragraph(style="List Bullet" if item.bullet else None)
            lead = item.text if item.bold else item.lead
            paragraph.add_run(lead).bold = True
            paragraph.add_run(item.text[len(lead) :]).italic = item.italic
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def _new_list(document: Any, start: int) -> int:
    """Begin a list anew: it counts with the template's, from a number of its own."""
    numbering = document.part.numbering_part.element
    template = document.styles["List Number"].element.pPr.numPr.numId.val
    abstract = numbering.num_having_numId(template).abstractNumId.val
    begun = numbering.add_num(abstract)
    begun.add_lvlOverride(0).add_startOverride(start)
    list_id: int = begun.numId
    return list_id


def _add_table(document: Any, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(len(rows), max(map(len, rows)))
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            table.cell(at, column).text = cell
