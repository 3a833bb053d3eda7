"""Word documents (docx): the parts that hold text, in the order in which one needs the other."""

import posixpath
from collections.abc import Mapping
from urllib.parse import unquote

from services.parser.reading.docx_numbering import Numbering
from services.parser.reading.docx_story import Story
from services.parser.reading.docx_styles import Styles
from services.parser.reading.model import Opened
from services.parser.reading.office_blocks import Blocks, opened
from services.parser.reading.office_xml import Attributes, Listener, tell
from services.parser.reading.package import Package
from services.parser.reading.tables import Item

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_USUAL_MAIN_PART = "word/document.xml"


def read_docx(data: bytes) -> Opened:
    """Read a Word document, its headers and footers, and what it does not show. Raises DocumentError."""
    package = Package(data, "Word document")
    main = next(iter(_relations(package, "").get("officeDocument", ())), _USUAL_MAIN_PART)
    parts = _relations(package, main)
    styles, numbering = Styles(), Numbering()
    _tell_all(package, parts.get("styles", ()), styles)
    _tell_all(package, parts.get("numbering", ()), numbering)
    blocks, notes = Blocks(package), dict[str, list[Item]]()

    def heard(*names: str) -> list[Item]:
        story = Story(blocks, styles, numbering, notes)
        _tell_all(package, names, story)
        return story.finish()

    heard(*parts.get("footnotes", ()), *parts.get("endnotes", ()))
    items = heard(main)
    if not items:
        raise package.without_text()
    around = heard(*parts.get("header", ()), *parts.get("footer", ()))
    return opened(package, items, around)


def _tell_all(package: Package, parts: tuple[str, ...], listener: Listener) -> None:
    for part in parts:
        tell(package, part, listener)


def _relations(package: Package, part: str) -> Mapping[str, tuple[str, ...]]:
    """Say which parts belong to one (to the file itself if it is ""), by the last word of what they are to it."""
    folder, name = posixpath.split(part)
    relations = _Relations(folder)
    if (beside := posixpath.join(folder, "_rels", f"{name}.rels")) in package:
        tell(package, beside, relations)
    return {kind: tuple(part for part in parts if part in package) for kind, parts in relations.parts.items()}


class _Relations(Listener):
    """Hears which parts belong to one."""

    def __init__(self, folder: str) -> None:
        self.parts: dict[str, list[str]] = {}
        self._folder = folder

    def start(self, name: str, attributes: Attributes) -> bool:
        """Hear of one relation; what lies outside of the file is nobody's part."""
        if name == "rels:Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/", self._folder, unquote(attributes.get("Target", ""))))
            self.parts.setdefault(kind, []).append(target.lstrip("/"))
        return True
