"""Every fact is heard, by one task."""

from typing import get_args

from shared.contract.facts import Fact, Lane
from shared.queue.routes import QUEUES, ROUTES


def test_no_fact_is_left_out_and_no_task_hears_two() -> None:
    """The table covers all facts, one task each."""
    assert set(ROUTES) == set(get_args(Fact))
    assert len({route.task for route in ROUTES.values()}) == len(ROUTES)


def test_each_stage_has_a_live_and_a_sweep_queue() -> None:
    """Fresh drops have lanes of their own."""
    queues = {route.queue(lane) for route in ROUTES.values() for lane in Lane}

    assert len(queues) == len(ROUTES) * len(Lane)


def test_queues_sorted_by_name_have_the_live_lane_first() -> None:
    """The order that workers take queues in is the order of their names."""
    for route in ROUTES.values():
        assert list(route.queues()) == sorted(route.queues())
        assert route.queues()[0] == route.queue(Lane.LIVE)
    assert len(QUEUES) == len(set(QUEUES)) == len(ROUTES) * len(Lane)
