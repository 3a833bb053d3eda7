"""Web pages to lines and tables, as a browser would show them, without what belongs to the website alone."""

import re

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from services.parser.reading.html_beside import LeftOut
from services.parser.reading.html_blocks import Blocks
from services.parser.reading.html_charset import decode_html
from services.parser.reading.html_furniture import SECTIONS, is_left_out, is_printed_furniture
from services.parser.reading.html_guard import check_shape
from services.parser.reading.letters import clean, squeeze
from services.parser.reading.model import Opened, Page
from shared.contract.codes import RejectionReason
from shared.errors import DocumentError

MAX_HTML_BYTES = 20 * 1024 * 1024

_FURNITURE = frozenset(("head", "header", "footer"))
_MAX_FURNITURE = 20
_MAX_FURNITURE_LENGTH = 500
_XHTML = re.compile(r"\s*<\?xml\b|.{0,500}?(?:DTD XHTML|xmlns\s*=)", re.DOTALL | re.IGNORECASE)
_VOID = r"(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\b"
_CLOSED_AT_ONCE = re.compile(rf"<(?!{_VOID})([a-z][\w:.-]{{0,40}}+)([^<>]*)/>", re.IGNORECASE)
_CDATA = re.compile(r"<!\[CDATA\[(?=[^<>]*\]\]>)|\]\]>")


def read_html(data: bytes) -> list[Page]:
    """Read a web page (HTML or XHTML) as the one page that it is. Raises DocumentError; fetches nothing."""
    return read_html_and_furniture(data).pages


def read_html_and_furniture(data: bytes) -> Opened:
    """Read a web page, what its title, its head and its foot say, and what it does not show. Raises DocumentError."""
    if len(data) > MAX_HTML_BYTES:
        raise DocumentError(
            RejectionReason.LIMIT,
            f"The web page is larger than {MAX_HTML_BYTES // 1024**2} MB: drop one file for each meeting.",
        )
    text = decode_html(data)
    if _XHTML.match(text):
        text = _as_html(text)
    check_shape(text)
    root = LexborHTMLParser(text, options=LexborDocumentOptions.WO_EVENTS).root
    blocks, left_out = Blocks(), LeftOut()
    furniture: list[str] = []
    if root is not None:
        _walk(root, blocks, furniture, left_out)
        left_out.take_attributes(root)
    blocks.flush()
    if not blocks.items:
        raise DocumentError(
            RejectionReason.EMPTY,
            "The web page shows no text: its text may come by script; save it as a PDF from a browser and drop that.",
        )
    return Opened([Page(items=tuple(blocks.items))], tuple(furniture), tuple(left_out.beside()))


def _as_html(text: str) -> str:
    """Spell what only XML knows as HTML: elements closed at once, and text marked as such."""
    return _CLOSED_AT_ONCE.sub(r"<\1\2></\1>", _CDATA.sub("", text))


def _walk(root: LexborNode, blocks: Blocks, furniture: list[str], left_out: LeftOut) -> None:
    """Tell ``blocks`` of each element's start, text and end, without recursion: pages may be nested deep."""
    above: list[tuple[LexborNode, tuple[str, bool]]] = []
    sections = 0
    node: LexborNode | None = root
    while node is not None:
        name = node.tag or ""
        below = None
        if name == "-text":
            blocks.text(node.text_content or "")
        elif node.is_element_node:
            attributes = node.attributes
            if is_left_out(node, name, attributes, in_section=sections > 0):
                if name in _FURNITURE or is_printed_furniture(name, attributes):
                    _keep(node, name, furniture)
                left_out.take(node, name, attributes)
            else:
                opened = blocks.start(name, attributes)
                below = node.first_child
                if below is None:
                    blocks.end(opened)
                else:
                    sections += name in SECTIONS
                    above.append((node, opened))
        else:
            left_out.take_comment(node)
        if below is not None:
            node = below
            continue
        following = node.next
        while following is None and above:
            node, opened = above.pop()
            sections -= (node.tag or "") in SECTIONS
            blocks.end(opened)
            following = node.next
        node = following


def _keep(node: LexborNode, name: str, furniture: list[str]) -> None:
    """Keep what furniture says of the document; a menu in it says nothing."""
    named = node.css_first("title") if name == "head" else node
    if named is None or len(furniture) >= _MAX_FURNITURE:
        return
    text = squeeze(clean(named.text(separator=" ", strip=True)[: 2 * _MAX_FURNITURE_LENGTH]).replace("\n", " "))
    if 0 < len(text) <= _MAX_FURNITURE_LENGTH and text not in furniture:
        furniture.append(text)
