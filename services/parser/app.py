"""The parser put together from its settings: the one place where adapters are chosen."""

import logging
from contextlib import ExitStack

from services.parser.braking import Doubts
from services.parser.metrics import ParserMetrics
from services.parser.sandbox.limits import Limits
from services.parser.sandbox.pool import SandboxPool
from services.parser.sandbox.port import Sandbox
from services.parser.sandbox.process import Program
from services.parser.sandbox.scans import ScanFinder, ScanReader
from services.parser.sandbox.walls import ALL
from services.parser.settings import OcrSettings, ParserSettings
from services.parser.tasks import NO_FAULT_OF_A_FILE, Parser
from services.parser.version import PARSER_VERSION
from shared.braking import Brake
from shared.contract.facts import FileArchived, ScanFound
from shared.metrics import TryingMetrics, registry
from shared.objectstore.opening import open_store
from shared.operating import Operator
from shared.pausing import Pauses
from shared.queue.attempts import BrokerAttempts
from shared.service import Service
from shared.settings import ServiceSettings
from shared.trying import Trying
from shared.watching import bucket
from shared.worker import Worker

_log = logging.getLogger(__name__)


def build(settings: ParserSettings) -> Service:
    """Put a parser together; nothing is asked of a server yet.

    Raises SettingsError if the sandbox is weaker than it must be, and SandboxUnavailableError if there can be none.
    """
    metrics = ParserMetrics(measured := registry("parser", parser_version=PARSER_VERSION))
    limits = Limits(files_per_child=settings.parser_files_per_child)
    sandbox = SandboxPool(settings.parser_slots, limits=limits, required=settings.sandbox_required)
    _tell_walls(sandbox, metrics)
    desk = _Desk(
        settings,
        sandbox=ScanFinder(sandbox) if settings.ocr else sandbox,
        metrics=metrics,
        failing=TryingMetrics(measured),
        patience_seconds=settings.patience_seconds,
    )
    desk.closing.callback(sandbox.close)
    return Worker(
        name="parser",
        hears=FileArchived,
        handle=desk.parser.on_file_archived,
        threads=settings.parser_slots,
        registry=measured,
        dependencies=desk.dependencies,
        resting=desk.resting,
        let_go=sandbox.close,
        close=desk.closing.close,
    ).build(settings)


def build_ocr(settings: OcrSettings, language_data: str) -> Service:
    """Put together a parser of scans, which hears of them alone; otherwise as :func:`build`."""
    metrics = ParserMetrics(measured := registry("ocr", parser_version=PARSER_VERSION))
    sandboxes = ExitStack()
    text, ocr = (
        sandboxes.enter_context(SandboxPool(settings.ocr_slots, program=program, required=settings.sandbox_required))
        for program in (Program(), Program(language_data=language_data))
    )
    _tell_walls(ocr, metrics)
    sandbox = ScanReader(text=text, ocr=ocr, language_data=language_data, on_scan=metrics.read_a_scan)
    # As for the sweep: hundreds of scanned pages take longer than any patience.
    desk = _Desk(
        settings,
        sandbox=sandbox,
        metrics=metrics,
        failing=TryingMetrics(measured),
        patience_seconds=settings.visibility_seconds,
    )
    desk.closing.callback(sandboxes.close)
    return Worker(
        name="ocr",
        hears=ScanFound,
        handle=desk.parser.on_scan_found,
        threads=settings.ocr_slots,
        registry=measured,
        dependencies=desk.dependencies,
        resting=desk.resting,
        let_go=sandboxes.close,
        close=desk.closing.close,
    ).build(settings)


class _Desk:
    """What both parsers have: the buckets, what operators have decided, what is known of attempts, and the brake."""

    def __init__(
        self,
        settings: ServiceSettings,
        *,
        sandbox: Sandbox,
        metrics: ParserMetrics,
        failing: TryingMetrics,
        patience_seconds: float,
    ) -> None:
        archive = open_store(settings, settings.archive_bucket)
        items = open_store(settings, settings.items_bucket)
        attempts = BrokerAttempts(settings)
        self.closing = ExitStack()
        self.closing.callback(attempts.close)
        self.dependencies = (bucket(archive), bucket(items))
        self.resting = Pauses(operator := Operator(archive))
        self.parser = Parser(
            archive=archive,
            items=items,
            sandbox=sandbox,
            metrics=metrics,
            trying=Trying(attempts, failing, patience_seconds=patience_seconds, answers=NO_FAULT_OF_A_FILE),
            doubts=Doubts(Brake(operator, failing), items, PARSER_VERSION),
        )


def _tell_walls(sandbox: SandboxPool, metrics: ParserMetrics) -> None:
    walls = sandbox.walls()
    metrics.walls(walls)
    told = {"standing": walls, "missing": ALL - walls}
    _log.log(logging.INFO if walls == ALL else logging.WARNING, "walls of the sandbox", extra=told)
