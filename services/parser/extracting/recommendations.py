"""What is recommended, and by whom: under a heading, or inline as "X indstiller, at ..."."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from services.parser.document import Block, cover
from services.parser.extracting.decisions import before_decisions
from services.parser.segmenting.sections import Part
from services.parser.wording import one_line, sentences
from shared.contract.codes import SectionRole
from shared.contract.record import Recommendation

_VERB = re.compile(
    r"^(?P<by>[^.:;]{2,200}?)\s+(?P<verb>indstille[rs]|foreslår|anbefaler|bedes)\b(?P<rest>.*)$",
    re.DOTALL | re.IGNORECASE,
)
_INVERTED = re.compile(
    r"^(?:på|derfor|herefter|dermed|med|efter|ud fra|som følge)\b[^.:;]{0,80}?\b(?:indstiller|foreslår|anbefaler)\s"
    r"(?P<by>[^,.:]{2,100}?)(?:\stil\s[^,.:]{2,60})?,?\s(?P<rest>at\b.*)$",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?:\w+ )?indstilling(?:er)? fra (?P<by>.{2,100}?):?", re.IGNORECASE)
_ADDRESSEE = re.compile(r"(?:over for|til) [^.]{2,80}", re.IGNORECASE)
_PASSIVE = re.compile(r"^(?:det|der|indstilling om|om)\s*$", re.IGNORECASE)
_AT = re.compile(r"\bat\b\s*:?\s*", re.IGNORECASE)
_NUMBER = re.compile(r"^\s*(?:\d{1,2}|[a-zA-Z]|[ivx]+)[.)]\s*[.)]?\s+", re.IGNORECASE)
_INITIALS = re.compile(r"\s+/[A-ZÆØÅ]{2,5}\s*$")  # whose draft it was
_INLINE = re.compile(r"\bindstiller\b|^det indstilles\b", re.IGNORECASE)
_RUN_ON = re.compile(r"(?:^|\s)(\d{1,2})[.)]\s+(?=\S)")
_LEAD = 8  # words in front of a list's first point
_WORDS_OF_A_BODY = 3  # with "at": "at udvalget", "at Børneudvalget"
MAX_SUBJECT = 160  # letters of "X" in "X indstiller"; more is a sentence that happens to have the verb


def read_recommendations(parts: Sequence[Part]) -> tuple[Recommendation, ...]:
    """Read every recommendation of an item, in document order."""
    found: list[Recommendation] = []
    for part in parts:
        if part.role is SectionRole.RECOMMENDATION:
            found += _in_section(before_decisions(part), _heading_subject(part))
        elif part.role not in {SectionRole.DECISION, SectionRole.HISTORY, SectionRole.ATTACHMENTS}:
            found += _inline(part.blocks)
    return tuple(found)


def _heading_subject(part: Part) -> str | None:
    """Read who recommends from a heading such as "Forvaltningen foreslår:"."""
    match = _VERB.match(one_line(part.heading.text).rstrip(" :")) if part.heading else None
    return match["by"] if match else None


def _in_section(blocks: Sequence[Block], by: str | None) -> Iterator[Recommendation]:
    points: list[str] = []
    used: list[Block] = []
    for block, below in zip_longest(blocks, blocks[1:]):
        opening = _opening(block.text)
        if opening and points:
            yield _made(by, points, used)
            points, used = [], []
        used.append(block)
        if opening:
            by, first = opening
            points += [first] if first and not _leads_in(first, below) else []
        elif block.rows is None:
            points.append(_point(block.text))
    if points:
        yield _made(by, points, used)


def _leads_in(point: str, below: Block | None) -> bool:
    """Tell whether "at udvalget" only begins the sentences of the list below it."""
    if below is None or point.endswith("."):
        return False
    return _NUMBER.match(below.text) is not None or (below.bullet and len(point.split()) <= _WORDS_OF_A_BODY)


def _inline(blocks: Sequence[Block]) -> Iterator[Recommendation]:
    """Find "X indstiller, at ..." where no heading announces it; its points may stand on the lines that follow."""
    position = 0
    while position < len(blocks):
        block = blocks[position]
        position += 1
        if block.rows is not None or "ndstille" not in block.text or not _INLINE.search(block.text):
            continue
        opening = _opening(_sentence_with(_INLINE, block.text))
        if not opening:
            continue
        by, first = opening
        if by is None and first:  # told of others, or again; only "Det indstilles," with points below recommends
            continue
        used, points = [block], [first] if first else []
        while not first and position < len(blocks) and _is_point(blocks[position]):
            used.append(blocks[position])
            points.append(_point(blocks[position].text))
            position += 1
        if points and re.match(r"(?:at|til)\b", points[0], re.IGNORECASE):
            yield _made(by, points, used)


def _sentence_with(pattern: re.Pattern[str], text: str) -> str:
    """Take the sentence in which a pattern is found: prose may stand before a recommendation."""
    found = (text[start:end] for start, end in sentences(text))
    return next((sentence for sentence in found if pattern.search(sentence)), text)


def _opening(text: str) -> tuple[str | None, str | None] | None:
    """Split "X indstiller til Y, at Z" into X and "at Z"; the second is ``None`` where the points follow below.

    "Derfor indstiller X, at Z" and "Indstilling fra X:" are the same.
    """
    line = one_line(text)
    if named := _NAMED.fullmatch(line):
        return named["by"], None
    if inverted := _INVERTED.match(line):
        return inverted["by"], _point(inverted["rest"])
    match = _VERB.match(line)
    if not match or len(match["by"]) > MAX_SUBJECT or re.match(r"at\b", match["by"], re.IGNORECASE):
        return None
    by = None if _PASSIVE.match(match["by"].strip()) else match["by"].strip(" ,")
    rest = match["rest"].strip()
    at = _AT.search(rest)
    if at is None:
        if not rest or rest.endswith((":", ",")) or _ADDRESSEE.fullmatch(rest):
            return by, None
        return (by, _point(rest)) if match["verb"].casefold() == "indstiller" else None
    point = _point(rest[at.start() :])
    return by, point if _AT.sub("", point, count=1).strip(" :,") else None


def _is_point(block: Block) -> bool:
    return block.rows is None and (
        block.bullet or bool(_NUMBER.match(block.text)) or bool(re.match(r"at\b", block.text, re.IGNORECASE))
    )


def _point(text: str) -> str:
    return one_line(_INITIALS.sub("", _NUMBER.sub("", text)))


def _listed(point: str) -> list[str]:
    """Take the points of a list that a converter ran together: "at 1. vejen lukkes 2. skiltene fjernes"."""
    first, *others = _RUN_ON.split(point)
    numbers, texts = others[::2], others[1::2]
    is_list = len(numbers) > 1 and numbers == [str(number + 1) for number in range(len(numbers))]
    return [text.strip() for text in texts] if is_list and len(first.split()) <= _LEAD else [point]


def _made(by: str | None, points: Sequence[str], used: Sequence[Block]) -> Recommendation:
    listed = tuple(single for point in points for single in _listed(point))
    return Recommendation(by=by, points=listed, span=cover(used), page=used[0].page)
