"""How well minutes are understood: right, extra and missed facts by family and field group.

The families' own minutes (`tests/families`) are always there; folders of labelled files (`../shared/real`,
`../shared/layouts`) are read where they are.
"""

import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from services.parser.parse import parse_file
from services.parser.sandbox.port import Parsed, Request
from shared.contract.codec import to_plain
from tests.golden.comparing import as_label

_ROOT: Final = Path(__file__).parents[1]
_FAMILIES: Final = _ROOT / "tests" / "families"
_GOLDEN: Final = _ROOT / "tests" / "golden"
_LABELLED: Final = tuple(_ROOT.parent / "shared" / name for name in ("real", "layouts"))
_OUTLINE: Final = frozenset({"kind", "items", "sections", "outcomes"})
_GROUPS: Final = {
    "section_headings": "sections",
    "recommendations": "recommendations",
    "absent": "item absence",
    "attachments": "attachments",
    "case_numbers": "case numbers",
    "document_numbers": "document numbers",
    "closed": "closed",
}
"""What a label calls a field of an item, and the group that it is counted in."""
_MEETING: Final = ("body", "date", "start_time", "end_time", "venue")
Fact = tuple[str, str]
"""A field group, and one value in it with the item that it belongs to."""


@dataclass
class Tally:
    """How many facts were read as a careful reader reads them, too many, and not at all."""

    right: int = 0
    extra: int = 0
    missed: int = 0
    groups: dict[str, "Tally"] = field(default_factory=dict)

    def add(self, wanted: Counter[Fact], found: Counter[Fact]) -> None:
        """Count one text, by field group."""
        for group in sorted({group for group, _ in (*wanted, *found)}):
            tally = self.groups.setdefault(group, Tally())
            want, got = (_of(group, facts) for facts in (wanted, found))
            for part in (self, tally):
                part.right += (want & got).total()
                part.extra += (got - want).total()
                part.missed += (want - got).total()

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / ((2 * self.right + self.extra + self.missed) or 1)


def measure() -> Iterator[str]:
    """Print a line for each family with its worst groups, a line for each field group, and the whole."""
    whole, families = Tally(), defaultdict[str, Tally](Tally)
    for family, wanted, found in (*_invented(), *_labelled()):
        families[family].add(wanted, found)
        whole.add(wanted, found)
    for family, tally in sorted(families.items()):
        weak = ", ".join(f"{name} {group.f1:.2f}" for name, group in tally.groups.items() if group.f1 < 1)
        yield f"accuracy of {family}: F1 {tally.f1:.3f}{f' ({weak})' if weak else ''}"
    for name, group in sorted(whole.groups.items()):
        yield f"accuracy of {name}: F1 {group.f1:.3f} ({group.right} right, {group.extra} extra, {group.missed} missed)"
    yield f"accuracy of everything: micro F1 {whole.f1:.4f}"


def _of(group: str, facts: Counter[Fact]) -> Counter[Fact]:
    return Counter({fact: count for fact, count in facts.items() if fact[0] == group})


def _invented() -> Iterator[tuple[str, Counter[Fact], Counter[Fact]]]:
    for path in sorted(_FAMILIES.glob("*.toml")):
        for minutes in tomllib.loads(path.read_text(encoding="utf-8"))["minutes"]:
            label = {"kind": minutes["kind"], "items": list(map(_item_of, minutes["items"], minutes["outcomes"]))}
            yield f"invented {path.stem}", _facts(label, _OUTLINE), _found(minutes["text"].strip(), _OUTLINE)


def _item_of(outline: str, outcomes: str) -> dict[str, Any]:
    number, title, headings = (part.strip() for part in outline.split("|"))
    decisions = [{"outcome": outcome} for outcome in outcomes.split()]
    return {
        "number": number or None,
        "title": title or None,
        "section_headings": [heading for heading in headings.split("; ") if heading],
        "decisions": decisions,
    }


def _labelled() -> Iterator[tuple[str, Counter[Fact], Counter[Fact]]]:
    for path in sorted(_GOLDEN.glob("family-*/minutes.txt")):
        label = json.loads(path.with_name("expected.json").read_text(encoding="utf-8"))
        yield path.parent.name, _facts(label, None), _found(path.read_text(encoding="utf-8"), None)
    for folder in _LABELLED:
        for path in sorted(folder.glob("*.json")):
            label = json.loads(path.read_text(encoding="utf-8"))
            groups = _checkable(label["checkable"]) if "checkable" in label else None
            sure = {item["title"] for item in label["items"]}
            doubtful = frozenset(entry["title"] for entry in label.get("contents_only_open", ())) - sure
            text = path.with_suffix(".txt").read_text(encoding="utf-8")
            yield f"{folder.name} {path.stem}", _facts(label, groups), _found(text, groups, doubtful)


def _checkable(fields: list[str]) -> Collection[str]:
    """Name the groups that a careful reader can decide."""
    names = {entry.rpartition(".")[2] for entry in fields}
    decided = {"text": "decisions", "outcome": "outcomes", "votes": "votes"}
    groups = {group for name, group in {**_GROUPS, **decided}.items() if name in names}
    if {"items.number", "items.title"} <= set(fields):
        groups.add("items")
    return groups | (names & {"kind", *_MEETING})


def _found(text: str, groups: Collection[str] | None, doubtful: Collection[str] = frozenset()) -> Counter[Fact]:
    answer = parse_file(text.encode(), Request(sha256="", parser_version=""))
    if not isinstance(answer, Parsed):
        return Counter([("kind", "none")])
    label = as_label(to_plain(answer.record))
    label["items"] = [item for item in label["items"] if item["title"] not in doubtful]
    return _facts(label, groups)


def _facts(label: dict[str, Any], groups: Collection[str] | None) -> Counter[Fact]:
    facts = Counter((name, _plain(label[name])) for name in ("kind", *_MEETING) if label.get(name))
    for item in label["items"]:
        where = _plain(f"{item['number']} {item['title']}")
        facts["items", where] += 1
        for name, group in _GROUPS.items():
            value = item.get(name) or ()
            for single in value if isinstance(value, list) else [value] if value else ():
                told = single["name"] if group == "item absence" else single
                facts[group, f"{where}: {_plain(told)}"] += 1
        for decision in item["decisions"]:
            for group, name in (("decisions", "text"), ("outcomes", "outcome")):
                if decision.get(name):
                    facts[group, f"{where}: {_plain(decision[name])}"] += 1
            for ballot in decision.get("votes", ()):
                sides = [ballot[side] for side in ("for", "against", "abstain")]
                facts["votes", f"{where}: {_plain(sides)}"] += 1
    return Counter({fact: count for fact, count in facts.items() if groups is None or fact[0] in groups})


def _plain(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return " ".join(text.split()).casefold().rstrip(" .:")
