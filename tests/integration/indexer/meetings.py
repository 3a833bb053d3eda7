"""Documents of one meeting for the tests of its public view: dropped, withdrawn, and what is public then."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Engine, text

from services.indexer.database import reading
from shared.contract.codes import AttendanceStatus, DocumentKind, Outcome, SectionRole
from shared.contract.record import Attendance, Item, Section
from shared.contract.result import Result
from tests.unit.indexer.building import delivery, parsed

_ITEMS = text(
    "SELECT d.kind, i.number, i.title FROM public_items i JOIN documents d ON d.id = i.document_id "
    "ORDER BY d.kind, i.position, i.title"
)


def heading(number: str | None, title: str | None = None, *, closed: bool = False) -> Item:
    """Make an item of which there is no more than its heading, and one sentence."""
    sections = (Section(role=SectionRole.CASE, text="Åen er bred.", span=(0, 12)),)
    return Item(span=(0, 12), number=number, title=title, closed=closed, sections=sections)


def document(name: str, kind: str, *items: Item, clock: int = 0, people: str = "", **more: Any) -> Result:
    """Make one document of the meeting, dropped on a day; ``people`` are the letters of who was there."""
    given = delivery(
        name,
        version=f"202611{clock + 1:02}T120000Z-{more.pop('mark', 'a')}",
        sha256=more.pop("sha256", "") or name.encode().hex().rjust(64, "0"),
    )
    present = tuple(Attendance(name=person, status=AttendanceStatus.PRESENT) for person in people)
    made = parsed(given, items=items, attendance=present, warnings=(), kind=DocumentKind(kind), **more)
    return replace(made, text="Åen er bred. " + (made.text or ""))


def withdrawn(result: Result) -> Result:
    """Make what stands for a file once it is gone from the drop."""
    return replace(result, outcome=Outcome.WITHDRAWN, record=None, text=None)


def public(engine: Engine) -> list[tuple[str, str | None, str | None]]:
    """Tell kind of document, number and title of every public item, in order."""
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(_ITEMS)]
