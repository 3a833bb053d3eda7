"""A web page's bytes to text: what the bytes prove comes first, then what the page itself says of them."""

import codecs
import re

from services.parser.reading.charset import decode

_DECLARED_WITHIN = 4096
_DECLARED = re.compile(
    rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})|<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})",
    re.IGNORECASE,
)
# What browsers take these names for. Names that are missing here (utf-7, utf-16 in a page that could be read so
# far, codecs that are no charsets) are not believed.
_CHARSETS = {
    **dict.fromkeys(("iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii"), "cp1252"),
    **dict.fromkeys(("windows-1252", "cp1252", "x-cp1252", "ansi"), "cp1252"),
    **dict.fromkeys(("iso-8859-15", "latin-9"), "iso8859-15"),
    **dict.fromkeys(("macintosh", "x-mac-roman", "mac"), "mac-roman"),
    **dict.fromkeys(("ibm850", "cp850"), "cp850"),
    **dict.fromkeys(("ibm865", "cp865"), "cp865"),
    **{f"windows-125{digit}": f"cp125{digit}" for digit in "01345678"},
}
_MAX_BAD_SHARE = 0.01  # of the bytes above ASCII: beyond it the page speaks untruly of itself
_WIDE_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode_html(data: bytes) -> str:
    """Decode a web page. UTF-8 that is valid is UTF-8, whatever was declared; what can't be read is U+FFFD."""
    if data.startswith(_WIDE_MARKS) or b"\0" in data[:_DECLARED_WITHIN]:
        return decode(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        charset = _declared(data)
    if charset:
        text = data.decode(charset, errors="replace")
        high = len(data) - len(data.translate(None, bytes(range(0x80, 0x100))))
        if text.count("\ufffd") <= high * _MAX_BAD_SHARE:
            return text
    return decode(data)


def _declared(data: bytes) -> str:
    found = _DECLARED.search(data[:_DECLARED_WITHIN])
    if not found:
        return ""
    name = (found[1] or found[2]).decode("ascii", errors="replace").lower()
    return _CHARSETS.get(name, "")
