"""The parser put together from its settings: the one place where adapters are chosen."""

import logging

from services.parser.metrics import ParserMetrics
from services.parser.sandbox.limits import Limits
from services.parser.sandbox.pool import SandboxPool
from services.parser.sandbox.walls import ALL
from services.parser.settings import ParserSettings
from services.parser.tasks import Parser
from services.parser.version import PARSER_VERSION
from shared.contract.facts import FileArchived
from shared.metrics import registry
from shared.objectstore.opening import open_store
from shared.service import Service
from shared.watching import bucket
from shared.worker import Worker

_log = logging.getLogger(__name__)


def build(settings: ParserSettings) -> Service:
    """Put a parser together; nothing is asked of a server yet.

    Raises SettingsError if the sandbox is weaker than it must be, and ChildLostError if there can be none.
    """
    archive = open_store(settings, settings.archive_bucket)
    items = open_store(settings, settings.items_bucket)
    measured = registry("parser", parser_version=PARSER_VERSION)
    limits = Limits(files_per_child=settings.parser_files_per_child)
    sandbox = SandboxPool(settings.parser_slots, limits=limits, required=settings.sandbox_required)
    metrics = ParserMetrics(measured)
    walls = sandbox.walls()
    metrics.walls(walls)
    told = {"standing": walls, "missing": ALL - walls}
    _log.log(logging.INFO if walls == ALL else logging.WARNING, "walls of the sandbox", extra=told)
    parser = Parser(archive=archive, items=items, sandbox=sandbox, metrics=metrics)
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
