"""Invented minutes for the indexer's tests: results with every kind of fact, each with its true span."""

from dataclasses import dataclass, field, replace
from typing import Any

from shared.contract import keys
from shared.contract.codes import (
    AttendanceStatus,
    DecisionOutcome,
    DocumentKind,
    ItemAttendanceStatus,
    ItemKind,
    Outcome,
    RejectionReason,
    SectionRole,
    StatementKind,
    WarningCode,
)
from shared.contract.record import (
    Attachment,
    Attendance,
    Ballot,
    Decision,
    DecisionPart,
    Document,
    Item,
    ItemAttendance,
    Layout,
    Meeting,
    Municipality,
    Recommendation,
    Record,
    RecordWarning,
    Section,
    Span,
    Statement,
    Table,
    VoteSide,
)
from shared.contract.result import Delivery, Rejected, Result

CASE = "Ladcyklerne på Havnegade holder i vejen. Se også pkt. 3 kl. 17.00. Der er plads ved åen til tolv."
DECIDED = "Godkendt, idet ladcykler flyttes.\nImod stemte Liste Q."


@dataclass
class Paper:
    """A text under way: writing a line tells its span."""

    text: str = ""
    lines: list[str] = field(default_factory=list)

    def write(self, line: str) -> Span:
        """Add a line and give its span."""
        start = len(self.text)
        self.text += line + "\n"
        return start, start + len(line)


def delivery(name: str = "referat.pdf", *, version: str = "", sha256: str = "", **more: Any) -> Delivery:
    """Make the envelope of one dropped file."""
    given = {"prefix": "306", "dropped_at": "2026-11-25T14:05:00Z", "bytes": 4711, **more}
    return Delivery(
        name=name,
        version=version or "20261125T140500Z-a1",
        sha256=sha256 or "5e" * 32,
        media_type="application/pdf",
        **given,
    )


def item(paper: Paper, number: str = "1", title: str = "Parkering af ladcykler", case: str = CASE) -> Item:
    """Write one agenda item with every kind of fact."""
    start = len(paper.text)
    paper.write(f"{number}. {title}")
    paper.write("Sagsfremstilling:")
    told = paper.write(case)
    advised = paper.write("Forvaltningen indstiller, at ladcykler flyttes.")
    decided = paper.write(DECIDED)
    protest = paper.write("Liste Q ønskede ført til protokol, at åen er bred.")
    paper.write("Asta Birk var fraværende.")
    listed = paper.write("Bilag: Kort over åen")
    return Item(
        number=number,
        title=title,
        kind=ItemKind.DECISION,
        case_numbers=("05.09.00-P21-7-26",),
        document_numbers=("88321-26",),
        span=(start, len(paper.text)),
        page=2,
        sections=(
            Section(
                heading="Sagsfremstilling",
                role=SectionRole.CASE,
                text=case,
                span=told,
                page=2,
                tables=(Table(rows=(("År", "Kr."), ("2026", "1.200"))),),
            ),
            Section(heading="Beslutning", role=SectionRole.DECISION, text=DECIDED, span=decided, page=3),
        ),
        recommendations=(Recommendation(by="Forvaltningen", points=("at ladcykler flyttes.",), span=advised, page=2),),
        decisions=(
            Decision(
                body="Teknisk Udvalg",
                date="2026-10-01",
                current=False,
                outcome=DecisionOutcome.RECOMMENDED,
                text="Anbefales.",
                span=told,
            ),
            Decision(
                current=True,
                outcome=DecisionOutcome.APPROVED,
                text=DECIDED,
                parts=(DecisionPart(on="Ad 1", outcome=DecisionOutcome.APPROVED),),
                votes=(
                    Ballot(on="ændringsforslaget", against=VoteSide(count=7)),
                    Ballot(for_=VoteSide(count=5, names=("Asta Birk",)), against=VoteSide(parties=("Q",))),
                ),
                span=decided,
                page=3,
            ),
        ),
        statements=(
            Statement(kind=StatementKind.PROTOCOL, by=("Liste Q",), text="at åen er bred.", span=protest, page=3),
        ),
        attendance=(ItemAttendance(name="Asta Birk", status=ItemAttendanceStatus.ABSENT, party="K"),),
        attachments=(Attachment(title="Kort over åen", document_number="88321-26", span=listed, page=3),),
    )


def parsed(
    given: Delivery | None = None,
    *,
    body: str | None = "Byrådet (2026-2029)",
    day: str | None = "2026-11-17",
    titles: tuple[str, ...] = ("Parkering af ladcykler", "Eventuelt"),
    **changes: Any,
) -> Result:
    """Make a parsed result; ``changes`` go to the record."""
    envelope = given or delivery()
    paper = Paper()
    paper.write(f"{body} den {day}")
    paper.write("Til stede: Asta Birk (K), Bo Dam")
    items = tuple(item(paper, str(number), title) for number, title in enumerate(titles, 1))
    record = Record(
        document=Document(sha256=envelope.sha256 or "", media_type="application/pdf", bytes=envelope.bytes, pages=3),
        kind=DocumentKind.REFERAT,
        municipality=Municipality(code="306", name="Odsherred"),
        meeting=Meeting(body=body, date=day, start_time="17:00", end_time="19:30", venue="Rådssalen"),
        attendance=(
            Attendance(name="Asta Birk", status=AttendanceStatus.PRESENT, party="K"),
            Attendance(name="Bo Dam", status=AttendanceStatus.ABSENT, substitute_for="Ea Lund", reason="ferie"),
        ),
        items=items,
        warnings=(
            RecordWarning(code=WarningCode.TEXT_QUALITY, detail="side 2"),
            RecordWarning(code=WarningCode.MISSING_DECISION, detail="ingen", item=len(items) - 1),
        ),
        layout=Layout(name="standard", score=0.9, runner_up="fri", margin=0.4),
        parser_version="1",
    )
    return Result(
        delivery=envelope,
        outcome=Outcome.PARSED,
        parser_version="1",
        record=replace(record, **changes),
        text=paper.text,
    )


def rejected(
    given: Delivery | None = None, reason: RejectionReason = RejectionReason.NO_TEXT, detail: str = "no text"
) -> Result:
    """Make the result of a file that was not taken."""
    return Result(
        delivery=given or delivery(),
        outcome=Outcome.REJECTED,
        parser_version="1",
        rejected=Rejected(reason=reason, detail=detail),
    )


def key_of(result: Result, parser_version: str = "1") -> str:
    """Spell the key under which a parser of this version would write ``result``."""
    dropped = result.delivery
    return keys.item(parser_version, keys.tail(dropped.prefix, dropped.name, dropped.version))
