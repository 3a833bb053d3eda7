"""The elements of a web page, one after the other, to lines and tables."""

import re
from dataclasses import dataclass, field

from services.parser.reading.html_furniture import Attributes
from services.parser.reading.html_lists import Numbering
from services.parser.reading.letters import clean, squeeze
from services.parser.reading.model import Line
from services.parser.reading.runs import MAX_LINES, Run, lines_of
from services.parser.reading.tables import Item, beside, settle
from services.parser.reading.text import read_text
from shared.contract.codes import RejectionReason
from shared.errors import DocumentError

_SPACED = frozenset(("p", "ul", "ol", "dl", "table", "blockquote", "pre", "hr", "figure", "fieldset"))
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = _SPACED | frozenset(
    (
        *("div", "li", "dt", "dd", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "section", "article"),
        *("main", "header", "footer", "address", "figcaption", "details", "summary", "center", "form", "body"),
        *("aside", "html", *_HEADINGS),
    )
)
_BOLD = frozenset(("b", "strong", "th"))
_ITALIC = frozenset(("i", "em", "cite", "dfn", "var"))
_WEIGHT = re.compile(r"font-weight\s*:\s*(bold|[6-9]00|normal|[1-5]00)", re.IGNORECASE)
_SLANT = re.compile(r"font-style\s*:\s*(italic|oblique|normal)", re.IGNORECASE)
_BLANKS = str.maketrans("\t\n\r", "   ")  # in the source they are blanks, however many
_WORD_MARK = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
# What an element is taken for besides; no element is called so.
_MARK = "-mark"  # the number or dash of a list, written as text
_BLANK = "-blank"  # a block inside a heading
_DEEP = "-deep"  # a table inside too many tables
_LEVEL = re.compile(r"[1-6]")
_MAX_TABLES = 12  # nested; what is deeper is text in its cell
_MAX_TERM = 120


@dataclass(slots=True)
class _Open:
    """A table that is open: its rows so far, where its text goes afterwards, and what the markup says of it."""

    outside: list[Item]
    above: str
    data: bool = False
    layout: bool = False
    rows: list[list[list[Item]]] = field(default_factory=list)
    stray: list[Item] = field(default_factory=list)
    around: list[list[Item]] = field(default_factory=list)


class Blocks:
    """Takes a page's elements and text in order; ``items`` is what they make."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self._runs: list[Run] = []
        self._styles: list[tuple[bool, bool]] = [(False, False)]
        self._lists: list[Numbering] = []
        self._tables: list[_Open] = []
        self._level: int | None = None
        self._marker, self._bullet, self._gap = "", False, True
        self._verbatim = 0
        self._term_at = -1
        self._term: Line | None = None
        self._count = self._mark_from = self._deep = 0

    def text(self, text: str) -> None:
        """Take text."""
        if not self._verbatim:
            if not self._runs and text.isspace() and "\u00a0" not in text:
                return
            if "\n" in text or "\t" in text or "\r" in text:
                text = text.translate(_BLANKS)
        self._runs.append(Run(text, *self._styles[-1]))

    def start(self, name: str, attributes: Attributes) -> tuple[str, bool]:
        """Take an element's start; what it gives back belongs to its end."""
        style = self._style(name, attributes)
        if style:
            self._styles.append(style)
        if name == "br":
            self._runs.append(Run("\n"))
        elif attributes and _WORD_MARK.search(attributes.get("style") or ""):
            name, self._mark_from = _MARK, len(self._runs)
        if attributes and attributes.get("role") == "heading":
            name = f"h{found[0]}" if (found := _LEVEL.fullmatch(attributes.get("aria-level") or "2")) else "h2"
        if self._level is not None and name in _BLOCKS and name not in _HEADINGS:
            name = _BLANK
            self._runs.append(Run(" "))
        elif name == "table" and len(self._tables) >= _MAX_TABLES:
            name = _DEEP
            self._deep += 1
            self.flush()
        elif self._deep and name in {"tr", "td", "th"}:
            name = "div"
        if name in _BLOCKS:
            self._start_block(name, attributes)
        return name, style is not None

    def end(self, opened: tuple[str, bool]) -> None:
        """Take an element's end."""
        name, styled = opened
        if name in _BLOCKS:
            self._end_block(name)
        elif name == _MARK:
            self._take_mark()
        elif name == _BLANK:
            self._runs.append(Run(" "))
        elif name == _DEEP:
            self.flush()
            self._deep -= 1
        if styled:
            self._styles.pop()

    def flush(self) -> None:
        """End the paragraph that is open."""
        runs, self._runs = self._runs, []
        if not runs:
            return
        lines = lines_of(runs, marker=self._marker, bullet=self._bullet, level=self._level, gap=self._gap)
        for line in lines:
            if self._term:
                line = beside([self._term, line])  # noqa: PLW2901  # a term's first line stands beside it
            self._term = None
            self._marker, self._bullet, self._gap = "", False, False
            self.items.append(line)
            self._count += 1
        if self._count > MAX_LINES:
            raise DocumentError(
                RejectionReason.LIMIT,
                f"The web page has more than {MAX_LINES:,} lines: drop one file for each meeting.",
            )

    def _take_mark(self) -> None:
        """Take the number or dash of a list that a word processor wrote as text."""
        text = squeeze(clean("".join(run.text for run in self._runs[self._mark_from :]))).strip()
        del self._runs[self._mark_from :]
        if any(letter.isalnum() for letter in text) and text != "o":  # its hollow dot is a typewriter's letter
            self._marker = text
        else:
            self._bullet = text != ""

    def _style(self, name: str, attributes: Attributes) -> tuple[bool, bool] | None:
        bold, italic = self._styles[-1]
        style = attributes.get("style") if attributes else None
        weight = _WEIGHT.search(style) if style else None
        slant = _SLANT.search(style) if style else None
        if weight is None and slant is None and name not in _BOLD and name not in _ITALIC:
            return None
        bold = weight[1].lower() not in {"normal", "100", "200", "300", "400", "500"} if weight else bold
        italic = slant[1].lower() != "normal" if slant else italic
        return bold or (name in _BOLD and not weight), italic or (name in _ITALIC and not slant)

    def _start_block(self, name: str, attributes: Attributes) -> None:
        self.flush()
        if name in _HEADINGS:
            self._level = _HEADINGS[name]
        if name in _HEADINGS or (name in _SPACED and not (self._lists and name in {"ul", "ol"})):
            # The first paragraph of a point stands beside its mark.
            self._gap = self._gap or not (name == "p" and (self._marker or self._bullet))
        if name in {"ul", "ol"}:
            self._lists.append(Numbering.of(name, attributes))
        elif name == "li":
            self._marker, self._bullet = self._lists[-1].next(attributes) if self._lists else ("", True)
        elif name == "dd":
            self._take_term()
        elif name == "pre":
            self._verbatim += 1
        elif name == "table":
            self._start_table(attributes)
        elif self._tables:
            self._start_cell(name)

    def _start_table(self, attributes: Attributes) -> None:
        self._leave_term()
        last = self.items[-1] if self.items else None
        table = _Open(outside=self.items, above=last.text if isinstance(last, Line) else "")
        table.layout = attributes.get("role") in {"presentation", "none"}
        self._tables.append(table)
        self.items = table.stray

    def _start_cell(self, name: str) -> None:
        table = self._tables[-1]
        if name == "tr":
            table.rows.append([])
        elif name in {"td", "th"}:
            table.data = table.data or name == "th"
            table.around.append(self.items)
            self.items = []

    def _end_block(self, name: str) -> None:
        if name == "pre":
            self._end_verbatim()
        self.flush()
        if name in _HEADINGS:
            self._level = None
        if name in _HEADINGS or (name in _SPACED and len(self._lists) < 2):
            self._gap = True
        self._end_container(name)

    def _end_container(self, name: str) -> None:
        if name in {"ul", "ol"} and self._lists:
            self._lists.pop()
        elif name == "li":
            self._marker, self._bullet = "", False
        elif name == "dt":
            self._term_at = len(self.items)
        elif name == "dd":
            self._leave_term()
        elif name == "table":
            self._end_table()
        elif name in {"td", "th"} and self._tables:
            self._end_cell()

    def _end_cell(self) -> None:
        table = self._tables[-1]
        if not table.rows:
            table.rows.append([])
        table.rows[-1].append(self.items)
        self.items = table.around.pop() if table.around else table.stray

    def _end_table(self) -> None:
        table = self._tables.pop()
        self.items = table.outside
        self.items += table.stray
        self.items += settle(table.rows, above=table.above, data=table.data, layout=table.layout)

    def _end_verbatim(self) -> None:
        self._verbatim -= 1
        text = "".join(run.text for run in self._runs)
        self._runs = []
        if text.strip():
            self.items += read_text(text.encode("utf-8", errors="replace"))[1].items

    def _take_term(self) -> None:
        """Let what follows stand beside the term above it, as a value stands beside its label."""
        last = self.items[-1] if self.items else None
        if self._term_at == len(self.items) and isinstance(last, Line) and len(last.text) <= _MAX_TERM:
            self._term = last
            self.items.pop()
        self._term_at = -1

    def _leave_term(self) -> None:
        if self._term:
            self.items.append(self._term)
        self._term = None
