"""The public view against a model that a child could follow, over any set of documents in any order of arrival."""

from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from services.indexer.database import reading
from services.indexer.identity import key_of
from services.indexer.repository import Repository
from shared.contract.record import Item
from shared.contract.result import Result
from shared.objectstore.memory import MemoryStore
from tests.integration.indexer.dumping import dump
from tests.integration.indexer.indexing import index, sweep_index, write
from tests.integration.indexer.meetings import document, heading, withdrawn
from tests.unit.indexer.building import rejected

# What names an item, and some ways to write that; the numbered have a title too, which must not matter.
SPELLINGS: dict[str, list[tuple[str | None, str | None]]] = {
    "1": [("1", "Budget"), ("1.", "Skole"), ("01", None)],
    "2": [("2", "Budget"), ("2)", "Vej"), (" 2 ", "")],
    "budget": [(None, "Budget"), ("", "BUDGET."), ("-", "Bud-get")],
    "": [(None, None), ("", " - ")],
}
NAMES = "abcd"
RANKS = {"dagsorden": 1, "referat": 2, "correction": 3, "supplement": 0}


_BUSY = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]  # the machine may have more to do


@dataclass(frozen=True)
class Entry:
    """One item on paper: what names it, whether it is closed, and how it is written."""

    called: str
    closed: bool
    item: Item


@dataclass(frozen=True)
class Paper:
    """The bytes of one document."""

    number: int
    kind: str
    people: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Drop:
    """One version of a name, and what came of it in the end."""

    name: str
    clock: int
    mark: str
    paper: Paper
    end: str


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Write one item in any way."""
    called, closed = draw(st.sampled_from([*SPELLINGS])), draw(st.sampled_from([False, False, True]))
    number, title = draw(st.sampled_from(SPELLINGS[called]))
    return Entry(called, closed, heading(number, title, closed=closed))


@st.composite
def papers(draw: st.DrawFn, number: int) -> Paper:
    """Write one document of the meeting; no item of it is there twice."""
    written = draw(st.tuples(*[entries()] * 4))
    told_apart = {(entry.called, entry.closed): entry for entry in written}
    kind, people = draw(st.sampled_from([*RANKS])), draw(st.sampled_from(["", "AB"]))
    return Paper(number, kind, people, tuple(told_apart.values()))


@st.composite
def drops(draw: st.DrawFn) -> list[Drop]:
    """Drop four papers, each under a name of its own, and some of them again under any name."""
    written = [draw(papers(number)) for number in range(len(NAMES))]
    clocks, marks = st.integers(0, 3), st.sampled_from("xyz")
    ends = st.sampled_from(["parsed", "parsed", "parsed", "withdrawn", "rejected"])
    first = [
        Drop(name, draw(clocks), draw(marks), paper, draw(ends)) for name, paper in zip(NAMES, written, strict=True)
    ]
    again = st.builds(Drop, st.sampled_from(NAMES), clocks, marks, st.sampled_from(written), ends)
    every = [*first, *draw(st.lists(again, max_size=4))]
    return list({(drop.name, drop.clock): drop for drop in every}.values())


def results(drop: Drop) -> Iterator[Result]:
    """Tell what stood for a drop, the last of it in the end."""
    paper = drop.paper
    made = document(
        drop.name,
        paper.kind,
        *(entry.item for entry in paper.entries),
        clock=drop.clock,
        mark=drop.mark,
        people=paper.people,
        sha256=f"{paper.number:064x}",
    )
    if drop.end != "rejected":
        yield made
    if drop.end == "withdrawn":
        yield withdrawn(made)
    if drop.end == "rejected":
        yield rejected(made.delivery)


def live_papers(dropped: list[Drop]) -> dict[Paper, int]:
    """Give every paper that is the newest of some name and was read, with its newest clock."""
    newest = {drop.name: drop for drop in sorted(dropped, key=lambda drop: drop.clock)}
    live = sorted((drop for drop in newest.values() if drop.end == "parsed"), key=lambda drop: drop.clock)
    return {drop.paper: drop.clock for drop in live}


def expected(dropped: list[Drop]) -> tuple[set[tuple[str, int]], set[str]]:
    """Tell what is public: items as (document, position), and the document that speaks for the meeting."""
    live = live_papers(dropped)
    standing = {paper: (RANKS[paper.kind], clock, key(paper)) for paper, clock in live.items()}
    best: dict[tuple[bool, bool, str], Paper] = {}
    for paper in sorted(live, key=standing.__getitem__):
        best |= {(paper.kind == "supplement", entry.closed, entry.called): paper for entry in paper.entries}
    items = {
        (key(paper), position)
        for paper in live
        for position, entry in enumerate(paper.entries)
        if not entry.called or best[paper.kind == "supplement", entry.closed, entry.called] == paper
    }
    speaking = sorted(live, key=lambda paper: (RANKS[paper.kind] > 1 and paper.people != "", standing[paper]))
    return items, {key(paper) for paper in speaking[-1:]}


def key(paper: Paper) -> str:
    """Spell the primary key of a paper's document."""
    return key_of("document", "306", f"{paper.number:064x}").hex


def shown(engine: Engine) -> tuple[set[tuple[str, int]], set[str]]:
    """Read the same from the views."""
    with reading(engine) as connection:
        items = connection.execute(text("SELECT document_id, position FROM public_items")).all()
        meetings = connection.execute(text("SELECT document_id FROM public_meetings")).all()
    assert len(meetings) <= 1
    return {(_hex(row[0]), row[1]) for row in items}, {_hex(row[0]) for row in meetings}


def _hex(written: object) -> str:
    return str(written).replace("-", "")


@settings(max_examples=40, deadline=None, suppress_health_check=_BUSY)
@given(dropped=drops(), data=st.data())
def test_the_view_is_a_function_of_the_set(
    repository: Repository, engine: Engine, dropped: list[Drop], data: st.DataObject
) -> None:
    """Any order of arrival, each result once or twice, ends in the model's view and the rows of a rebuild."""
    items = MemoryStore("items")
    for drop in dropped:
        for result in results(drop):
            write(items, result)
    told = [result for drop in dropped for result in results(drop)]
    order = data.draw(st.permutations(told))
    twice = data.draw(st.lists(st.sampled_from(told), max_size=4))

    repository.reset()
    sweep_index(items, MemoryStore("receipts"), repository)
    rebuilt = dump(engine)
    assert shown(engine) == expected(dropped)

    repository.reset()
    for result in [*order, *twice]:
        index(repository, result, etag="early")
    sweep_index(items, MemoryStore("receipts"), repository)
    assert shown(engine) == expected(dropped)
    assert dump(engine) == rebuilt
