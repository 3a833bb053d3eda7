"""The text of one part of a Word document as it is printed: changes accepted, each text box once, lists numbered."""

from collections.abc import Callable
from typing import ClassVar

from services.parser.reading.docx_numbering import Numbering
from services.parser.reading.docx_paragraph import Paragraph
from services.parser.reading.docx_styles import CHANGES, Styles, number
from services.parser.reading.looks import NO_LOOK
from services.parser.reading.office_blocks import NO_MARK, Blocks
from services.parser.reading.office_xml import Attributes, Listener
from services.parser.reading.runs import Run
from services.parser.reading.tables import Item
from shared.contract.codes import RejectionReason
from shared.errors import DocumentError

# Properties that say nothing here but would look as if they did, and what stands over a word to be spoken.
_LEFT_OUT = CHANGES | frozenset(
    f"w:{name}" for name in ("sdtPr", "sdtEndPr", "tblPr", "tblGrid", "tblPrEx", "tcPr", "tabs", "sectPr", "rt")
)
_TEXT = frozenset(("w:t", "m:t"))
_SIGNS = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}
_SYMBOL_AREA = 0xF000  # where signs of fonts of pictures stand
_LAST_LETTER = 0x10FFFF


class Story(Listener):
    """Hears a part with text.

    ``notes`` are those that the text refers to; a part that holds notes fills them in.
    """

    def __init__(self, blocks: Blocks, styles: Styles, numbering: Numbering, notes: dict[str, list[Item]]) -> None:
        self._blocks = blocks
        self._styles = styles
        self._numbering = numbering
        self._notes = notes
        self._paragraphs: list[Paragraph] = []
        self._carried = list[Run]()  # of paragraphs whose ends are deleted
        self._alternatives: list[bool] = []  # for each choice that is open: whether one was taken
        self._rows: list[bool] = []  # for each row that is open: whether it is deleted
        self._in_row_properties = False
        self._fields = _Fields()
        self._in_text = False
        self._note = ""

    def start(self, name: str, attributes: Attributes) -> bool:
        """Hear an element's start."""
        if name in _TEXT:
            self._in_text = True
        elif name in _SIGNS:
            self._put(_SIGNS[name])
        elif name in _LEFT_OUT:
            return False
        elif action := self._STARTS.get(name):
            return action(self, name, attributes) is not False
        elif self._paragraphs:
            self._paragraphs[-1].start(name, attributes)
        return True

    def end(self, name: str) -> None:
        """Hear an element's end."""
        if name in _TEXT:
            self._in_text = False
        elif action := self._ENDS.get(name):
            action(self)
        elif self._paragraphs:
            self._paragraphs[-1].end(name)

    def text(self, text: str) -> None:
        """Hear text."""
        if self._in_text:
            self._put(text)

    def finish(self) -> list[Item]:
        """Give all that was heard."""
        if self._carried:
            self._blocks.paragraph(self._carried, NO_LOOK)
            self._carried = []
        return self._blocks.take()

    def _put(self, text: str) -> None:
        if self._paragraphs and not self._fields.codes:
            self._paragraphs[-1].put(text)

    def _start_paragraph(self, _name: str, _attributes: Attributes) -> None:
        self._paragraphs.append(Paragraph(self._styles, self._carried))
        self._carried = []

    def _end_paragraph(self) -> None:
        paragraph = self._paragraphs.pop()
        self._fields.end_codes()
        if paragraph.goes_on:
            self._carried = paragraph.runs
            return
        look, style, mark = paragraph.look, paragraph.style, NO_MARK
        if look.list_id and not look.hidden:
            mark = self._numbering.next(look.list_id, look.depth, style)
        self._blocks.paragraph(paragraph.runs, look, mark=mark, style=style)

    def _start_row(self, _name: str, _attributes: Attributes) -> None:
        self._rows.append(False)
        self._blocks.start_row()

    def _end_row(self) -> None:
        self._blocks.end_row(is_deleted=self._rows.pop())

    def _start_row_properties(self, _name: str, _attributes: Attributes) -> None:
        self._in_row_properties = True

    def _end_row_properties(self) -> None:
        self._in_row_properties = False

    def _leave_out_deleted(self, _name: str, _attributes: Attributes) -> bool:
        if self._in_row_properties and self._rows:
            self._rows[-1] = True
        elif self._paragraphs:
            self._paragraphs[-1].delete_mark()
        return False

    def _refuse_other_files(self, _name: str, _attributes: Attributes) -> None:
        raise DocumentError(
            RejectionReason.UNSUPPORTED_TYPE,
            "The Word document is put together from other files: open it in Word, save it there and drop it again.",
        )

    def _start_alternatives(self, _name: str, _attributes: Attributes) -> None:
        self._alternatives.append(False)

    def _end_alternatives(self) -> None:
        self._alternatives.pop()

    def _take_alternative(self, _name: str, _attributes: Attributes) -> bool:
        """Take the first: all say the same, in newer and older words."""
        if not self._alternatives or self._alternatives[-1]:
            return False
        self._alternatives[-1] = True
        return True

    def _take_field(self, _name: str, attributes: Attributes) -> None:
        self._fields.take(attributes.get("w:fldCharType", ""))

    def _take_sign(self, _name: str, attributes: Attributes) -> None:
        try:
            code = int(attributes.get("w:char", ""), 16)
        except ValueError:
            return
        if 0x20 <= code <= _LAST_LETTER:
            self._put(chr(code if code > 0xFF else code + _SYMBOL_AREA))

    def _refer_to_note(self, name: str, attributes: Attributes) -> None:
        if self._paragraphs and not self._fields.codes:
            self._blocks.notes(self._notes.pop(_note(name.removesuffix("Reference"), attributes), ()))

    def _start_note(self, name: str, attributes: Attributes) -> bool:
        """Begin a note, if it is one: lines between text and notes are kept among them."""
        self._note = _note(name, attributes)
        return attributes.get("w:type", "normal") == "normal"

    def _end_note(self) -> None:
        self._notes[self._note] = self.finish()

    _STARTS: ClassVar[dict[str, Callable[["Story", str, Attributes], bool | None]]] = {
        "w:p": _start_paragraph,
        "w:tbl": lambda self, _name, _attributes: self._blocks.start_table(),
        "w:tr": _start_row,
        "w:trPr": _start_row_properties,
        "w:tblHeader": lambda self, _name, _attributes: self._blocks.call_head(),
        "w:tc": lambda self, _name, _attributes: self._blocks.start_cell(),
        "w:altChunk": _refuse_other_files,
        "w:subDoc": _refuse_other_files,
        "w:del": _leave_out_deleted,
        "w:moveFrom": _leave_out_deleted,
        "mc:AlternateContent": _start_alternatives,
        "mc:Choice": _take_alternative,
        "mc:Fallback": _take_alternative,
        "w:fldChar": _take_field,
        "w:sym": _take_sign,
        "w:footnoteReference": _refer_to_note,
        "w:endnoteReference": _refer_to_note,
        "w:footnote": _start_note,
        "w:endnote": _start_note,
    }
    _ENDS: ClassVar[dict[str, Callable[["Story"], None]]] = {
        "w:p": _end_paragraph,
        "w:tbl": lambda self: self._blocks.end_table(),
        "w:tr": _end_row,
        "w:trPr": _end_row_properties,
        "w:tc": lambda self: self._blocks.end_cell(),
        "mc:AlternateContent": _end_alternatives,
        "w:footnote": _end_note,
        "w:endnote": _end_note,
    }


def _note(name: str, attributes: Attributes) -> str:
    """Name a note among footnotes and endnotes."""
    return f"{name} {number(attributes.get('w:id'))}"


class _Fields:
    """The fields that are open, one in another; ``codes`` of them are at their code, which is no text."""

    def __init__(self) -> None:
        self.codes = 0
        self._at_code: list[bool] = []

    def take(self, mark: str) -> None:
        """Take the beginning of a field's code, of its result, or its end."""
        if mark == "begin":
            self._at_code.append(True)
            self.codes += 1
        elif self._at_code and mark in {"separate", "end"}:
            self.codes -= self._at_code.pop()
            if mark == "separate":
                self._at_code.append(False)

    def end_codes(self) -> None:
        """End a paragraph: a code that would go on in the next one has lost its end, and must hide no more text."""
        while self._at_code and self._at_code[-1]:
            self.take("end")
