"""No line of an item is lost: the words of the text stand in the record, each in one section."""

import re
import tomllib
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from services.parser.parse import parse_file
from services.parser.sandbox.port import Parsed, Request
from services.parser.vocabulary.load import matches, vocabulary
from services.parser.wording import one_line
from shared.contract.record import Item

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared"
INVENTED = {
    f"{path.stem}: {minutes['name']}": minutes["text"].strip()
    for path in sorted(HERE.glob("*.toml"))
    for minutes in tomllib.loads(path.read_text(encoding="utf-8"))["minutes"]
} | {
    path.parent.name: path.read_text(encoding="utf-8")
    for path in sorted(HERE.parent.glob("golden/family-*/minutes.txt"))
}
LABELLED = {
    path.stem: path.read_text(encoding="utf-8")
    for folder in ("real", "layouts")
    for path in sorted((SHARED / folder).glob("*.txt"))
}
LEAST = 0.98
GROUP = 80  # letters of a line between two items that heads a group of them


@pytest.mark.parametrize("text", INVENTED.values(), ids=INVENTED)
def test_every_line_of_an_item_lies_in_one_section(text: str) -> None:
    """In the invented minutes of every family."""
    _check(text)


@pytest.mark.skipif(not LABELLED, reason="the labelled files of ../shared are not here")
@pytest.mark.parametrize("text", LABELLED.values(), ids=LABELLED)
def test_every_line_of_labelled_files_lies_in_one_section(text: str) -> None:
    """The same in the files that people labelled."""
    _check(text)


def _check(text: str) -> None:
    answer = parse_file(text.encode(), Request(sha256="", parser_version=""))
    if not isinstance(answer, Parsed):
        return
    items = [item for item in answer.record.items if item.sections or not item.closed]
    source = sum((_source(item, answer.text) for item in items), Counter[str]())
    found = sum((_told(item) for item in items), Counter[str]())

    assert (source & found).total() >= LEAST * source.total()
    assert (found - source).total() <= (1 - LEAST) * source.total()
    for above, below in pairwise(items):
        assert len(answer.text[above.span[1] : below.span[0]].strip()) <= GROUP


def _source(item: Item, text: str) -> Counter[str]:
    """Count the words of an item's lines, but for its heading and the buttons of a web page."""
    lines = [one_line(line) for line in text[slice(*item.span)].split("\n")]
    noise = vocabulary().phrases.noise
    title, number = one_line(item.title or ""), item.number or ""
    titled = next((at for at, line in enumerate(lines) if title and line.endswith(title)), None)
    shape = re.compile(rf"\D{{0,12}}{number}(?:[.:\s(]|[A-ZÆØÅ]|$)")
    numbered = next((at for at, line in enumerate(lines) if number and shape.match(line)), None)
    kept = [line for at, line in enumerate(lines) if at not in {titled, numbered} and not matches(noise, line)]
    return Counter(_words(" ".join(kept)))


def _told(item: Item) -> Counter[str]:
    return Counter(_words(" ".join(f"{section.heading or ''} {section.text}" for section in item.sections)))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
