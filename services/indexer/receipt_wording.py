"""What a receipt says, in Danish: one sentence and one cure for everything that can become of a file."""

from dataclasses import dataclass
from typing import Final

from shared.contract.codes import Concern, DocumentKind, Outcome, Place, RejectionReason, WarningCode


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
        cure="Gem referatet som PDF, og aflever det igen.",
    ),
    RejectionReason.ENCRYPTED: Told(
        why="Filen er beskyttet med en adgangskode.",
        cure="Gem en udgave uden adgangskode, og aflever den i stedet.",
    ),
    RejectionReason.MALFORMED: Told(
        why="Filen er beskadiget eller ufuldstændig.",
        cure="Eksportér referatet igen, og aflever filen på ny.",
    ),
    RejectionReason.LIMIT: Told(
        why="Filen er så omfattende, at vi opgav at læse den.",
        cure="Gem referatet som en ny PDF uden bilag, én fil for hvert møde, og aflever det igen.",
    ),
    RejectionReason.CRASHED: Told(
        why="Vores program gik i stå, da det læste filen.",
        cure="Gem referatet på ny fra det program, det er skrevet i, og aflever det igen. Hjælper det ikke, så sig "
        "til os.",
    ),
    RejectionReason.TIMED_OUT: Told(
        why="Det tog for lang tid at læse filen.",
        cure="Gem referatet som en ny PDF uden bilag, og aflever det igen.",
    ),
    RejectionReason.NOT_MINUTES: Told(
        why="Filen er gemt, men vises ikke, fordi den ligner et bilag og ikke et referat eller en dagsorden.",
        cure="Der er ikke noget galt, og du skal ikke gøre noget. Er det alligevel et referat, så sig det til os.",
        is_alarming=False,
    ),
    RejectionReason.NO_TEXT: Told(
        why="Filen består af billeder, for eksempel af en scanning, og har ingen tekst, vi kan læse.",
        cure="Aflever den udgave, der er gemt direkte fra det program, referatet er skrevet i.",
    ),
    RejectionReason.PERSONAL_NUMBER: Told(
        why="Filen ser ud til at indeholde et CPR-nummer og vises derfor ikke.",
        cure="Fjern nummeret, og aflever den nye fil i stedet for den gamle. Er det slet ikke et CPR-nummer, så sig "
        "det til os; så frigiver vi filen.",
    ),
    RejectionReason.UNKNOWN_MUNICIPALITY: Told(
        why="Filen ligger ikke i en mappe, der hører til en kommune.",
        cure="Aflever den i mappen med kommunens trecifrede kode, for eksempel 306.",
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
    Outcome.ERASED: "Filen og alt, hvad der blev læst i den, er slettet hos os. Ligger den stadig i jeres mappe, "
    "er det jer, der skal fjerne den dér.",
}

PLACES: Final[dict[Place, str]] = {
    Place.NAME: "i filens navn",
    Place.PROPERTIES: "i filens egenskaber eller i noget, den ikke viser (for eksempel forfatter, kommentarer, skjult "
    "tekst eller links)",
    Place.TEXT: "i teksten",
}
"""Where something stands, as it goes on after "Det står"."""

KINDS: Final[dict[DocumentKind, str]] = {
    DocumentKind.REFERAT: "referat",
    DocumentKind.DAGSORDEN: "dagsorden",
    DocumentKind.SUPPLEMENT: "tillæg",
    DocumentKind.CORRECTION: "rettelse",
}

WARNINGS: Final[dict[WarningCode, str | None]] = {
    WarningCode.CONTRADICTION: "{about} indeholder oplysninger{concerns}, der modsiger hinanden{times}.",
    WarningCode.MISSING_BODY: "{about} nævner ikke, hvilket udvalg eller råd der holdt mødet.",
    WarningCode.MISSING_DATE: "{about} nævner ikke, hvornår mødet blev holdt.",
    WarningCode.MISSING_DECISION: "{about} har ingen beslutning.",
    WarningCode.MISSING_ITEM: "{about} mangler {items}, som indholdsfortegnelsen nævner.",
    WarningCode.MISSING_PAGE: "{about} mangler {pages}.",
    WarningCode.TEXT_QUALITY: "{about} indeholder tekst, som vi havde svært ved at læse.",
    WarningCode.UNKNOWN_LAYOUT: None,
    WarningCode.UNKNOWN_MUNICIPALITY: "{about} nævner ikke, hvilken kommune det er fra.",
    WarningCode.UNRECOGNISED_HEADING: None,
    WarningCode.UNRECOGNISED_OUTCOME: None,
}
"""What a clerk can check in the document; ``None`` is for those who teach the parser its words."""

CONCERNS: Final[dict[Concern | None, str]] = {
    Concern.ATTENDANCE: " om, hvem der var til stede",
    Concern.DATE: " om mødets dato",
    None: "",
}

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
