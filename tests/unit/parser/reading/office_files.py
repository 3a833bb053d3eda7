"""Makers of small Word documents and OpenDocument texts, part by part."""

from collections.abc import Mapping

from services.parser.reading.model import Line
from services.parser.reading.read import read
from services.parser.reading.tables import Item
from tests.builders import packed

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD_PREFIXES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="urn:shapes" xmlns:v="urn:vml"'
)
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_OPEN_PREFIXES = (
    " ".join(f'xmlns:{name}="{_OASIS}:{name}:1.0"' for name in ("office", "text", "table", "style", "manifest"))
    + f' xmlns:draw="{_OASIS}:drawing:1.0" xmlns:fo="{_OASIS}:xsl-fo-compatible:1.0" '
    f'xmlns:svg="{_OASIS}:svg-compatible:1.0" '
    'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
)


def docx(body: str, others: Mapping[str, str | bytes] | None = None, /, **parts: str) -> bytes:
    """Make a Word document with this in its body.

    ``parts`` are what stands in its styles, numbering, footnotes, header and so on; ``others`` are parts as they are.
    """
    roots = {"numbering": "numbering", "header": "hdr", "footer": "ftr"}
    relations = "".join(f'<Relationship Id="{name}" Type="{_KINDS}/{name}" Target="{name}.xml"/>' for name in parts)
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": _relations(
                f'<Relationship Id="a" Type="{_KINDS}/officeDocument" Target="word/document.xml"/>'
            ),
            "word/_rels/document.xml.rels": _relations(relations),
            "word/document.xml": _word("document", f"<w:body>{body}</w:body>"),
            **{f"word/{name}.xml": _word(roots.get(name, name), content) for name, content in parts.items()},
            **(others or {}),
        }
    )


def _relations(relations: str) -> str:
    return f'<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>'


def _word(root: str, content: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {_WORD_PREFIXES}>{content}</w:{root}>'


def paragraph(text: str, properties: str = "") -> str:
    """Make a paragraph of Word's."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def odt(
    body: str,
    others: Mapping[str, str | bytes] | None = None,
    /,
    *,
    automatic: str = "",
    styles: str = "",
    master: str = "",
) -> bytes:
    """Make an OpenDocument text with this in its body, and these styles, headers and footers."""
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": _open(
                "content",
                f"<office:automatic-styles>{automatic}</office:automatic-styles>"
                f"<office:body><office:text>{body}</office:text></office:body>",
            ),
            "styles.xml": _open(
                "styles",
                f"<office:styles>{styles}</office:styles>"
                f'<office:master-styles><style:master-page style:name="Standard">{master}</style:master-page>'
                "</office:master-styles>",
            ),
            **(others or {}),
        }
    )


def _open(root: str, content: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-{root} {_OPEN_PREFIXES}>{content}'
        f"</office:document-{root}>"
    )


def manifest(content: str) -> str:
    """Make the list of parts that an OpenDocument text has."""
    return f"<manifest:manifest {_OPEN_PREFIXES}>{content}</manifest:manifest>"


def texts_of(items: tuple[Item, ...]) -> list[str]:
    """Give the lines as text; a table's row is a line with bars."""
    return [
        text
        for item in items
        for text in ([item.text] if isinstance(item, Line) else ["|".join(row) for row in item.rows])
    ]


def furniture(data: bytes) -> tuple[str, ...]:
    """Read headers and footers alone."""
    return read(data).furniture
