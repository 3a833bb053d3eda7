"""Every fact is heard, by one task."""

from typing import get_args

from shared.contract.facts import Fact
from shared.queue.routes import ROUTES, Lane


def test_no_fact_is_left_out_and_no_task_hears_two() -> None:
    """The table covers all facts, one task each."""
    assert set(ROUTES) == set(get_args(Fact))
    assert len({route.task for route in ROUTES.values()}) == len(ROUTES)


def test_each_stage_has_a_live_and_a_sweep_queue() -> None:
    """Fresh drops have lanes of their own."""
    queues = {route.queue(lane) for route in ROUTES.values() for lane in Lane}

    assert len(queues) == len(ROUTES) * len(Lane)
