"""Whether a text is minutes at all, and what its reader is warned about."""

from collections.abc import Iterator, Sequence

from services.parser.assembling import Minutes
from services.parser.choosing import GENERAL
from services.parser.document import Block
from services.parser.extracting.attendance import contradictory
from services.parser.extracting.meeting import doubtful_weekdays
from services.parser.extracting.quality import quality_faults
from shared.contract.codes import (
    AttendanceStatus,
    Concern,
    DecisionOutcome,
    DocumentKind,
    ItemAttendanceStatus,
    RejectionReason,
    SectionRole,
    WarningCode,
)
from shared.contract.record import Item, Municipality, RecordWarning
from shared.errors import DocumentError

_HEAD = 60  # blocks in which the meeting's own date stands
_TEMPLATE = 3  # kinds of sections that only an agenda has: its item may well be about a note or a plan
_TELLING = {SectionRole.DECISION, SectionRole.RECOMMENDATION}


def require_minutes(minutes: Minutes) -> None:
    """Raise DocumentError (not_minutes) unless the text has agenda items and the marks of a meeting."""
    told = any(item.decisions or item.recommendations or _has_telling_section(item) for item in minutes.items)
    decided = any(decision.current for item in minutes.items for decision in item.decisions)
    roles = {section.role for item in minutes.items for section in item.sections if section.heading}
    has_template = len(roles) >= _TEMPLATE
    if minutes.is_other and not (decided or minutes.has_title or has_template):
        raise DocumentError(RejectionReason.NOT_MINUTES, "Its first lines say that it is no referat or dagsorden.")
    dated = minutes.meeting.date is not None or minutes.meeting.body is not None
    is_agenda = told and (dated or has_template or len(minutes.items) > 1)
    if minutes.items and (is_agenda or (minutes.has_title and dated)):
        return
    if not minutes.items:
        detail = "No agenda items were found: this is not a referat or dagsorden (an attachment is archived as it is)."
    else:
        detail = "Neither decisions, recommendations nor a meeting were found: this is not a referat or dagsorden."
    raise DocumentError(RejectionReason.NOT_MINUTES, detail)


def warn(
    minutes: Minutes, municipality: Municipality | None, blocks: Sequence[Block], *, lost_lines: bool = False
) -> tuple[RecordWarning, ...]:
    """Collect what a reader should look at, for the document first and then item by item."""
    faults = (_warning(WarningCode.TEXT_QUALITY, fault) for fault in quality_faults(blocks, lost_lines=lost_lines))
    return (*_of_document(minutes, municipality, blocks), *faults, *_of_items(minutes))


def _of_document(
    minutes: Minutes, municipality: Municipality | None, blocks: Sequence[Block]
) -> Iterator[RecordWarning]:
    if minutes.layout.name == GENERAL:
        yield _warning(WarningCode.UNKNOWN_LAYOUT, "no layout profile fits well; read by the general rules")
    if municipality is None:
        yield _warning(WarningCode.UNKNOWN_MUNICIPALITY, "the text does not say whose minutes these are")
    if minutes.meeting.body is None:
        yield _warning(WarningCode.MISSING_BODY, "the text does not say which body met")
    if minutes.meeting.date is None:
        yield _warning(WarningCode.MISSING_DATE, "the text does not say when the meeting was")
    for entry in minutes.missing:
        detail = f"in the contents list but not found in the text: {entry.title}"
        yield RecordWarning(code=WarningCode.MISSING_ITEM, detail=detail, number=entry.number)
    for name in contradictory(minutes.attendance):
        yield _contradiction(Concern.ATTENDANCE, f"{name} is listed as present and as absent")
    for dated in doubtful_weekdays(blocks[:_HEAD]):
        yield _contradiction(Concern.DATE, f"no such day in the calendar: {dated}")


def _of_items(minutes: Minutes) -> Iterator[RecordWarning]:
    present = {entry.name for entry in minutes.attendance if entry.status is AttendanceStatus.PRESENT}
    for index, item in enumerate(minutes.items):
        own = [decision for decision in item.decisions if decision.current]
        if minutes.kind is DocumentKind.REFERAT and not item.closed and not own:
            yield _warning(WarningCode.MISSING_DECISION, "no decision of this meeting is recorded", index)
        if any(decision.outcome is DecisionOutcome.OTHER and not decision.parts for decision in own):
            yield _warning(WarningCode.UNRECOGNISED_OUTCOME, "the decision's wording is in no list of outcomes", index)
        for section in item.sections:
            if section.role is SectionRole.OTHER and section.heading:
                yield _warning(WarningCode.UNRECOGNISED_HEADING, f"unknown heading: {section.heading}", index)
        for entry in item.attendance:
            if entry.status is ItemAttendanceStatus.ABSENT and entry.name in present:
                yield _contradiction(Concern.ATTENDANCE, f"{entry.name} is listed as present and absent here", index)


def _has_telling_section(item: Item) -> bool:
    return any(section.role in _TELLING for section in item.sections)


def _contradiction(concerns: Concern, detail: str, item: int | None = None) -> RecordWarning:
    return RecordWarning(code=WarningCode.CONTRADICTION, detail=detail, item=item, concerns=concerns)


def _warning(code: WarningCode, detail: str, item: int | None = None) -> RecordWarning:
    return RecordWarning(code=code, detail=detail, item=item)
