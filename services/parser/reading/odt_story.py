"""The text of an OpenDocument text as it is printed: deletions left out, each frame once, lists numbered."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

from services.parser.reading.looks import NO_LOOK, Look
from services.parser.reading.odt_lists import Lists
from services.parser.reading.odt_styles import Styles, number
from services.parser.reading.office_blocks import Blocks, Mark
from services.parser.reading.office_xml import Attributes, Listener
from services.parser.reading.runs import Run

# What is not printed, or is what a list, a note or a picture says of itself.
_LEFT_OUT = frozenset(
    (
        *("text:tracked-changes", "text:note-citation", "text:number", "text:ruby-text"),
        *("office:annotation", "office:forms", "office:binary-data", "svg:title", "svg:desc", "draw:object"),
    )
)
_SIGNS = {"text:s": " ", "text:tab": "\t", "text:line-break": "\n"}
_MAX_SPANNED = 100


@dataclass(slots=True)
class _Paragraph:
    """A paragraph that is open; ``letters`` are the looks of the pieces that are open in it."""

    style: str
    look: Look
    mark: Mark
    letters: list[Look]
    runs: list[Run] = field(default_factory=list)


class Story(Listener):
    """Hears a part with text."""

    def __init__(self, blocks: Blocks, styles: Styles) -> None:
        self._blocks = blocks
        self._styles = styles
        self._lists = Lists(styles)
        self._paragraphs: list[_Paragraph] = []
        self._covered = 0  # cells of the row that the last cell covers

    def start(self, name: str, attributes: Attributes) -> bool:
        """Hear an element's start."""
        if name in _SIGNS:
            self._put(_SIGNS[name])
        elif (
            name in _LEFT_OUT or attributes.get("text:display") == "none" or attributes.get("style:display") == "false"
        ):
            return False
        elif name == "table:covered-table-cell":
            self._cover(attributes)
            return False
        elif action := self._STARTS.get(name):
            action(self, attributes)
        return True

    def end(self, name: str) -> None:
        """Hear an element's end."""
        if action := self._ENDS.get(name):
            action(self)

    def text(self, text: str) -> None:
        """Hear text."""
        self._put(text)

    def _put(self, text: str) -> None:
        if self._paragraphs:
            paragraph = self._paragraphs[-1]
            look = paragraph.letters[-1]
            if not look.hidden:
                paragraph.runs.append(Run(text, bool(look.bold), bool(look.italic), look.size))

    def _start_paragraph(self, attributes: Attributes) -> None:
        self._open(attributes, NO_LOOK, self._lists.mark())

    def _start_heading(self, attributes: Attributes) -> None:
        level = max(number(attributes.get("text:outline-level"), 1), 1)
        self._open(attributes, Look(level=level), self._lists.heading_mark(level, attributes))

    def _open(self, attributes: Attributes, look: Look, mark: Mark) -> None:
        style = attributes.get("text:style-name", "")
        look = look.over(self._styles.look("paragraph", style))
        self._paragraphs.append(_Paragraph(style, look, mark, [look]))

    def _end_paragraph(self) -> None:
        paragraph = self._paragraphs.pop()
        self._blocks.paragraph(paragraph.runs, paragraph.look, mark=paragraph.mark, style=paragraph.style)

    def _start_letters(self, attributes: Attributes) -> None:
        if self._paragraphs:
            letters = self._paragraphs[-1].letters
            letters.append(self._styles.look("text", attributes.get("text:style-name", "")).over(letters[-1]))

    def _end_letters(self) -> None:
        if self._paragraphs:
            self._paragraphs[-1].letters.pop()

    def _start_row(self, _attributes: Attributes) -> None:
        self._covered = 0
        self._blocks.start_row()

    def _start_cell(self, attributes: Attributes) -> None:
        """Begin a cell; of the places that it covers those in its own row are no cells."""
        self._covered = number(attributes.get("table:number-columns-spanned"), 1) - 1
        self._lists.enter()
        self._blocks.start_cell()

    def _cover(self, attributes: Attributes) -> None:
        """Take a place that another cell covers: an empty cell, if that one began in a row above."""
        count = number(attributes.get("table:number-columns-repeated"), 1)
        for _ in range(min(count - self._covered, _MAX_SPANNED)):
            self._blocks.start_cell()
            self._blocks.end_cell()
        self._covered = max(self._covered - count, 0)

    def _end_cell(self) -> None:
        self._lists.leave()
        self._blocks.end_cell()

    def _start_box(self, _attributes: Attributes) -> None:
        self._lists.enter()

    def _end_box(self) -> None:
        self._lists.leave()

    def _start_note(self, _attributes: Attributes) -> None:
        self._lists.enter()
        self._blocks.start_aside()

    def _end_note(self) -> None:
        self._blocks.end_aside()
        self._lists.leave()

    _STARTS: ClassVar[dict[str, Callable[["Story", Attributes], None]]] = {
        "text:p": _start_paragraph,
        "text:h": _start_heading,
        **dict.fromkeys(("text:span", "text:a"), _start_letters),
        "text:list": lambda self, attributes: self._lists.start_list(attributes),
        "text:list-item": lambda self, attributes: self._lists.start_point(attributes),
        "table:table": lambda self, _attributes: self._blocks.start_table(),
        "table:table-header-rows": lambda self, _attributes: self._blocks.call_head(),
        "table:table-row": _start_row,
        "table:table-cell": _start_cell,
        "draw:text-box": _start_box,
        "text:note-body": _start_note,
    }
    _ENDS: ClassVar[dict[str, Callable[["Story"], None]]] = {
        **dict.fromkeys(("text:p", "text:h"), _end_paragraph),
        **dict.fromkeys(("text:span", "text:a"), _end_letters),
        "text:list": lambda self: self._lists.end_list(),
        "text:list-item": lambda self: self._lists.end_point(),
        "table:table": lambda self: self._blocks.end_table(),
        "table:table-cell": _end_cell,
        "draw:text-box": _end_box,
        "text:note-body": _end_note,
    }
