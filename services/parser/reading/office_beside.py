"""What an Office file holds beside its flow: every text of every part, and the attributes that hold words of people.

Nothing is left out because it is hidden: comments, deleted and hidden text, alternative texts, what links lead to, and
the properties in which case systems keep their data. Numbers that programs give to parts, styles and changes are in
attributes that are not looked at.
"""

from collections.abc import Iterable, Mapping

from services.parser.reading.model import Beside

Attributes = Mapping[str, str]

# Elements of these part no words, but for those below; of all others each begins something new.
_INLINE = frozenset(("w", "w14", "m", "mc", "a", "text", "loext", "table", "draw", "style", "office", "rels"))
_MARKS = {
    **dict.fromkeys(("w:p", "w:comment", "w:docVar", "a:p", "text:p", "text:h", "text:note"), "\n\n"),
    **dict.fromkeys(("w:br", "w:cr", "a:br", "text:line-break"), "\n"),
    **dict.fromkeys(("w:tab", "w:ptab", "text:tab"), "\t"),
    "text:s": " ",
    "w:noBreakHyphen": "-",
}
_BLANK = "vt"  # a property's value stands beside its name
_WORDS = (
    *("descr", "title", "alt", "?:title", "w:author", "?:author", "w:tooltip", "?:tooltip"),
    *("office:string-value", "?:current-value", "?:value", "?:label"),
)
_ADDRESSES = ("Target", "href", "?:href", "w:instr")
_NAMED_BY_PROGRAMS = frozenset(("?:docPr", "?:cNvPr"))  # "Billede 1203851236", or the name of a file
_TELLING = frozenset((*_WORDS, *_ADDRESSES))
_VALUED = frozenset(
    f"w:{name}" for name in ("alias", "tag", "docVar", "listItem", "default", "helpText", "statusText", "listEntry")
)
_VALUES = ("w:name", "w:displayText", "w:val", "w:value")
_PROPERTIES = frozenset(("?:property", "?:user-defined"))
_MAX_NAMES = 10_000
_NAMED = _NAMED_BY_PROGRAMS | _VALUED | _PROPERTIES
_CODE, _CODES_END = "w:instrText", "w:fldChar"  # of a field: what a link leads to


class Heard:
    """Takes the elements and texts of one part after the other."""

    def __init__(self) -> None:
        self.beside: list[Beside] = []
        self.parts: set[str] = set()
        self._marks = _Marks()
        self._texts: list[str] = []
        self._code: list[str] = []
        self._last = ""

    def start(self, name: str, attributes: Attributes) -> None:
        """Take an element's start."""
        self._last = name
        if mark := self._marks[name]:
            self._texts.append(mark)
        if name == _CODES_END:
            self._end_code()
        if attributes and (name in _NAMED or not _TELLING.isdisjoint(attributes)):
            self._take(name, attributes)

    def text(self, text: str) -> None:
        """Take text."""
        if self._last == _CODE:
            self._code.append(text)
        else:
            self._texts.append(text)

    def end_part(self, part: str, *, repeats: bool) -> None:
        """Take the end of a part; ``repeats`` says that it was read, too."""
        self.parts.add(part)
        self._end_code()
        text = "".join(self._texts)
        self._texts.clear()
        if text.strip():
            self.beside.append(Beside(text=text, repeats=repeats))

    def _take(self, name: str, attributes: Attributes) -> None:
        for key in _ADDRESSES:
            if address := attributes.get(key):
                self._address(address)
        words = [attributes[key] for key in _WORDS if key in attributes]
        if name in _VALUED:
            words.append(": ".join(attributes[key] for key in _VALUES if key in attributes))
        elif name in _NAMED_BY_PROGRAMS:
            self._address(attributes.get("name", ""))
        self._texts += (f"\n\n{word}\n\n" for word in words)
        if name in _PROPERTIES:
            self._texts.append(f"{attributes.get('name', attributes.get('?:name', ''))}: ")

    def _end_code(self) -> None:
        self._address("".join(self._code))
        self._code.clear()

    def _address(self, address: str) -> None:
        if address:
            self.beside.append(Beside(text=address, is_address=True))


def names_of(parts: Iterable[str]) -> Beside:
    """Make what the names of the parts of a file say: some are those of attachments."""
    return Beside(text="\n".join(parts), is_address=True)


class _Marks(dict[str, str]):
    """Says what stands between the text before an element and the text in it; learned as they come."""

    def __missing__(self, name: str) -> str:
        prefix, _, local = name.rpartition(":")
        if prefix in _INLINE:
            mark = _MARKS.get(name, "")
        elif prefix == _BLANK:
            mark = " "
        else:
            mark = f"\n\n{local}: "
        if len(self) < _MAX_NAMES:
            self[name] = mark
        return mark
