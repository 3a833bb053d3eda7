"""Sweeps on a schedule: everything that is missing is hinted at, once, a window at a time, and told in gauges."""

import logging
import time

import pytest

from shared.contract.facts import Lane
from shared.errors import ContractError, StoreUnavailableError
from shared.sweeping import BACKLOG_SECONDS, everything
from tests.unit.shared.sweeping import INTERVAL_SECONDS, LONG_AGO, WINDOW, Swept

STORE_AWAY = StoreUnavailableError("archive", "165/", "away")


def test_what_is_missing_is_hinted_at_in_the_sweep_lane() -> None:
    """One hint goes out for each missing output, behind everything that is fresh, the oldest first."""
    swept = Swept(_165=3, _306=2)
    swept.stage.done = {"165/01"}

    assert swept.after(0) == 4
    assert swept.hinted == ["165/00", "165/02", "306/00", "306/01"]
    assert {fact.lane for fact in swept.publisher.facts} == {Lane.SWEEP}
    assert set(swept.publisher.queues) == {"parse.sweep"}


def test_what_is_on_the_way_is_not_hinted_at_again() -> None:
    """However often it is swept, a slow worker is asked once."""
    swept = Swept(_165=3)
    swept.after(0)

    assert [swept.after(INTERVAL_SECONDS) for _ in range(5)] == [0] * 5


def test_what_was_lost_is_hinted_at_by_the_next_sweep() -> None:
    """A hint that the broker has forgotten is given again, and no other."""
    swept = Swept(_165=3)
    swept.after(0)
    swept.lost = {"165/01"}

    assert swept.after(INTERVAL_SECONDS) == 1
    assert swept.hinted[-1] == "165/01"


def test_a_window_of_hints_is_on_the_way_at_most() -> None:
    """A backlog does not go into the broker at once: what is done makes room for as many."""
    swept = Swept(_165=3 * WINDOW)

    assert swept.after(0) == WINDOW
    assert swept.after(INTERVAL_SECONDS) == 0
    swept.stage.done = {"165/00", "165/01"}
    assert swept.after(INTERVAL_SECONDS) == 2
    assert len(swept.hinted) == len(set(swept.hinted))


def test_what_is_beyond_a_quota_is_missing_and_held_back() -> None:
    """It gets no hint and stands in the gauges; a prefix with nothing else to do is not looked at sooner."""
    swept = Swept(_165=3)
    swept.sweeper.affordable = lambda gap: gap.work[:1]

    assert swept.after(0) == 1
    assert swept.after(BACKLOG_SECONDS) == 0
    assert swept.gauge("missing_keys", municipality="165") == 3
    assert swept.gauge("held_back_keys", municipality="165") == 2
    swept.sweeper.affordable = everything
    assert swept.after(INTERVAL_SECONDS) == 2
    assert swept.gauge("held_back_keys", municipality="165") == 0


def test_a_stage_that_rests_gets_no_hints_and_is_counted_all_the_same() -> None:
    """What is missing stands in the gauges, and nothing is looked at more often; after the resume the hints go out."""
    swept = Swept(_165=3)
    swept.resting = {"parse", "index"}

    assert swept.after(0) == 0
    assert swept.after(BACKLOG_SECONDS) == 0
    assert swept.stage.listed == ["165"]
    assert (swept.gauge("stage_paused"), swept.gauge("missing_keys", municipality="165")) == (1, 3)
    swept.resting = {"index"}
    assert swept.after(INTERVAL_SECONDS) == 3
    assert swept.gauge("stage_paused") == 0


def test_somebody_may_look_without_a_hint_and_hint_at_once() -> None:
    """A survey says what a round would do now, due or not, for the prefixes that are asked for."""
    swept = Swept(_165=WINDOW + 3, _306=1, _461=0)
    swept.after(0)
    swept.stage.done = {"165/00", "165/01"}
    survey = swept.sweeper.survey("165")

    assert (survey.gap.missing, survey.held_back, survey.on_the_way, survey.left) == (WINDOW + 1, 0, WINDOW - 2, 1)
    assert [work.input for work in survey.now] == ["165/10", "165/11"]
    assert len(swept.hinted) == WINDOW + 1
    assert swept.sweeper.hint(survey) == 2
    assert swept.hinted[-2:] == ["165/10", "165/11"]
    swept.waits_too_much = True
    assert [swept.sweeper.survey(prefix).on_the_way for prefix in ("165", "306", "461")] == [None, None, 0]


@pytest.mark.parametrize("room", [2, WINDOW, 100 * WINDOW])
def test_what_fails_again_and_again_keeps_nothing_back(room: int) -> None:
    """The oldest may be hopeless, and more than a window or than a quota has room for: all others get their turn."""
    swept = Swept(_165=5 * WINDOW)
    swept.sweeper.affordable = lambda gap: gap.work[:room]
    hopeless = set(swept.stage.inputs_of["165"][: 2 * WINDOW])
    for _ in range(5 * WINDOW):
        swept.after(INTERVAL_SECONDS)
        swept.stage.done = set(swept.hinted) - hopeless
        swept.lost = set(swept.hinted) & hopeless  # their hints are used up, and they are still missing

    assert swept.stage.done == set(swept.stage.inputs_of["165"]) - hopeless
    assert all(swept.hinted.count(key) > 1 for key in hopeless), "nothing is given up, either"


def test_what_is_on_the_way_counts_against_a_quota_first() -> None:
    """A second sweep does not spend the room of what the first has hinted at on something else."""
    swept = Swept(_165=3 * WINDOW)
    swept.sweeper.affordable = lambda gap: gap.work[:3]

    assert swept.after(0) == 3
    assert swept.after(INTERVAL_SECONDS) == 0


def test_the_window_is_one_for_each_prefix() -> None:
    """A municipality with a large backlog does not delay the others. Scenario S3."""
    swept = Swept(_101=20 * WINDOW, _165=1, _306=WINDOW)

    assert swept.after(0) == WINDOW + 1 + WINDOW


def test_a_backlog_is_come_back_to_sooner() -> None:
    """A prefix with more to do than its window is swept again soon, one that has all on the way later."""
    swept = Swept(_165=2 * WINDOW, _306=1)
    swept.after(0)
    swept.after(BACKLOG_SECONDS)

    assert swept.stage.listed == ["165", "306", "165"]


def test_a_long_queue_gets_no_more() -> None:
    """A stage with more waiting than can be looked at has enough to do; what is missing is told all the same."""
    swept = Swept(_165=3)
    swept.waits_too_much = True

    assert swept.after(0) == 0
    assert swept.gauge("missing_keys", municipality="165") == 3
    swept.waits_too_much = False
    assert swept.after(BACKLOG_SECONDS) == 3


def test_a_listing_that_takes_long_is_not_all_that_a_store_does() -> None:
    """A sweep rests at least as long as it has listed."""
    swept = Swept(_165=2 * WINDOW)
    swept.stage.seconds = 30
    swept.after(0)
    swept.after(BACKLOG_SECONDS)

    assert swept.stage.listed == ["165"]
    swept.after(30)
    assert swept.stage.listed == ["165", "165"]


def test_gauges_say_what_is_missing_and_for_how_long() -> None:
    """The truth that alerts are built on: how many, and the age of the oldest, by municipality. Scenario I7."""
    swept = Swept(_165=3, _306=0)
    swept.after(0)

    assert swept.gauge("missing_keys", municipality="165") == 3
    assert swept.gauge("missing_keys", municipality="306") == 0
    age = swept.gauge("missing_oldest_age_seconds", municipality="165")
    assert age == pytest.approx(time.time() - LONG_AGO.timestamp(), abs=60)
    assert swept.gauge("missing_oldest_age_seconds", municipality="306") == 0
    assert swept.gauge("sweeps_total", outcome="done") == 2


def test_an_emptied_prefix_has_nothing_missing() -> None:
    """The gauges of a prefix that is no longer there go to zero, instead of standing still for ever."""
    swept = Swept(_165=3, _306=1)
    swept.after(0)
    del swept.stage.inputs_of["165"]
    swept.after(1)

    assert swept.gauge("missing_keys", municipality="165") == 0
    assert swept.gauge("missing_oldest_age_seconds", municipality="165") == 0


def test_a_prefix_of_nobodys_is_one_label() -> None:
    """Whatever somebody lays into a bucket, labels stay a closed set. Scenario O3."""
    swept = Swept(hostile=2, _ukendt=1)
    swept.stage.inputs_of["_ukendt"] = swept.stage.inputs_of.pop("ukendt")
    swept.after(0)
    told = {
        sample.labels["municipality"]
        for family in swept.registry.collect()
        if family.name == "referat_missing_keys"
        for sample in family.samples
    }

    assert told == {"_ukendt", "other"}


def test_a_store_that_is_away_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    """However many rounds find it away, one line says so and one that it is back."""
    caplog.set_level(logging.INFO)
    swept = Swept(_165=1)
    swept.stage.away = STORE_AWAY
    for _ in range(5):
        swept.after(1)
    swept.stage.away = None
    swept.after(1)
    swept.after(1)

    outcomes = [vars(record).get("outcome") for record in caplog.records if record.message == "sweep"]
    assert [outcome for outcome in outcomes if outcome] == ["postponed", "back"]
    assert swept.gauge("sweeps_total", outcome="postponed") == 5
    assert swept.hinted == ["165/00"]


def test_a_prefix_that_cannot_be_swept_stops_no_other() -> None:
    """Whatever is the matter with one municipality, the others are swept in the same round."""
    swept = Swept(_101=1, _165=1, _306=1)
    swept.stage.failing = {"101": STORE_AWAY, "165": ContractError("a value that no column can hold")}

    assert swept.after(0) == 1
    assert swept.hinted == ["306/00"]


def test_a_prefix_that_cannot_be_swept_is_not_listed_all_the_time() -> None:
    """It is left for later like one that could be."""
    swept = Swept(_165=1)
    swept.stage.failing = {"165": STORE_AWAY}
    for _ in range(10):
        swept.after(1)
    assert swept.stage.listed == ["165"]

    swept.stage.failing = {}
    assert swept.after(INTERVAL_SECONDS) == 1


def test_a_stage_is_not_well_while_one_prefix_fails(caplog: pytest.LogCaptureFixture) -> None:
    """Rounds between, in which that prefix is not due, neither call it back nor freshen the time of success."""
    caplog.set_level(logging.INFO)
    swept = Swept(_165=1, _306=1)
    swept.stage.failing = {"165": STORE_AWAY}
    for _ in range(10):
        swept.after(INTERVAL_SECONDS / 4)

    outcomes = [vars(record).get("outcome") for record in caplog.records if record.message == "sweep"]
    assert [outcome for outcome in outcomes if outcome] == ["postponed"]
    assert swept.gauge("sweep_last_success_timestamp_seconds") is None


def test_a_broker_that_is_away_hides_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """Without a broker what is missing is told all the same; when it is back the hints go out."""
    caplog.set_level(logging.INFO)
    swept = Swept(_165=2, _306=1)
    swept.publisher.away = True
    for _ in range(3):
        assert swept.after(INTERVAL_SECONDS) == 0
    assert swept.gauge("missing_keys", municipality="165") == 2
    assert swept.gauge("missing_keys", municipality="306") == 1

    swept.publisher.away = False
    assert swept.after(INTERVAL_SECONDS) == 3
    outcomes = [vars(record).get("outcome") for record in caplog.records if record.message == "sweep"]
    assert [outcome for outcome in outcomes if outcome] == ["postponed", "back"]


def test_hints_are_counted_by_what_became_of_them() -> None:
    """What the broker took and what it did not take are told apart."""
    swept = Swept(_165=2)
    swept.after(0)
    swept.lost = {"165/00"}
    swept.publisher.is_full = True
    swept.after(INTERVAL_SECONDS)

    assert swept.gauge("hints_published_total", lane="sweep", outcome="sent") == 2
    assert swept.gauge("hints_published_total", lane="sweep", outcome="lost") == 1


def test_success_has_its_time() -> None:
    """Whoever watches the scheduler sees when it last went well."""
    swept = Swept(_165=1)
    swept.after(0)

    assert swept.gauge("sweep_last_success_timestamp_seconds") == pytest.approx(time.time(), abs=60)
