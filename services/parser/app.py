"""The parser put together from its settings: the one place where adapters are chosen."""

import logging
from contextlib import ExitStack

from services.parser.metrics import ParserMetrics
from services.parser.sandbox.limits import Limits
from services.parser.sandbox.pool import SandboxPool
from services.parser.sandbox.process import Program
from services.parser.sandbox.scans import ScanFinder, ScanReader
from services.parser.sandbox.walls import ALL
from services.parser.settings import OcrSettings, ParserSettings
from services.parser.tasks import Parser
from services.parser.version import PARSER_VERSION
from shared.contract.facts import FileArchived, ScanFound
from shared.metrics import registry
from shared.objectstore.opening import open_store
from shared.operating import Operator
from shared.pausing import Pauses
from shared.service import Service
from shared.watching import bucket
from shared.worker import Worker

_log = logging.getLogger(__name__)


def build(settings: ParserSettings) -> Service:
    """Put a parser together; nothing is asked of a server yet.

    Raises SettingsError if the sandbox is weaker than it must be, and SandboxUnavailableError if there can be none.
    """
    archive = open_store(settings, settings.archive_bucket)
    items = open_store(settings, settings.items_bucket)
    measured = registry("parser", parser_version=PARSER_VERSION)
    limits = Limits(files_per_child=settings.parser_files_per_child)
    sandbox = SandboxPool(settings.parser_slots, limits=limits, required=settings.sandbox_required)
    metrics = ParserMetrics(measured)
    _tell_walls(sandbox, metrics)
    asked = ScanFinder(sandbox) if settings.ocr else sandbox
    parser = Parser(archive=archive, items=items, sandbox=asked, metrics=metrics)
    return Worker(
        name="parser",
        hears=FileArchived,
        handle=parser.on_file_archived,
        threads=settings.parser_slots,
        registry=measured,
        dependencies=(bucket(archive), bucket(items)),
        resting=Pauses(Operator(archive)),
        let_go=sandbox.close,
        close=sandbox.close,
    ).build(settings)


def build_ocr(settings: OcrSettings, language_data: str) -> Service:
    """Put together a parser of scans, which hears of them alone; otherwise as :func:`build`."""
    archive = open_store(settings, settings.archive_bucket)
    items = open_store(settings, settings.items_bucket)
    measured = registry("ocr", parser_version=PARSER_VERSION)
    metrics = ParserMetrics(measured)
    closing = ExitStack()
    text, ocr = (
        closing.enter_context(SandboxPool(settings.ocr_slots, program=program, required=settings.sandbox_required))
        for program in (Program(), Program(language_data=language_data))
    )
    _tell_walls(ocr, metrics)
    sandbox = ScanReader(text=text, ocr=ocr, language_data=language_data, on_scan=metrics.read_a_scan)
    parser = Parser(archive=archive, items=items, sandbox=sandbox, metrics=metrics)
    return Worker(
        name="ocr",
        hears=ScanFound,
        handle=parser.on_scan_found,
        threads=settings.ocr_slots,
        registry=measured,
        dependencies=(bucket(archive), bucket(items)),
        resting=Pauses(Operator(archive)),
        let_go=closing.close,
        close=closing.close,
    ).build(settings)


def _tell_walls(sandbox: SandboxPool, metrics: ParserMetrics) -> None:
    walls = sandbox.walls()
    metrics.walls(walls)
    told = {"standing": walls, "missing": ALL - walls}
    _log.log(logging.INFO if walls == ALL else logging.WARNING, "walls of the sandbox", extra=told)
