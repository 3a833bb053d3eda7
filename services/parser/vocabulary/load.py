"""The one engine that reads the word lists: strictly typed, so that a misspelling stops the build."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any

from services.parser.wording import fold_heading
from shared.contract.codes import DecisionOutcome, SectionRole, StatementKind

Patterns = tuple[re.Pattern[str], ...]

# In running text: the words before "udvalget" in a body's name, and a date. Bounded, so that time stays linear.
_NAME_BEFORE = r"(?:[A-ZÆØÅ][\wæøåÆØÅ]{0,30}-?(?:, | og | OG |/| )){0,5}(?:[A-ZÆØÅ][\wæøåÆØÅ\-]{0,30}?)?"
_DATE = r"(?:\d{1,2}\. ?[a-zæøå]{3,9}\.? \d{4}|\d{1,2}[.\-/]\d{1,2}[.\-/ ]\d{2,4})"


class VocabularyError(ValueError):
    """A word list is not as it must be; the sentence names the file and the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLabels:
    """Folded labels of the meeting's facts, by the fact."""

    date: frozenset[str]
    start_time: frozenset[str]
    end_time: frozenset[str]
    venue: frozenset[str]
    body: frozenset[str]
    present: frozenset[str]
    absent: frozenset[str]
    other: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLabels:
    """Folded labels in the head of an agenda item, by what their value is."""

    case: frozenset[str]
    document: frozenset[str]
    ignored: frozenset[str]
    absent: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Folded phrases that a whole line must equal."""

    document_titles: frozenset[str]
    contents_headings: frozenset[str]
    contents_noise: frozenset[str]
    open_groups: frozenset[str]
    closed_groups: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Patterns that are searched in a line or sentence, without regard to case."""

    supplement_titles: Patterns
    correction_titles: Patterns
    closed_titles: Patterns
    signature_titles: Patterns
    bodies: Patterns
    councils: Patterns
    places: Patterns
    procedure: Patterns
    nothing_attached: Patterns
    noise: Patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteWords:
    """Patterns that say which side of a ballot somebody was on."""

    for_: Patterns
    against: Patterns
    abstain: Patterns
    majority_supports: Patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningText:
    """What shows where lines ended in a text that has lost its line breaks."""

    transcripts: frozenset[str]
    beyond: frozenset[str]
    title_openers: frozenset[str]
    decisions: Patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingStyle:
    """One way to head an agenda item; ``prior`` is how sure the mere shape is (0 to 3)."""

    name: str
    pattern: re.Pattern[str]
    prior: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """All word lists, ready for use."""

    roles: Mapping[str, SectionRole]
    weak_headings: frozenset[str]
    item_headings: tuple[HeadingStyle, ...]
    decision_headings: Patterns
    outcomes: tuple[tuple[DecisionOutcome, re.Pattern[str]], ...]
    meeting: MeetingLabels
    item: ItemLabels
    words: Words
    phrases: Phrases
    statements: tuple[tuple[StatementKind, Patterns], ...]
    votes: VoteWords
    running: RunningText


@cache
def vocabulary() -> Vocabulary:
    """Read and check every word list, once. Raises VocabularyError."""
    labels = read_toml("labels")
    sections = read_toml("sections")
    weak = sections.pop("weak")
    headings = read_toml("headings")
    phrases = read_toml("phrases")
    statements, votes = phrases.pop("statements"), phrases.pop("votes")
    votes["for_"] = votes.pop("for")
    words = {field.name: phrases.pop(field.name, None) for field in fields(Words)}
    return Vocabulary(
        roles=_roles(sections),
        weak_headings=_folded(weak, "sections.toml weak"),
        item_headings=tuple(_style(name, row) for name, row in headings["item"].items()),
        decision_headings=_compiled(headings["decision"]["patterns"], "headings.toml [decision]"),
        outcomes=_outcomes(read_toml("outcomes")),
        meeting=_typed(MeetingLabels, labels["meeting"], "labels.toml [meeting]", _folded),
        item=_typed(ItemLabels, labels["item"], "labels.toml [item]", _folded),
        words=_typed(Words, words, "phrases.toml", _folded),
        phrases=_typed(Phrases, phrases, "phrases.toml", _compiled),
        statements=tuple(
            (StatementKind(kind), _compiled(patterns, f"phrases.toml [statements] {kind}"))
            for kind, patterns in statements.items()
        ),
        votes=_typed(VoteWords, votes, "phrases.toml [votes]", _compiled),
        running=_running(read_toml("running")),
    )


def read_toml(name: str) -> dict[str, Any]:
    """Read one word list of this package."""
    text = resources.files("services.parser.vocabulary").joinpath(f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


def matches(patterns: Patterns, text: str) -> bool:
    """Tell whether any of the patterns is found in ``text``."""
    return any(pattern.search(text) for pattern in patterns)


def _roles(table: Mapping[str, Any]) -> dict[str, SectionRole]:
    roles: dict[str, SectionRole] = {}
    for role, headings in table.items():
        for heading in _strings(headings, f"sections.toml {role}"):
            if roles.setdefault(fold_heading(heading), SectionRole(role)) is not SectionRole(role):
                raise VocabularyError(f"sections.toml: {heading!r} has two roles")
    return roles


def _style(name: str, row: Mapping[str, Any]) -> HeadingStyle:
    where = f"headings.toml [item.{name}]"
    if set(row) != {"pattern", "prior"}:
        raise VocabularyError(f"{where}: must have pattern and prior")
    (pattern,) = _compiled([row["pattern"]], where)
    if not {"number", "title"} <= set(pattern.groupindex):
        raise VocabularyError(f"{where}: the pattern must name number and title")
    return HeadingStyle(name=name, pattern=pattern, prior=float(row["prior"]))


def _running(table: dict[str, Any]) -> RunningText:
    """Write out BODY and DATE in the patterns, which keep their case."""
    body = rf"{_NAME_BEFORE}(?:{'|'.join(_strings(table.pop('bodies'), 'running.toml bodies'))})"

    def written_out(value: Any, where: str) -> Any:
        if not where.endswith("decisions"):
            return _folded(value, where)
        return _compiled(
            [word.replace("BODY", body).replace("DATE", _DATE) for word in _strings(value, where)], where, 0
        )

    running: RunningText = _typed(RunningText, table, "running.toml", written_out)
    return running


def _outcomes(table: Mapping[str, Any]) -> tuple[tuple[DecisionOutcome, re.Pattern[str]], ...]:
    return tuple(
        (DecisionOutcome(outcome), pattern)
        for outcome, patterns in table.items()
        for pattern in _compiled(patterns, f"outcomes.toml {outcome}")
    )


def _typed(kind: Any, table: Mapping[str, Any], where: str, convert: Any) -> Any:
    known = {field.name for field in fields(kind)}
    if odd := known.symmetric_difference(table):
        raise VocabularyError(f"{where}: missing or unknown: {', '.join(sorted(odd))}")
    return kind(**{key: convert(value, f"{where} {key}") for key, value in table.items()})


def _folded(value: Any, where: str) -> frozenset[str]:
    return frozenset(fold_heading(word) for word in _strings(value, where))


def _compiled(value: Any, where: str, flags: int = re.IGNORECASE | re.MULTILINE) -> Patterns:
    try:
        return tuple(re.compile(pattern, flags) for pattern in _strings(value, where))
    except re.error as error:
        raise VocabularyError(f"{where}: {error.pattern!r}: {error}") from error


def _strings(value: Any, where: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise VocabularyError(f"{where}: must be a list of words")
    return value
