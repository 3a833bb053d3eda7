"""What a receipt says, in Danish: one sentence and one cure for everything that can become of a file."""

from dataclasses import dataclass
from typing import Final

from shared.contract.codes import DocumentKind, Outcome, RejectionReason, WarningCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Why a file was not taken, and what the clerk can do; ``is_alarming`` if there is something to do."""

    why: str
    cure: str
    is_alarming: bool = True


REJECTIONS: Final[dict[RejectionReason, Told]] = {
    RejectionReason.EMPTY: Told(
        why="Filen er tom.",
        cure="Eksportér referatet igen, og aflever filen på ny.",
    ),
    RejectionReason.TOO_LARGE: Told(
        why="Filen er større, end vi kan tage imod.",
        cure="Gem referatet uden bilag og med mindre billeder, og aflever det igen.",
    ),
    RejectionReason.UNSUPPORTED_TYPE: Told(
        why="Filen er af en type, vi ikke kan læse.",
        cure="Gem referatet som PDF eller som ren tekst, og aflever det igen.",
    ),
    RejectionReason.ENCRYPTED: Told(
        why="Filen er beskyttet med en adgangskode.",
        cure="Gem en udgave uden adgangskode, og aflever den igen.",
    ),
    RejectionReason.MALFORMED: Told(
        why="Filen er beskadiget eller ikke hel.",
        cure="Eksportér referatet igen, og aflever filen på ny.",
    ),
    RejectionReason.LIMIT: Told(
        why="Filen er så omfattende, at vi standsede læsningen.",
        cure="Gem referatet som en ny PDF uden bilag, og aflever det igen.",
    ),
    RejectionReason.CRASHED: Told(
        why="Filen fik læsningen til at gå i stå.",
        cure="Gem referatet på ny fra det program, det er skrevet i, og aflever det igen.",
    ),
    RejectionReason.TIMED_OUT: Told(
        why="Det tog for lang tid at læse filen.",
        cure="Gem referatet som en ny PDF uden bilag, og aflever det igen.",
    ),
    RejectionReason.NOT_MINUTES: Told(
        why="Filen er gemt, men vises ikke: den ligner et bilag og ikke et referat eller en dagsorden.",
        cure="Der er ikke noget galt, og du skal ikke gøre noget. Er det alligevel et referat, så sig det til os.",
        is_alarming=False,
    ),
    RejectionReason.NO_TEXT: Told(
        why="Filen har billeder af sider, men ingen tekst, vi kan læse.",
        cure="Aflever en udgave, hvor teksten kan markeres og kopieres, og ikke en scanning.",
    ),
    RejectionReason.PERSONAL_NUMBER: Told(
        why="Filen ser ud til at indeholde et CPR-nummer og vises derfor ikke.",
        cure="Fjern nummeret i det oprindelige dokument, og aflever det igen.",
    ),
    RejectionReason.UNKNOWN_MUNICIPALITY: Told(
        why="Filen ligger ikke i en mappe, der hører til en kommune.",
        cure="Læg den i mappen med kommunens kode på tre cifre, for eksempel 306, og aflever den igen.",
    ),
    RejectionReason.QUOTA: Told(
        why="Der er afleveret mere, end der er aftalt for jeres mappe.",
        cure="Vent, og aflever filen igen senere, eller aftal med os, at I må aflevere mere.",
    ),
}
"""Every reason there is; a test holds that none is left out."""

OUTCOMES: Final[dict[Outcome, str]] = {
    Outcome.PARSED: "Filen er læst, og indholdet kan nu søges frem.",
    Outcome.REJECTED: "Filen kunne ikke læses.",
    Outcome.WITHDRAWN: "Filen er trukket tilbage og vises ikke længere.",
    Outcome.ERASED: "Filen og alt, hvad der blev læst i den, er slettet.",
}

KINDS: Final[dict[DocumentKind, str]] = {
    DocumentKind.REFERAT: "referat",
    DocumentKind.DAGSORDEN: "dagsorden uden beslutninger",
    DocumentKind.SUPPLEMENT: "tillæg",
    DocumentKind.CORRECTION: "rettelse",
}

WARNINGS: Final[dict[WarningCode, str | None]] = {
    WarningCode.CONTRADICTION: "{about} har oplysninger, der ikke passer sammen.",
    WarningCode.MISSING_BODY: "{about} nævner ikke, hvilket udvalg eller råd der holdt mødet.",
    WarningCode.MISSING_DATE: "{about} nævner ikke, hvornår mødet blev holdt.",
    WarningCode.MISSING_DECISION: "{about} har ingen beslutning.",
    WarningCode.MISSING_ITEM: "{about} mangler et punkt, som indholdslisten nævner.",
    WarningCode.MISSING_PAGE: "{about} mangler en side.",
    WarningCode.TEXT_QUALITY: "{about} har tekst, der er svær at læse.",
    WarningCode.UNKNOWN_LAYOUT: None,
    WarningCode.UNKNOWN_MUNICIPALITY: "{about} nævner ikke, hvilken kommune det er fra.",
    WarningCode.UNRECOGNISED_HEADING: None,
    WarningCode.UNRECOGNISED_OUTCOME: None,
}
"""What a clerk can check in the document; ``None`` is for those who teach the parser its words."""

MONTHS: Final = (
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
)
