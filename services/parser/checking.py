"""What the parser can do on this machine: the walls that stand, and the formats that can be read behind them."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.parser.language_data import find_language_data
from services.parser.samples import SAMPLES
from services.parser.sandbox.pool import SandboxPool
from services.parser.sandbox.port import Answer, Parsed, Request
from services.parser.sandbox.process import Program
from services.parser.sandbox.walls import CURES, Wall
from services.parser.version import PARSER_VERSION
from shared.contract.codes import RejectionReason
from shared.errors import SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What was found: for each wall and each format nothing, or what is wrong and the cure."""

    walls: Mapping[str, str]
    formats: Mapping[str, str]

    @property
    def is_full(self) -> bool:
        """Tell whether nothing is missing."""
        return not any((*self.walls.values(), *self.formats.values()))


def check(language_data: str = "") -> Health:
    """Try it, with files of our own; ``language_data`` is where to look first for what scans are read with.

    Raises SandboxUnavailableError if there can be no child process at all.
    """
    with SandboxPool(1) as sandbox:
        standing = sandbox.walls()
        walls = {wall.value: "" if wall in standing else CURES[wall] for wall in Wall}
        formats = {name: _fault(sandbox.run(data, _REQUEST)) for name, data in SAMPLES.items()}
    return Health(walls=walls, formats={**formats, "scan": _no_scans(language_data)})


_REQUEST = Request(sha256="", parser_version=PARSER_VERSION)


def _no_scans(told: str) -> str:
    """Say why scans can't be read: a server that is warm for them has read a picture before it says what stands."""
    try:
        with SandboxPool(1, program=Program(language_data=find_language_data(told))) as sandbox:
            sandbox.walls()
    except SettingsError as error:
        return str(error)
    return ""


def _fault(answer: Answer) -> str:
    """Say what is wrong with an answer; that a few words are no minutes is right, and took reading them."""
    if isinstance(answer, Parsed) or answer.reason is RejectionReason.NOT_MINUTES:
        return ""
    return answer.detail
