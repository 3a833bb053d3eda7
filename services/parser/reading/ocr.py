"""Pictures to text, in Danish: Tesseract's calls, and nothing else.

The library is an extra: it is imported where it is used, and everything else works without it. The sandbox's server
makes the recogniser before any child is forked, so that no child loads or opens anything.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, Protocol

from services.parser.reading.leaders import without_leaders
from services.parser.reading.letters import clean, squeeze
from services.parser.reading.ocr_lines import Recognised, SeenLine, SeenWord, upright
from services.parser.reading.picture import Picture

_LANGUAGE = "dan"
# What is ink is judged place by place (Sauvola): by one threshold a page with three lines is all grain of the paper.
_VARIABLES = {"thresholding_method": "2"}


class Recogniser(Protocol):
    """Reads pictures, one at a time."""

    def lean(self, picture: Picture) -> float:
        """Measure by how many radians a picture must be turned for its lines to be level; 0 where there are none."""
        ...

    def read(self, picture: Picture) -> Recognised:
        """Read what stands in a picture; nothing where there is no text."""
        ...


class Tesseract:
    """A recogniser with Debian's Danish data. Not for two threads at once."""

    def __init__(self, language_data: str) -> None:
        import tesserocr  # noqa: PLC0415 - an extra

        self._words, self._lines = tesserocr.RIL.WORD, tesserocr.RIL.TEXTLINE
        self._upwards = tesserocr.PT.VERTICAL_TEXT
        self._iterate = tesserocr.iterate_level
        self._api = tesserocr.PyTessBaseAPI(
            path=language_data,
            lang=_LANGUAGE,
            oem=tesserocr.OEM.LSTM_ONLY,
            psm=tesserocr.PSM.AUTO,
            variables=_VARIABLES,
        )

    def lean(self, picture: Picture) -> float:
        """Measure it without reading a word, which takes a tenth of the time."""
        self._show(picture)
        layout = self._api.AnalyseLayout()
        return -float(layout.Orientation()[3]) if layout else 0.0

    def read(self, picture: Picture) -> Recognised:
        """Read one picture; nothing of it is kept for the next."""
        picture = without_leaders(picture)
        self._show(picture)
        self._api.Recognize()
        lines = list(self._seen())
        self._api.Clear()
        return upright(lines, picture)

    def _show(self, picture: Picture) -> None:
        self._api.SetImageBytes(picture.grey, picture.width, picture.height, 1, picture.width)
        self._api.SetSourceResolution(round(picture.dpi))

    def _seen(self) -> Iterator[SeenLine]:
        line: SeenLine | None = None
        for at in self._iterate(self._api.GetIterator(), self._words):
            if at.Empty(self._words):  # a picture, or a blank page, about which asking on ends the process
                continue
            if at.BlockType() == self._upwards:  # a column of page numbers, read as words
                continue
            if line is None or at.IsAtBeginningOf(self._lines):
                if line and line.words:
                    yield line
                line = self._line(at)
            if text := squeeze(clean(at.GetUTF8Text(self._words))):
                box, confidence = at.BoundingBox(self._words), at.Confidence(self._words) / 100
                line.words.append(SeenWord(text=text, box=box, confidence=confidence))
        if line and line.words:
            yield line

    def _line(self, at: Any) -> SeenLine:
        row = at.RowAttributes()
        (x0, y0), (x1, y1) = at.Baseline(self._lines)
        return SeenLine(
            words=[],
            x=x0,
            y=y0,
            slope=(y1 - y0) / (x1 - x0) if x1 > x0 else 0.0,
            x_height=max(1.0, row["row_height"] - row["ascenders"] + row["descenders"]),  # these are negative
        )


@cache
def make_recogniser(language_data: str) -> Recogniser:
    """Make the recogniser, once in each process; ``language_data`` is the folder of the language's data."""
    return Tesseract(language_data)
