"""Whether a web page can be parsed in a time that grows with its length: pages that people made always can.

The parser looks through all open elements at each tag, opens formatting that nobody closed again in each block,
and compares each attribute with those before it. Pages built to make use of that are told here, in one pass.
"""

import re
from collections import defaultdict

from shared.contract.codes import RejectionReason
from shared.errors import DocumentError

_HARMLESS = 20_000  # letters: as deep as so few can nest, parsing takes 0.1 s
_MAX_TAGS = 500_000  # as many as are read in some five seconds
_MAX_DEPTH = 1_000
_MAX_WORK = 30_000_000  # open elements looked at, summed over all tags
_MAX_COPIES = 1_000_000  # formatting opened again, summed over all tags
_MAX_ATTRIBUTES = 2_000
_LONG_TAG = 8_000
_LOOK_BACK = 32

# Every alternative ends at the text's end where its own end is missing, and gives nothing back: linear.
_TAG = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?P<slash>/?)(?P<name>[A-Za-z][^\s/>]*+)"
    r"(?P<attributes>(?:[^>=]++|=\s*+\"[^\"]*+\"|=\s*+'[^']*+'|=)*+)(?:>|\Z)"
    r"|<[!?/][^>]*+(?:>|\Z)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"']++)?)?")
_RAW_ENDS = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in ("script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes")
}
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())  # noqa: SIM905
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())  # noqa: SIM905
_SCOPES = frozenset(("table", "ul", "ol", "dl", "td", "th", "caption", "template", "object", "marquee", "applet"))
_CELLS = frozenset(("td", "th"))
_ROWS = _CELLS | {"tr"}
_ENTRIES = frozenset(("dt", "dd"))
# Which open elements a start tag ends, as everybody knows who leaves the end tags out.
_ENDS: dict[str, frozenset[str]] = {
    "p": frozenset(("p",)),
    "li": frozenset(("li",)),
    "dt": _ENTRIES,
    "dd": _ENTRIES,
    "td": _CELLS,
    "th": _CELLS,
    "tr": _ROWS,
    **dict.fromkeys(("thead", "tbody", "tfoot"), _ROWS | {"thead", "tbody", "tfoot"}),
    "option": frozenset(("option",)),
    "a": frozenset(("a",)),
}


def check_shape(text: str) -> None:
    """Raise DocumentError (limit) where a page is nested or marked up as no page is that people read."""
    if len(text) <= _HARMLESS:
        return
    if text.count("<") > _MAX_TAGS:
        raise _refusal(f"more than {_MAX_TAGS:,} tags")
    shape = _Shape()
    position: int | None = 0
    while position is not None:
        position = _check_from(text, position, shape)


def _check_from(text: str, position: int, shape: "_Shape") -> int | None:
    """Follow the tags up to the end of a script or the like, whose text is no markup; ``None`` at the end."""
    for tag in _TAG.finditer(text, position):
        name = tag["name"]
        if name is None:
            continue
        name = name.lower()
        if tag["slash"]:
            shape.end(name)
            continue
        attributes = tag["attributes"]
        if len(attributes) > _LONG_TAG and len(_ATTRIBUTE.findall(attributes)) > _MAX_ATTRIBUTES:
            raise _refusal("an element with more than 2,000 attributes")
        if name in _RAW_ENDS:
            end = _RAW_ENDS[name].search(text, tag.end())
            return end.end() if end else None
        shape.start(name, attributes)
    return None


class _Shape:
    """What is open at a place of the page; in doubt rather more than less."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._formatting: dict[str, list[str]] = defaultdict(list)
        self._unclosed = 0
        self._work = 0
        self._copies = 0

    def start(self, name: str, attributes: str) -> None:
        """Take a start tag."""
        if name in _ENDS:
            self._close(_ENDS[name])
        if name not in _VOID:
            self._open.append(name)
        if name in _FORMATTING:
            alike = self._formatting[name]
            if alike[-3:].count(attributes) < 3:  # a fourth one pushes the first out
                alike.append(attributes)
                self._unclosed += 1
        self._work += len(self._open)
        self._copies += self._unclosed
        if len(self._open) > _MAX_DEPTH:
            raise _refusal(f"elements nested more than {_MAX_DEPTH:,} deep")
        if self._work > _MAX_WORK or self._copies > _MAX_COPIES:
            raise _refusal("far more open elements than any text needs")

    def end(self, name: str) -> None:
        """Take an end tag."""
        if name in _FORMATTING and self._formatting[name]:
            self._formatting[name].pop()
            self._unclosed -= 1
        self._close(frozenset((name,)))

    def _close(self, names: frozenset[str]) -> None:
        opened = self._open
        for back in range(1, min(len(opened), _LOOK_BACK) + 1):
            name = opened[-back]
            if name in names:
                del opened[-back:]
                # A cell that begins a row anew ends its cell as well as the row around it.
                if name in _CELLS and "tr" in names:
                    self._close(names)
                return
            if name in _SCOPES:
                return


def _refusal(what: str) -> DocumentError:
    return DocumentError(
        RejectionReason.LIMIT, f"The web page has {what}: save the minutes as a PDF from a browser and drop that."
    )
