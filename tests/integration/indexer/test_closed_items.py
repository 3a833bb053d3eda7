"""The text of closed items stays where it was written: no table, view, index or receipt has it."""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import Engine, MetaData, Table, inspect, select

from services.indexer.database import reading
from services.indexer.repository import Repository
from services.indexer.search import search
from shared.contract.codes import WarningCode
from shared.contract.record import RecordWarning
from shared.contract.result import Result
from shared.objectstore.memory import MemoryStore
from tests.integration.indexer.indexing import sweep_index, write
from tests.unit.indexer.building import CASE, Paper, item, parsed

HUSHED, STEM = "Kastanjeforliget", "kastanjeforlig"  # an index keeps stems
OPEN, CLOSED = "Parkering af ladcykler", "Lukket punkt"


def _result() -> Result:
    """Make minutes of a closed item, which says in every way what nobody may know, and an open one."""
    paper = Paper()
    paper.write("Referat")
    secret = item(paper, "1", CLOSED, case=f"{HUSHED} koster det dobbelte.")
    shown = item(paper, "2", OPEN)
    decision = replace(secret.decisions[1], text=f"{HUSHED} godkendt.")
    hidden = replace(
        secret,
        closed=True,
        decisions=(decision,),
        recommendations=(replace(secret.recommendations[0], points=(f"at {HUSHED} godkendes",)),),
        statements=(replace(secret.statements[0], text=f"{HUSHED} er for dyrt."),),
        attendance=(replace(secret.attendance[0], reason=f"inhabil i {HUSHED}"),),
        attachments=(replace(secret.attachments[0], title=f"Bilag om {HUSHED}"),),
    )
    warning = RecordWarning(code=WarningCode.UNRECOGNISED_HEADING, detail=f"unknown heading: {HUSHED}", item=0)
    result = parsed(items=(hidden, shown), warnings=(warning,))
    return replace(result, text=paper.text)


def _cells(engine: Engine) -> Iterator[tuple[str, str]]:
    """Read every cell of every table and view there is, the search's own tables too."""
    found = inspect(engine)
    with reading(engine) as connection:
        for name in (*found.get_table_names(), *found.get_view_names()):
            table = Table(name, MetaData(), autoload_with=engine)
            for row in connection.execute(select(table)):
                yield from ((name, repr(cell)) for cell in row)


def test_the_text_of_a_closed_item_is_nowhere(engine: Engine, repository: Repository) -> None:
    """Rows, views, search and receipts have what is open, and of a closed item its number and title."""
    items, receipts = MemoryStore("items"), MemoryStore("receipts")
    key = write(items, _result())
    assert HUSHED in items.get(key).decode()
    sweep_index(items, receipts, repository)
    cells = list(_cells(engine))

    assert [cell for cell in cells if STEM in cell[1].casefold()] == []
    assert {name for name, cell in cells if CASE in cell} >= {"documents", "sections", "live_documents"}
    assert any(CLOSED in cell for _, cell in cells)
    assert not search(engine, HUSHED)
    assert search(engine, "ladcyklerne")
    assert [info.key for info in receipts.list() if HUSHED in receipts.get(info.key).decode()] == []


def test_what_is_open_stands_where_its_span_says(engine: Engine, repository: Repository) -> None:
    """Blanked text is as long as it was."""
    result = _result()
    items = MemoryStore("items")
    write(items, result)
    sweep_index(items, MemoryStore("receipts"), repository)

    (hit, *_) = search(engine, "ladcyklerne")
    assert (result.text or "")[slice(*hit.span)] == hit.sentence
