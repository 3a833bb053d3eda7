"""A script as a flat OpenDocument text, from which LibreOffice makes every format it knows."""

from collections.abc import Iterator, Sequence
from html import escape

from tests.building.script import Block, Columns, Contents, Grid, Heading, Points, Prose, Run, Script, shares_of

_SPACES = {"office": "office", "style": "style", "text": "text", "table": "table", "fo": "xsl-fo-compatible"}
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_SIZES = {1: 18, 2: 15, 3: 13, 4: 11, 5: 11, 6: 11}
_TAB = '<style:tab-stop style:position="1cm"/><style:tab-stop style:position="17cm" style:type="right"'
_STYLES = f"""
<style:default-style style:family="paragraph"><style:paragraph-properties fo:margin-bottom="0.25cm"/>
<style:text-properties style:font-name="DejaVu Serif" fo:font-size="11pt" fo:language="da" fo:country="DK"/>
</style:default-style>
<style:style style:name="Standard" style:family="paragraph"/>
<style:style style:name="Contents" style:family="paragraph" style:parent-style-name="Standard">
<style:paragraph-properties fo:margin-bottom="0cm"><style:tab-stops>
{_TAB} style:leader-style="dotted" style:leader-text="."/></style:tab-stops></style:paragraph-properties></style:style>
""" + "".join(
    f'<style:style style:name="Heading_20_{level}" style:display-name="Heading {level}" style:family="paragraph" '
    f'style:parent-style-name="Standard" style:default-outline-level="{level}">'
    '<style:paragraph-properties fo:margin-top="0.4cm" fo:keep-with-next="always"/>'
    f'<style:text-properties fo:font-size="{size}pt" fo:font-weight="bold"/></style:style>'
    for level, size in _SIZES.items()
)
_INDENT = (
    '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
    '<style:list-level-label-alignment text:label-followed-by="listtab" text:list-tab-stop-position="1.2cm" '
    'fo:text-indent="-0.6cm" fo:margin-left="1.2cm"/></style:list-level-properties>'
)
_WIDTHS = "".join(
    f'<style:style style:name="w{percent}" style:family="table-column">'
    f'<style:table-column-properties style:column-width="{percent * 0.17}cm"/></style:style>'
    for percent in range(1, 100)
)
_AUTOMATIC = f"""{_WIDTHS}
<style:style style:name="bold" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="italic" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>
<style:style style:name="both" style:family="text">
<style:text-properties fo:font-weight="bold" fo:font-style="italic"/></style:style>
<style:style style:name="ruled" style:family="table-cell">
<style:table-cell-properties fo:border="0.5pt solid #000000" fo:padding="0.1cm"/></style:style>
<style:style style:name="open" style:family="table-cell"><style:table-cell-properties fo:padding="0.1cm"/></style:style>
<style:style style:name="columns" style:family="section"><style:section-properties>
<style:columns fo:column-count="2" fo:column-gap="1cm"/></style:section-properties></style:style>
<text:list-style style:name="numbers"><text:list-level-style-number text:level="1" style:num-format="1"
 style:num-suffix=".">{_INDENT}</text:list-level-style-number></text:list-style>
<text:list-style style:name="dashes"><text:list-level-style-bullet text:level="1" text:bullet-char="–"
>{_INDENT}</text:list-level-style-bullet></text:list-style>
<style:page-layout style:name="page"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm"
 fo:margin="1.5cm 2cm"/>
<style:header-style>
<style:header-footer-properties fo:margin-bottom="0.6cm" fo:min-height="0.6cm"/></style:header-style>
<style:footer-style>
<style:header-footer-properties fo:margin-top="0.6cm" fo:min-height="0.6cm"/></style:footer-style>
</style:page-layout>
"""


def fodt_of(script: Script) -> str:
    """Write one file."""
    spaces = " ".join(f'xmlns:{short}="{_OASIS}:{name}:1.0"' for short, name in _SPACES.items())
    body = "\n".join(part for number, block in enumerate(script.blocks) for part in _block(block, number))
    footer = f"{escape(script.footer)} <text:page-number/>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {spaces} office:version="1.2" '
        'office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:styles>{_STYLES}</office:styles><office:automatic-styles>{_AUTOMATIC}</office:automatic-styles>"
        '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="page">'
        f"<style:header><text:p>{escape(script.header)}</text:p></style:header>"
        f"<style:footer><text:p>{footer}</text:p></style:footer></style:master-page></office:master-styles>"
        f"<office:body><office:text>\n{body}\n</office:text></office:body></office:document>\n"
    )


def _block(block: Block, number: int) -> Iterator[str]:
    match block:
        case Heading(text, level):
            style = f'text:style-name="Heading_20_{level}" text:outline-level="{level}"'
            yield f"<text:h {style}>{escape(text)}</text:h>"
        case Prose(lines):
            yield f'<text:p text:style-name="Standard">{"<text:line-break/>".join(map(_inline, lines))}</text:p>'
        case Points():
            yield from _points(block)
        case Grid(rows, ruled):
            yield from _table(rows, f"T{number}", "ruled" if ruled else "open")
        case Contents(lines):
            yield f'<text:table-of-content text:name="C{number}" text:protected="true"><text:index-body>'
            for line in lines:
                yield f'<text:p text:style-name="Contents">{"<text:tab/>".join(map(escape, line))}</text:p>'
            yield "</text:index-body></text:table-of-content>"
        case Columns(paragraphs):
            yield f'<text:section text:style-name="columns" text:name="S{number}">'
            yield from (f'<text:p text:style-name="Standard">{escape(text)}</text:p>' for text in paragraphs)
            yield "</text:section>"


def _points(block: Points) -> Iterator[str]:
    yield f'<text:list text:style-name="{"dashes" if block.start is None else "numbers"}">'
    for index, point in enumerate(block.points):
        start = f' text:start-value="{block.start}"' if block.start and not index else ""
        yield f'<text:list-item{start}><text:p text:style-name="Standard">{_inline(point)}</text:p></text:list-item>'
    yield "</text:list>"


def _table(rows: Sequence[Sequence[str]], name: str, style: str) -> Iterator[str]:
    columns = "".join(f'<table:table-column table:style-name="w{round(100 * share)}"/>' for share in shares_of(rows))
    yield f'<table:table table:name="{name}">{columns}'
    for row in rows:
        cells = (
            f'<table:table-cell table:style-name="{style}" office:value-type="string">'
            f'<text:p text:style-name="Standard">{escape(cell)}</text:p></table:table-cell>'
            for cell in row
        )
        yield f"<table:table-row>{''.join(cells)}</table:table-row>"
    yield "</table:table>"


def _inline(runs: Sequence[Run]) -> str:
    text = ""
    for run in runs:
        style = {(True, True): "both", (True, False): "bold", (False, True): "italic"}.get((run.bold, run.italic))
        piece = escape(run.text)
        text += f'<text:span text:style-name="{style}">{piece}</text:span>' if style else piece
    return text
