"""One paragraph of a Word document on its way: what its properties say, and its letters with their look."""

from services.parser.reading.docx_styles import Styles, look_of
from services.parser.reading.looks import NO_LOOK, Look
from services.parser.reading.office_xml import Attributes
from services.parser.reading.runs import Run


class Paragraph:
    """Hears what stands inside ``w:p``; ``runs`` may begin with those of a paragraph whose end is deleted.

    ``goes_on`` says that its own end is deleted, so that the next paragraph goes on in its line.
    """

    def __init__(self, styles: Styles, runs: list[Run]) -> None:
        self.runs = runs
        self.style = styles.default
        self.goes_on = False
        self._styles = styles
        self._said = self._letters = NO_LOOK
        self._letters_style = ""
        self._sample: Run | None = None  # how letters look, once somebody has asked
        self._in_properties = self._in_mark = self._in_letters = False

    @property
    def look(self) -> Look:
        """How it looks, by its properties and its style."""
        return self._said.over(self._styles.of_paragraph(self.style))

    def start(self, name: str, attributes: Attributes) -> None:
        """Hear the start of anything that is no text."""
        if name == "w:rPr":
            self._in_mark, self._in_letters = self._in_properties, not self._in_properties
        elif name == "w:pPr":
            self._in_properties = True
        elif name in {"w:r", "m:r"}:
            self._letters, self._letters_style, self._sample = NO_LOOK, "", None
        elif self._in_mark:
            return
        elif name == "w:pStyle" and self._in_properties:
            self.style = attributes.get("w:val", "")
        elif name == "w:rStyle" and self._in_letters:
            self._letters_style = attributes.get("w:val", "")
        elif (self._in_properties or self._in_letters) and (look := look_of(name, attributes)):
            if self._in_letters:
                self._letters = look.over(self._letters)
            else:
                self._said = look.over(self._said)

    def end(self, name: str) -> None:
        """Hear the end of anything that is no text."""
        if name == "w:rPr":
            self._in_mark = self._in_letters = False
        elif name == "w:pPr":
            self._in_properties = False

    def delete_mark(self) -> None:
        """Hear that something is deleted: in the mark's properties it is the paragraph's end."""
        self.goes_on = self.goes_on or self._in_mark

    def put(self, text: str) -> None:
        """Take text."""
        if self._sample is None:
            self._sample = self._look_at_letters()
        if self._sample.text:  # hidden
            return
        self.runs.append(self._sample._replace(text=text))

    def _look_at_letters(self) -> Run:
        """Say how letters look here."""
        paragraph, style, said = self.look, self._styles.of_letters(self._letters_style), self._letters
        return Run(
            "hidden" if _is_on(said.hidden, style.hidden, paragraph.hidden) else "",
            _is_on(said.bold, style.bold, paragraph.bold),
            _is_on(said.italic, style.italic, paragraph.italic),
            said.size or style.size or paragraph.size,
        )


def _is_on(said: bool | None, *styles: bool | None) -> bool:  # noqa: FBT001  # as a look says it
    """Say whether letters have a property; what both styles switch on is off, as in bold words of a bold heading."""
    return sum(map(bool, styles)) == 1 if said is None else said
