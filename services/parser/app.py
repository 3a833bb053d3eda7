"""The parser put together from its settings: the one place where adapters are chosen."""

from contextlib import ExitStack

from services.parser.metrics import ParserMetrics
from services.parser.sandbox.pool import SandboxPool
from services.parser.sandbox.scans import ScanFinder, open_sandbox
from services.parser.settings import OcrSettings, ParserSettings
from services.parser.tasks import Parser
from services.parser.version import PARSER_VERSION
from shared.contract.facts import FileArchived, ScanFound
from shared.metrics import registry
from shared.objectstore.opening import open_store
from shared.service import Service
from shared.watching import bucket
from shared.worker import Worker


def build(settings: ParserSettings) -> Service:
    """Put a parser together; nothing is asked of a server, and no child is started yet."""
    archive = open_store(settings, settings.archive_bucket)
    items = open_store(settings, settings.items_bucket)
    measured = registry("parser", parser_version=PARSER_VERSION)
    sandbox = SandboxPool(settings.parser_slots)
    asked = ScanFinder(sandbox) if settings.ocr else sandbox
    parser = Parser(archive=archive, items=items, sandbox=asked, metrics=ParserMetrics(measured))
    return Worker(
        name="parser",
        hears=FileArchived,
        handle=parser.on_file_archived,
        threads=settings.parser_slots,
        registry=measured,
        dependencies=(bucket(archive), bucket(items)),
        let_go=sandbox.close,
        close=sandbox.close,
    ).build(settings)


def build_ocr(settings: OcrSettings, language_data: str) -> Service:
    """Put together a parser of scans, which hears of them alone: they never stand in the way of text."""
    archive = open_store(settings, settings.archive_bucket)
    items = open_store(settings, settings.items_bucket)
    measured = registry("ocr", parser_version=PARSER_VERSION)
    metrics = ParserMetrics(measured)
    closing = ExitStack()
    sandbox = closing.enter_context(open_sandbox(settings.ocr_slots, language_data, metrics.read_a_scan))
    parser = Parser(archive=archive, items=items, sandbox=sandbox, metrics=metrics)
    return Worker(
        name="ocr",
        hears=ScanFound,
        handle=parser.on_scan_found,
        threads=settings.ocr_slots,
        registry=measured,
        dependencies=(bucket(archive), bucket(items)),
        let_go=closing.close,
        close=closing.close,
    ).build(settings)
