"""Which political body met: from a label, a title sentence, or a line of its own in the head."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from services.parser.document import Block
from services.parser.extracting.dates import find_dates, find_times
from services.parser.extracting.labels import Labelled, unlabelled
from services.parser.vocabulary.load import matches, vocabulary
from services.parser.wording import fold_heading, one_line

_TITLE = (
    r"(?:åben(?:t)?\s+)?(?:tillægs|beslutnings|møde)?(?:refer(?:at)?|protokol|dagsorden|beslutningsprotokol|beslutningsreferat)"
    r"|udskrift af (?:\w+)?protokollen|beslutninger|møde"
)
_OPENING = re.compile(
    rf"^(?:(?:{_TITLE})(?:\s+med\s+\w+(?:\s+\w+)?(?=\s+(?:for|fra|til|i)\s))?(?:\s*[:\-–]\s*|\s+)"
    r"|(?=(?:til )?(?:ekstraordinært |ordinært )?mødet? i\s))"
    r"(?:(?:for|fra|af|til|i)\s+)?(?:(?:ordinært |ekstraordinært )?mødet?\s+i\s+|mødet\s+)?",
    re.IGNORECASE,
)
_BEHIND_DATE = re.compile(r"(?:\s*,?\s*kl\.?\s*[\d.:]+)?\s+i\s+(?P<body>[^,.:]{3,100})", re.IGNORECASE)
_ENDING = re.compile(
    r"[\s,\-–:•]*(?:\b(?:den|d|mødet?|afholdt|holdt|referat|dagsorden|(?:man|tirs|ons|tors|fre|lør|søn)dag)\b\.?[\s,\-–:•]*)+$",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"s\s+(?:\w+\s+)?møde\b.*$", re.IGNORECASE)
_REMARK = re.compile(r"\s*\((?!\s*\d{4})[^)]*\)?\s*$|\s(?:den|d)\.?\s\d[\d.\-/]*$")
_OTHER_WORDS = re.compile(r"\b(?:mødet?|kl|referat|dagsorden|protokol)\b", re.IGNORECASE)
_MEETING_OF = re.compile(r"\b(?P<body>\w*(?:bestyrelse|råd|udvalg|repræsentation))s?møde(?:t|r)?\b", re.IGNORECASE)
_MOST_WORDS = 6
_INVITES = re.compile(r"(?:se|læs|gå|find|søg|hent|vis|klik|kontakt|tilmeld|følg)\s", re.IGNORECASE)
_MAX_LINE = 200
_MAX_NAME = 100


def read_body(head: Sequence[Block], values: Sequence[Labelled]) -> str | None:
    """Find the body, as written: labels first, then titles, lines of their own, and the line next to the date."""
    lines = [one_line(block.text[:_MAX_LINE]) for block in unlabelled(head)]
    for entry in values:
        name = one_line(entry.value.text)
        if "body" in entry.kinds and matches(vocabulary().phrases.bodies, name) and len(name) < _MAX_NAME:
            return name
    titled = next((body for line in _with_wrapped(lines) if (body := _titled(line))), None)
    return titled or _alone(lines) or _in_a_compound(lines) or _beside_the_date(lines)


def _with_wrapped(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines; a title whose date stands on the next line is joined with it first."""
    for line, below in itertools.pairwise([*lines, ""]):
        opened = _OPENING.match(line)
        dated = next(find_dates(below), None)
        if opened and opened.end() < len(line) and dated and dated.start < _MAX_NAME and not any(find_dates(line)):
            yield f"{line} {below}"
        yield line


def _titled(line: str) -> str | None:
    """Read the body from "Referat til mødet i X den D" or "X - Referat - D": what stands before the date.

    Or behind it: "Beslutninger fra mødet den D i X".
    """
    dated = next(find_dates(line), None)
    before = line[: dated.start] if dated else line
    named = _ENDING.sub("", _POSSESSIVE.sub("", _OPENING.sub("", before)))
    if (dated or named != line) and is_body(named):
        return _bare(named)
    behind = _BEHIND_DATE.match(line, dated.end) if dated and _OPENING.match(line) else None
    return _bare(behind["body"]) if behind and is_body(_bare(behind["body"])) else None


def _alone(lines: Sequence[str]) -> str | None:
    """Choose among lines that are nothing but a body: a committee goes before the council above it."""
    names = [_bare(line) for line in lines if len(line) < _MAX_NAME and not line.endswith((",", ";"))]
    alone = [name for name in names if is_body(name)]
    committees = [line for line in alone if not matches(vocabulary().phrases.councils, line)]
    counts = Counter(fold_heading(line) for line in committees or alone)
    return max(committees or alone, key=lambda line: counts[fold_heading(line)], default=None)


def _in_a_compound(lines: Sequence[str]) -> str | None:
    """Read "Bestyrelsesmøde den 3. maj": the body is "Bestyrelsen"."""
    for line, below in itertools.pairwise([*lines, ""]):
        if (match := _MEETING_OF.search(line)) and any(find_dates(f"{line} {below}")):
            return match["body"] + ("et" if match["body"].casefold().endswith(("råd", "udvalg")) else "n")
    return None


def _bare(name: str) -> str:
    """Take off what stands around a name, and a remark in brackets that is no term ("(2018-2021)"), half a date."""
    return _REMARK.sub("", name).strip(" ,:.-–•")


def is_body(line: str) -> bool:
    """Tell whether a line is the name of a political body and nothing else."""
    words = re.sub(r"\s*\([^)]*\)", "", line).split()
    looks_like_prose = len(words) > 9 or line.rstrip().endswith((".", ",", ";")) or line.startswith("Fra ")
    looks_like_prose = looks_like_prose or bool(_OTHER_WORDS.search(line))
    if looks_like_prose or not matches(vocabulary().phrases.bodies, line):
        return False
    small = {"og", "for", "i", "de", "det", "den", "af", "på", "&", "-", "til"}
    before = itertools.takewhile(lambda word: not matches(vocabulary().phrases.bodies, word), words)
    return all(word[0].isupper() or word in small for word in before if line[0].isupper())


def _beside_the_date(lines: Sequence[str]) -> str | None:
    """Take "Udvikling, By og Land" above "Tirsdag den 08-10-2019", or what "Xs møde den D" names."""
    for above, line in itertools.pairwise(["", *lines]):
        dated = next(find_dates(line), None)
        if dated is None:
            continue
        before = _ENDING.sub("", line[: dated.start])
        named = re.fullmatch(r"(?P<body>\S.{2,80}?)s\s+møde(?:\s+den)?\s*", _OPENING.sub("", line[: dated.start]))
        if named:
            return named["body"]
        if not before.strip(" .,:") and _could_be_a_name(above):
            return above
    return None


def _could_be_a_name(line: str) -> bool:
    """Tell whether a line without a word for a body can name one: a few words, and no invitation to click."""
    words = vocabulary().words
    if len(line.split()) > _MOST_WORDS or _INVITES.match(line):
        return False
    if not 3 < len(line) < 60 or line.endswith((".", ":", ",")) or find_times(line)[0] or any(find_dates(line)):
        return False
    return line[0].isupper() and fold_heading(line) not in words.document_titles | words.contents_headings
