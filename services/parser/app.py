"""The parser put together from its settings: the one place where adapters are chosen."""

from threading import Event

from services.parser.sandbox.pool import SandboxPool
from services.parser.settings import ParserSettings
from services.parser.stage import ParseStage
from services.parser.tasks import Parser
from services.parser.version import PARSER_VERSION
from shared.objectstore.opening import open_store
from shared.queue.publisher import SilentPublisher
from shared.worker import Tally, sweep_until_stopped


def run(settings: ParserSettings, *, stop: Event, once: bool = False) -> Tally:
    """Sweep until ``stop`` is set, or once; the file that is being parsed then is finished."""
    archive = open_store(settings, settings.archive_bucket)
    items = open_store(settings, settings.items_bucket)
    with SandboxPool(settings.parser_slots) as sandbox:
        parser = Parser(archive=archive, items=items, publisher=SilentPublisher(), sandbox=sandbox)
        return sweep_until_stopped(
            ParseStage(archive, items, PARSER_VERSION),
            parser.on_file_archived,
            interval_seconds=settings.sweep_seconds,
            stop=stop,
            once=once,
        )
