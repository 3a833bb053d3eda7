"""The scheduler: the sweeps of all stages, side by side, for ever."""

from services.cli.settings import SchedulerSettings
from services.cli.sweepers import assemble
from services.parser.version import PARSER_VERSION
from shared.errors import BrokerUnavailableError
from shared.metrics import SweepMetrics, registry
from shared.queue.broker import Broker
from shared.service import Service, side_by_side


def build(settings: SchedulerSettings) -> Service:
    """Put the scheduler together; nothing is asked of a server yet. Raises SettingsError."""
    measured = registry("scheduler", parser_version=PARSER_VERSION)
    sweepers = assemble(settings, measured)
    return Service(
        name="scheduler",
        registry=measured,
        dependencies=sweepers.dependencies,
        work=lambda stop: side_by_side(
            {sweeper.stage.name: sweeper.run for sweeper in sweepers.each},
            stop,
            lambda: _look(sweepers.broker, sweepers.metrics),
        ),
        close=sweepers.close,
    )


def _look(broker: Broker, metrics: SweepMetrics) -> None:
    try:
        metrics.waiting(broker.depths())
    except BrokerUnavailableError:
        return  # the watch tells it
