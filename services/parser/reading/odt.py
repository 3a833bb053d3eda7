"""OpenDocument texts (odt): styles, headers and footers from one part, the text from another."""

from collections.abc import Mapping

from services.parser.reading.model import Opened
from services.parser.reading.odt_story import Story
from services.parser.reading.odt_styles import Styles
from services.parser.reading.office_blocks import Blocks, opened
from services.parser.reading.office_xml import Attributes, Listener, tell
from services.parser.reading.package import Package

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"

_STYLES, _CONTENT, _MANIFEST = "styles.xml", "content.xml", "META-INF/manifest.xml"
_FURNITURE = ("header", "header-left", "header-first", "footer", "footer-left", "footer-first")


def read_odt(data: bytes) -> Opened:
    """Read an OpenDocument text, its headers and footers, and what it does not show. Raises DocumentError."""
    package = Package(data, "OpenDocument text")
    if _MANIFEST in package:
        tell(package, _MANIFEST, _Manifest(package))
    styles, around = Styles(), Blocks(package)
    if _STYLES in package:
        furniture = Story(around, styles)
        tell(
            package,
            _STYLES,
            _Within({"office:styles": styles} | {f"style:{place}": furniture for place in _FURNITURE}),
        )
    blocks = Blocks(package)
    tell(package, _CONTENT, _Within({"office:automatic-styles": styles, "office:body": Story(blocks, styles)}))
    items = blocks.take()
    if not items:
        raise package.without_text()
    return opened(package, items, around.take())


class _Within(Listener):
    """Tells each listener of one kind of element and all inside, and nobody of anything else."""

    def __init__(self, listeners: Mapping[str, Listener]) -> None:
        self._listeners = listeners
        self._listener: Listener | None = None
        self._depth = 0

    def start(self, name: str, attributes: Attributes) -> bool:
        """Hear an element's start."""
        listener = self._listener or self._listeners.get(name)
        if listener is None:
            return True
        if not listener.start(name, attributes):
            return False
        self._listener = listener
        self._depth += 1
        return True

    def end(self, name: str) -> None:
        """Hear an element's end."""
        if self._listener:
            self._listener.end(name)
            self._depth -= 1
            if not self._depth:
                self._listener = None

    def text(self, text: str) -> None:
        """Hear text."""
        if self._listener:
            self._listener.text(text)


class _Manifest(Listener):
    """Hears whether a part is locked."""

    def __init__(self, package: Package) -> None:
        self._package = package

    def start(self, name: str, _attributes: Attributes) -> bool:
        """Hear an element's start. Raises DocumentError (encrypted)."""
        if name == "manifest:encryption-data":
            raise self._package.encrypted()
        return True
