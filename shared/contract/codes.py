"""Closed vocabularies of the contract: a value outside them is a fault of ours, not of a document.

A code may be added with care; none is ever renamed or given another meaning.
"""

from enum import StrEnum


class Outcome(StrEnum):
    """What became of one archive entry."""

    PARSED = "parsed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class RejectionReason(StrEnum):
    """Why a file did not become a record."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNSUPPORTED_TYPE = "unsupported_type"
    ENCRYPTED = "encrypted"
    MALFORMED = "malformed"
    LIMIT = "limit"
    CRASHED = "crashed"
    TIMED_OUT = "timed_out"
    NOT_MINUTES = "not_minutes"
    NO_TEXT = "no_text"
    PERSONAL_NUMBER = "personal_number"
    UNKNOWN_MUNICIPALITY = "unknown_municipality"
    QUOTA = "quota"


class Place(StrEnum):
    """Where in a delivery something stands."""

    NAME = "name"
    PROPERTIES = "properties"
    TEXT = "text"


class DocumentKind(StrEnum):
    """What a document is, whatever it calls itself."""

    REFERAT = "referat"
    DAGSORDEN = "dagsorden"
    SUPPLEMENT = "supplement"
    CORRECTION = "correction"


class ItemKind(StrEnum):
    """The type mark of an agenda item: (B), (O) or (D)."""

    DECISION = "decision"
    INFORMATION = "information"
    DISCUSSION = "discussion"


class SectionRole(StrEnum):
    """What a section of an agenda item is for, whatever its heading says."""

    BACKGROUND = "background"
    CASE = "case"
    ECONOMY = "economy"
    CONSEQUENCES = "consequences"
    LAW = "law"
    OPTIONS = "options"
    ASSESSMENT = "assessment"
    HEARING = "hearing"
    COMPETENCE = "competence"
    RECOMMENDATION = "recommendation"
    DECISION = "decision"
    HISTORY = "history"
    ATTACHMENTS = "attachments"
    OTHER = "other"


class DecisionOutcome(StrEnum):
    """What a decision says, read from its own words and never from the recommendation."""

    APPROVED = "approved"
    RECOMMENDED = "recommended"
    NOTED = "noted"
    DISCUSSED = "discussed"
    POSTPONED = "postponed"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    REFERRED = "referred"
    ELECTED = "elected"
    NONE = "none"
    OTHER = "other"


class StatementKind(StrEnum):
    """What somebody had put on record beside a decision."""

    MINORITY = "minority"
    PROTOCOL = "protocol"
    RESERVATION = "reservation"
    REFERRAL_TO_COUNCIL = "referral_to_council"


class AttendanceStatus(StrEnum):
    """How somebody stands on the meeting's own list; OTHER is not a member."""

    PRESENT = "present"
    ABSENT = "absent"
    OTHER = "other"


class ItemAttendanceStatus(StrEnum):
    """What one agenda item says about somebody's presence."""

    ABSENT = "absent"
    ARRIVED = "arrived"
    LEFT = "left"
    INHABIL = "inhabil"
    SUBSTITUTE = "substitute"


class Concern(StrEnum):
    """What the facts that contradict one another are about."""

    ATTENDANCE = "attendance"
    DATE = "date"


class WarningCode(StrEnum):
    """What a reader of the record should look at before trusting it."""

    CONTRADICTION = "contradiction"
    MISSING_BODY = "missing_body"
    MISSING_DATE = "missing_date"
    MISSING_DECISION = "missing_decision"
    MISSING_ITEM = "missing_item"
    MISSING_PAGE = "missing_page"
    TEXT_QUALITY = "text_quality"
    UNKNOWN_LAYOUT = "unknown_layout"
    UNKNOWN_MUNICIPALITY = "unknown_municipality"
    UNRECOGNISED_HEADING = "unrecognised_heading"
    UNRECOGNISED_OUTCOME = "unrecognised_outcome"
