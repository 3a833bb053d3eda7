"""What OCR sees, in pixels of a page askew, to segments as they would stand in a text layer."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from services.parser.reading.geometry import Segment
from services.parser.reading.picture import Picture

_FAR = 0.95  # ems between two words that do not belong together
_X_HEIGHT = 0.5  # of the size; from 0.45 (Times) to 0.55 (Verdana)
_SAME_SIZE = 0.15  # of the size: how exactly it can be measured in a picture
_LONG = 200  # pixels of a line that tells how the page lies
_BOLD = 1.25  # times the usual stroke
# What Tesseract takes for something else, each and every time: a table's rule, a list's dash, the I of "I alt", and the
# type mark or party O in brackets.
_RULE = re.compile(r"[|\[\]¦]+")
_DASH = re.compile(r"[-–—•·][^\w\s]?")
_LETTER_I = re.compile(r"(?<!\S)l(?!\S)")
_LETTER_O = re.compile(r"(?<!\S)\(0\)(?=[\s.,;:]|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenWord:
    """One word, where its ink is (left, top, right, bottom), and how sure OCR is of it."""

    text: str
    box: tuple[int, int, int, int]
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenLine:
    """The words of one line, which stands on ``y`` at ``x`` and falls by ``slope``; how high its small letters are."""

    words: list[SeenWord]
    x: float
    y: float
    slope: float
    x_height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What a picture says, in points from the page's top left corner, and how sure that is (0 to 1)."""

    segments: tuple[Segment, ...]
    confidence: float


def upright(lines: Sequence[SeenLine], picture: Picture) -> Recognised:
    """Turn what was seen into segments, on a page that is straight again."""
    place = _straightened(lines, picture)
    pieces = [piece for line in lines for piece in _pieces(line)]
    segments = [_segment(line, words, place, picture.points) for line, words in pieces]
    strokes = [picture.stroke([word.box for word in words]) / line.x_height for line, words in pieces]
    return Recognised(segments=tuple(_told_apart(segments, strokes)), confidence=_confidence(lines))


def _confidence(lines: Sequence[SeenLine]) -> float:
    words = [word for line in lines for word in line.words]
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def _straightened(lines: Sequence[SeenLine], picture: Picture) -> Callable[[float, float], tuple[float, float]]:
    """Find out how the page lies, and make what turns a point back around the page's middle, by a small angle."""
    long = [line.slope for line in lines if line.words[-1].box[2] - line.words[0].box[0] >= _LONG]
    slope = median(long) if long else 0.0

    def place(x: float, y: float) -> tuple[float, float]:
        return x + slope * (y - picture.height / 2), y - slope * (x - picture.width / 2)

    return place


def _pieces(line: SeenLine) -> Iterator[tuple[SeenLine, list[SeenWord]]]:
    """Part a line at rules and where its words are far from each other."""
    far = _FAR * line.x_height / _X_HEIGHT
    piece: list[SeenWord] = []
    for word in line.words:
        is_rule = _RULE.fullmatch(word.text)
        if piece and (is_rule or word.box[0] - piece[-1].box[2] > far):
            yield line, piece
            piece = []
        if not is_rule:
            piece.append(word)
    if piece:
        yield line, piece


def _segment(
    line: SeenLine, words: Sequence[SeenWord], place: Callable[[float, float], tuple[float, float]], points: float
) -> Segment:
    left, right = words[0].box[0], words[-1].box[2]
    x0, baseline = place(left, line.y + line.slope * (left - line.x))
    return Segment(
        text=_repaired([word.text for word in words]),
        x0=x0 * points,
        x1=(x0 + right - left) * points,
        baseline=baseline * points,
        size=line.x_height / _X_HEIGHT * points,
    )


def _repaired(words: list[str]) -> str:
    if _DASH.fullmatch(words[0]):
        words[0] = "-"
    return _LETTER_O.sub("(O)", _LETTER_I.sub("I", " ".join(words)))


def _told_apart(segments: Sequence[Segment], strokes: Sequence[float]) -> Iterator[Segment]:
    """Give what is set in the page's usual size one and the same size, and find what is bolder than most."""
    letters = [len(segment.text) for segment in segments]
    usual_stroke = _usual(strokes, letters)
    usual_size = _usual([segment.size for segment in segments], letters)
    alike = [segment.size for segment in segments if abs(segment.size - usual_size) <= _SAME_SIZE * usual_size]
    for segment, stroke in zip(segments, strokes, strict=True):
        size = fmean(alike) if abs(segment.size - usual_size) <= _SAME_SIZE * usual_size else segment.size
        yield segment._replace(size=size, bold=stroke >= _BOLD * usual_stroke)


def _usual(values: Sequence[float], letters: Sequence[int]) -> float:
    """Find what half of all letters have at most."""
    left = sum(letters) / 2
    for value, count in sorted(zip(values, letters, strict=True)):
        left -= count
        if left <= 0:
            return value
    return 0.0
