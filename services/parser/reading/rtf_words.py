"""What RTF's control words mean to whoever wants the text alone."""

FURNITURE = frozenset(("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"))
# Destinations whose text is not the document's: tables of its making, pictures, notes to it, headers and footers.
LEFT_OUT = FURNITURE | frozenset(
    (
        *("fonttbl", "colortbl", "stylesheet", "info", "filetbl", "revtbl", "rsidtbl", "listtable", "generator"),
        *("listoverridetable", "pgptbl", "xmlnstbl", "themedata", "colorschememapping", "latentstyles", "datastore"),
        *("pict", "object", "objdata", "nonshppict", "shprslt", "sp", "fldinst", "datafield", "formfield", "private"),
        *(
            "footnote",
            "ftnsep",
            "ftnsepc",
            "ftncn",
            "aftnsep",
            "aftnsepc",
            "aftncn",
            "annotation",
            "atnid",
            "atnauthor",
        ),
        *("atndate", "atnref", "atntime", "bkmkstart", "bkmkend", "xe", "tc", "tcn", "rxe", "txe", "pn", "template"),
        *("nonesttables", "mmathPr", "passwordhash", "docvar", "userprops", "background", "falt", "panose"),
    )
)
# Destinations without words of people: looks, numbers, pictures, and what is elsewhere in the file too.
DULL = frozenset(
    (
        *("fonttbl", "colortbl", "stylesheet", "filetbl", "rsidtbl", "listtable", "listoverridetable", "pgptbl"),
        *("xmlnstbl", "themedata", "colorschememapping", "latentstyles", "datastore", "generator", "pict", "objdata"),
        *("shprslt", "nonshppict", "datafield", "bkmkstart", "bkmkend", "pn", "panose", "passwordhash", "blipuid"),
        *("nonesttables", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "mmathPr"),
        *("levelnumbers", "leveltext", "blipuid", "fname", "objclass", "oleclsid"),
    )
)
CODE = "fldinst"  # of a field: what a link leads to
NOTE = "footnote"
# Starred destinations that hold text nevertheless; every other one is left out, as the format asks.
STARRED_TEXT = frozenset(("shpinst", "shptxt", "cs", "nesttableprops"))
MARKS = frozenset(("pntext", "listtext"))

TEXTS = {
    "tab": "\t",
    "line": "\n",
    "lbr": "\n",
    "softline": " ",
    "emdash": "—",
    "endash": "–",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
}
SYMBOLS = {"~": " ", "_": "-", "{": "{", "}": "}", "\\": "\\", "\t": "\t"}

_CHARSETS = {
    0: "cp1252",
    77: "mac-roman",
    128: "cp932",
    129: "cp949",
    134: "gbk",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
_PAGES = {
    **{number: f"cp{number}" for number in (437, 850, 852, 858, 860, 861, 862, 863, 865, 866, 874, 932, 949, 950)},
    **{number: f"cp{number}" for number in range(1250, 1259)},
    936: "gbk",
    10000: "mac-roman",
    28591: "cp1252",
    28605: "iso8859-15",
    65001: "utf-8",
}
DEFAULT_CODEC = "cp1252"
SYMBOL_CODEC = "symbol"  # a font of pictures: its signs have no letters
_SYMBOL_CHARSET = 2
_SYMBOL_AREA = 0xF000


def codec_of_charset(charset: int, default: str) -> str:
    """Name the codec of a font's charset; ``default`` is what the file says of itself."""
    return SYMBOL_CODEC if charset == _SYMBOL_CHARSET else _CHARSETS.get(charset, default)


def codec_of_page(page: int) -> str:
    """Name the codec of a code page."""
    return _PAGES.get(page, DEFAULT_CODEC)


def decode(data: bytes, codec: str, *, raw_utf8: bool) -> str:
    """Decode text of one font; signs of a font of pictures get the place that Word gives them.

    ``raw_utf8`` says that the file, against its own words, is written in UTF-8; codes may still be in the charset
    of the font.
    """
    if raw_utf8:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    if codec != SYMBOL_CODEC:
        return data.decode(codec, errors="replace")
    return "".join(chr(byte if byte < 0x80 else _SYMBOL_AREA + byte) for byte in data)


def is_utf8(data: bytes) -> bool:
    """Tell whether a file has letters beyond ASCII that are UTF-8, all of them."""
    if data.isascii():
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
