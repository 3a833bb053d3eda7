"""The XML parts of Word documents and OpenDocument texts, told element by element: no tree, no entities, no network."""

import re
from collections.abc import Mapping

from lxml import etree

from services.parser.reading.model import Beside
from services.parser.reading.office_beside import Attributes, names_of
from services.parser.reading.package import Package
from shared.errors import DocumentError

__all__ = ["Attributes", "Listener", "beside_of", "tell"]

_MAX_DEPTH = 256  # tables seven deep with text boxes in them have a hundred
_MAX_ELEMENTS = 3_000_000  # as many as are told in some ten seconds
_MAX_LETTERS = 20_000_000  # a year of minutes of a large city has three million
_MAX_NAMES = 10_000
_MAX_BESIDE_BYTES = 16 * 1024 * 1024  # unpacked of the parts that nobody reads; most have a tenth of one
_XML = (".xml", ".rels", ".rdf", ".vml")
# Looks, and how a program was set: no words of people.
_DULL = ("word/theme/", "word/fontTable", "word/webSettings", "settings.xml", "Configurations", "META-INF/", "layout-")
_WHITE_SPACE = re.compile(r"[\n\r\t]+")
_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w:",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w:",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14:",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a:",
    "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes": "vt:",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rels:",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc:",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m:",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m:",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office:",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text:",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table:",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw:",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style:",
    "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0": "manifest:",
    "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0": "fo:",
    "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0": "svg:",
    "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0": "loext:",
    "http://www.w3.org/XML/1998/namespace": "xml:",
}


class Listener:
    """Hears a part's elements and text in order; names are spelled with the prefixes that everybody uses.

    What nobody listens to passes.
    """

    def start(self, _name: str, _attributes: Attributes) -> bool:
        """Hear an element's start; ``False`` leaves it out, with all inside and its end."""
        return True

    def end(self, name: str) -> None:
        """Hear an element's end."""

    def text(self, text: str) -> None:
        """Hear text, which may come in pieces; its white space is blanks, since breaks and tabs are elements."""


def tell(package: Package, part: str, listener: Listener, *, repeats: bool = True) -> None:
    """Tell ``listener`` of one part. Raises DocumentError where it is missing, no XML or beyond a limit.

    All of it is heard for ``beside_of`` too, whatever the listener leaves out.
    """
    parser = etree.XMLParser(
        target=_Teller(package, listener),  # type: ignore[arg-type]  # the stubs ask for bytes too: lxml tells none
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for piece in package.stream(part):
            parser.feed(piece)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise package.malformed("holds XML that is damaged") from error
    finally:
        package.heard.end_part(part, repeats=repeats)


def beside_of(package: Package) -> tuple[Beside, ...]:
    """Give all that the parts say, those that nobody has read too. One of these that is damaged is heard so far."""
    package.spare(_MAX_BESIDE_BYTES)
    for part in package.names:
        if part.endswith(_XML) and part not in package.heard.parts and not part.startswith(_DULL):
            try:
                tell(package, part, Listener(), repeats=False)
            except DocumentError:
                continue
    return (names_of(package.names), *package.heard.beside)


class _Names(dict[str, str]):
    """Spells names with their prefixes; learned as they come."""

    def __missing__(self, name: str) -> str:
        namespace, _, local = name[1:].rpartition("}") if name.startswith("{") else ("", "", name)
        spelled = _PREFIXES.get(namespace, "?:" if namespace else "") + local
        if len(self) < _MAX_NAMES:
            self[name] = spelled
        return spelled


class _Teller:
    """What lxml calls."""

    def __init__(self, package: Package, listener: Listener) -> None:
        self._package = package
        self._listener = listener
        self._heard = package.heard
        self._names = _Names()
        self._open: list[str] = []
        self._skipped = 0  # open elements, from the one that is left out
        self._count = self._letters = 0

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        """Hear an element's start."""
        self._count += 1
        if self._count > _MAX_ELEMENTS:
            raise self._package.limit(f"more than {_MAX_ELEMENTS:,} elements")
        if len(self._open) + self._skipped >= _MAX_DEPTH:
            raise self._package.limit(f"elements nested more than {_MAX_DEPTH} deep")
        names = self._names
        name = names[tag]
        attributes = {names[key]: value for key, value in attrib.items()} if attrib else {}
        self._heard.start(name, attributes)
        if self._skipped:
            self._skipped += 1
            return
        if self._listener.start(name, attributes):
            self._open.append(name)
        else:
            self._skipped = 1

    def end(self, _tag: str) -> None:
        """Hear an element's end."""
        if self._skipped:
            self._skipped -= 1
        else:
            self._listener.end(self._open.pop())

    def data(self, data: str) -> None:
        """Hear text."""
        self._letters += len(data)
        if self._letters > _MAX_LETTERS:
            raise self._package.limit(f"more than {_MAX_LETTERS:,} letters")
        text = _WHITE_SPACE.sub(" ", data)
        self._heard.text(text)
        if not self._skipped:
            self._listener.text(text)

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        """Refuse what could define entities: no word processor writes it."""
        raise self._package.malformed("declares a document type of its own")

    def close(self) -> None:
        """Hear the end."""
