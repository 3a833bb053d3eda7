"""A script as a web page, which browsers and WeasyPrint set as pages."""

from collections.abc import Iterator, Sequence
from html import escape

from tests.building.script import Block, Columns, Contents, Grid, Heading, Points, Prose, Run, Script

_STYLE = """
body { font: 11pt "DejaVu Serif", serif; line-height: 1.35; }
h1 { font-size: 18pt } h2 { font-size: 15pt } h3 { font-size: 12.5pt } h4, h5, h6 { font-size: 11pt }
h1, h2, h3, h4, h5, h6 { break-after: avoid }
table { border-collapse: collapse; margin: 8pt 0 }
tr { break-inside: avoid } td { padding: 2pt 10pt 2pt 2pt; vertical-align: top }
table.ruled td { border: 0.6pt solid black } table.contents { width: 100% } table.contents td:last-child { width: 2em }
div.columns { columns: 2; column-gap: 24pt }
"""
_PAGE = """
@page {{ size: A4; margin: 25mm 20mm;
  @top-left {{ content: "{header}"; font: 9pt "DejaVu Sans" }}
  @bottom-center {{ content: "{footer} " counter(page); font: 9pt "DejaVu Sans" }} }}
"""


def html_of(script: Script) -> str:
    """Write a page; where it is printed it has the script's header and footer."""
    body = "\n".join(part for block in script.blocks for part in _block(block))
    page = _PAGE.format(header=script.header, footer=script.footer)
    return (
        f'<!DOCTYPE html><html lang="da"><head><meta charset="utf-8"><title>{escape(script.name)}</title>'
        f"<style>{page}{_STYLE}</style></head>\n<body>\n{body}\n</body></html>\n"
    )


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield f"<h{block.level}>{escape(block.text)}</h{block.level}>"
        case Prose():
            yield f"<p>{'<br>'.join(map(inline, block.lines))}</p>"
        case Points():
            name, start = "ul", ""
            if block.start is not None:  # WeasyPrint knows the counter, and not the attribute
                name, start = "ol", f' start="{block.start}" style="counter-reset: list-item {block.start - 1}"'
            yield f"<{name}{start}>{''.join(f'<li>{inline(point)}</li>' for point in block.points)}</{name}>"
        case Grid():
            yield from _table("ruled" if block.ruled else "plain", block.rows)
        case Contents():
            yield from _table("contents", block.lines)
        case Columns():
            yield f'<div class="columns">{"".join(f"<p>{escape(text)}</p>" for text in block.paragraphs)}</div>'


def _table(kind: str, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f'<table class="{kind}">'
    for row in rows:
        yield f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
    yield "</table>"


def inline(runs: Sequence[Run]) -> str:
    """Spell runs with their bold and italic, as HTML and ReportLab have them."""
    text = ""
    for run in runs:
        piece = escape(run.text)
        piece = f"<i>{piece}</i>" if run.italic else piece
        text += f"<b>{piece}</b>" if run.bold else piece
    return text
