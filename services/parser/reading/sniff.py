"""What a file is, by its content and never by its name."""

import re
from enum import StrEnum

from services.parser.reading.charset import decode, is_text
from services.parser.reading.package import names_in


class Kind(StrEnum):
    """What files turn out to be; the value says so in a sentence."""

    PDF = "a PDF"
    TEXT = "plain text"
    DOCX = "a Word document (docx)"
    SPREADSHEET = "a spreadsheet"
    SLIDES = "a presentation"
    ODT = "an OpenDocument text (odt)"
    RTF = "a rich text file (rtf)"
    DOC = "an older Office file (doc, xls, ppt or msg)"
    HTML = "a web page (html)"
    XML = "an XML file"
    JSON = "a JSON file"
    ARCHIVE = "a packed archive"
    IMAGE = "an image"
    MEDIA = "a sound or video file"
    BINARY = "a binary file of an unknown type"


_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"{\\rtf", Kind.RTF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.DOC),
    (b"\x1f\x8b", Kind.ARCHIVE),
    (b"BZh", Kind.ARCHIVE),
    (b"\xfd7zXZ\0", Kind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Kind.ARCHIVE),
    (b"Rar!\x1a\x07", Kind.ARCHIVE),
    (b"\x28\xb5\x2f\xfd", Kind.ARCHIVE),
    (b"\x89PNG\r\n\x1a\n", Kind.IMAGE),
    (b"\xff\xd8\xff", Kind.IMAGE),
    (b"GIF87a", Kind.IMAGE),
    (b"GIF89a", Kind.IMAGE),
    (b"II*\0", Kind.IMAGE),
    (b"MM\0*", Kind.IMAGE),
    (b"ID3", Kind.MEDIA),
    (b"OggS", Kind.MEDIA),
)
_MAIN_PARTS = {"word/document": Kind.DOCX, "xl/workbook": Kind.SPREADSHEET, "ppt/presentation": Kind.SLIDES}
_MAIN_PART = re.compile(r"(word/document|xl/workbook|ppt/presentation)\d{0,2}\.xml")
_OFFICE_PART = re.compile(rb"(?:word/document|xl/workbook|ppt/presentation)\d{0,2}\.xml|mimetype|content\.xml")
_OPEN_DOCUMENT_PARTS = ("content.xml", "encrypted-package")
_OPEN_DOCUMENTS = {b"opendocument.spreadsheet": Kind.SPREADSHEET, b"opendocument.presentation": Kind.SLIDES}
_MIMETYPE_BYTES = 200  # it stands first and is not packed
_PDF_SEARCH_BYTES = 1024  # junk before the header is legal this far
_PDF_HEADER = re.compile(rb"%PDF-\d\.\d")
_PROBE_BYTES = 4096
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_BLOCK = re.compile(
    r"<(?:p|div|table|tr|td|h[1-6]|ul|ol|li|br|span|section|article)\b[^<>]{0,500}>", re.IGNORECASE
)
_XML_START = re.compile(r"\s*<(?:\?xml\b|[A-Za-z][\w.-]{0,80}:[A-Za-z][\w.-]{0,80}[\s>])")
_JSON_START = re.compile(r'\s*(?:\[\s*)?\{\s*(?:\}|"[^"\n]{0,200}"\s*:)')


def sniff(data: bytes) -> Kind:
    """Say what ``data`` is. Never fails; what nothing fits is text or binary."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_zip(data)
    if data.startswith(b"RIFF"):
        return Kind.IMAGE if data[8:12] == b"WEBP" else Kind.MEDIA
    if data[4:8] == b"ftyp":
        return Kind.IMAGE if data[8:12] in {b"heic", b"avif", b"mif1"} else Kind.MEDIA
    if _PDF_HEADER.search(data[:_PDF_SEARCH_BYTES]):
        return Kind.PDF
    return _in_text(data) if is_text(data) else Kind.BINARY


def _in_zip(data: bytes) -> Kind:
    """Look at names alone: nothing is unpacked. Where the directory is lost, names in the file itself tell."""
    names = names_in(data) or {name.decode("ascii") for name in _OFFICE_PART.findall(data)}
    for name in names:
        if main := _MAIN_PART.fullmatch(name):
            return _MAIN_PARTS[main[1]]
    if "mimetype" not in names or names.isdisjoint(_OPEN_DOCUMENT_PARTS):
        return Kind.ARCHIVE
    beginning = data[:_MIMETYPE_BYTES]
    return next((kind for word, kind in _OPEN_DOCUMENTS.items() if word in beginning), Kind.ODT)


def _in_text(data: bytes) -> Kind:
    probe = decode(data[:_PROBE_BYTES])
    if _HTML_START.match(probe):
        return Kind.HTML
    if _XML_START.match(probe):
        return Kind.XML
    if _JSON_START.match(probe):
        return Kind.JSON
    is_fragment = probe.lstrip().startswith("<") and len(_HTML_BLOCK.findall(probe)) >= 3
    return Kind.HTML if is_fragment else Kind.TEXT
