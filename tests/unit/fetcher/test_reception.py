"""What becomes of events: one live hint for each file that was dropped, and a count for everything."""

import json
import logging
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from services.fetcher.metrics import Heard
from services.fetcher.quota import Allowance, Quota
from shared.contract.facts import Fact, FileDropped, Lane
from shared.errors import BrokerUnavailableError
from shared.logs import JsonFormatter
from shared.queue.publisher import RecordingPublisher
from tests.builders import reception_of

BODIES = Path(__file__).parent / "bodies"


@dataclass
class Broker(RecordingPublisher):
    """A broker that takes so many hints, and then none."""

    takes: int = 1000

    def publish(self, fact: Fact) -> None:
        """Take a hint, if it does."""
        if len(self.facts) >= self.takes:
            raise BrokerUnavailableError("away")
        super().publish(fact)


@dataclass
class Hall:
    """A reception with what it publishes and counts."""

    quota: Quota = field(default_factory=Quota)
    broker: Broker = field(default_factory=Broker)
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def __post_init__(self) -> None:
        """Open it."""
        self.reception = reception_of(self.broker, self.registry, Allowance(self.quota, clock=lambda: 0.0))

    def hear(self, *records: dict[str, Any]) -> bool:
        """Have a body of some records received."""
        return self.reception.receive(json.dumps({"Records": records}).encode())

    def counted(self, source: str = "aws") -> dict[str, int]:
        """Tell what was counted of one kind of store."""
        values = {
            outcome.value: self.registry.get_sample_value(
                "referat_events_received_total", {"source": source, "outcome": outcome}
            )
            for outcome in Heard
        }
        return {outcome: int(value) for outcome, value in values.items() if value}


def _said(caplog: pytest.LogCaptureFixture) -> str:
    """Give all that was logged but the clock's and the kernel's numbers, which can hold any four digits."""
    numbers = {"created", "msecs", "relativeCreated", "process", "thread"}
    return str(
        [{name: value for name, value in vars(record).items() if name not in numbers} for record in caplog.records]
    )


def _record(key: str = "165/a", name: str = "ObjectCreated:Put", **about: Any) -> dict[str, Any]:
    bucket, principal = about.pop("bucket", "drop"), about.pop("principal", "k165")
    return {
        "eventSource": "aws:s3",
        "eventName": name,
        "userIdentity": {"principalId": principal},
        "s3": {"bucket": {"name": bucket}, "object": {"key": key, **about}},
    }


@pytest.fixture
def hall() -> Hall:
    """Open a reception with room for everybody."""
    return Hall()


def test_a_dropped_file_is_a_live_hint(hall: Hall) -> None:
    """It names the key as the store knows it, and goes before what sweeps find."""
    assert hall.hear(_record("165/a+b%2B.pdf"), _record("165/c"))

    assert hall.broker.facts == [
        FileDropped(trace_id=fact.trace_id, key=key, lane=Lane.LIVE)
        for fact, key in zip(hall.broker.facts, ["165/a b+.pdf", "165/c"], strict=True)
    ]
    assert len({fact.trace_id for fact in hall.broker.facts}) == 2
    assert hall.counted() == {"published": 2}
    sent = {"stage": "fetch", "lane": "live", "outcome": "sent"}
    assert hall.registry.get_sample_value("referat_hints_published_total", sent) == 2


@pytest.mark.parametrize(
    ("record", "outcome"),
    [
        (_record(name="ObjectRemoved:Delete"), "removed"),
        (_record(name="LifecycleExpiration:Delete"), "expired"),
        (_record(name="ObjectCreated:PutTagging"), "other_event"),
        (_record(bucket="items"), "other_bucket"),
        (_record("165/.DS_Store"), "passed_over"),
        (_record("165/folder/"), "passed_over"),
        (_record("306/a"), "foreign"),
        (_record("a"), "foreign"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_asks_for_nothing_is_counted(hall: Hall, record: dict[str, Any], outcome: str) -> None:
    """The store hears yes, so that it goes on to its next event, and nothing is published."""
    assert hall.hear(record)

    assert hall.broker.facts == []
    assert hall.counted() == {outcome: 1}


def test_who_writes_where_another_one_delivers_is_named(hall: Hall, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever looks at the store's policies reads of which user and of which key."""
    with caplog.at_level(logging.WARNING):
        hall.hear(_record("306/a"))

    (line,) = [json.loads(JsonFormatter().format(record)) for record in caplog.records]
    assert (line["outcome"], line["user"], line["key"]) == ("foreign", "k165", "306/a")


@pytest.mark.parametrize("principal", ["k165", "operator", "", "kontor", "AWS:AIDAEXAMPLE"])
def test_an_owner_and_an_operator_may_drop(hall: Hall, principal: str) -> None:
    """Only the user of another municipality is told from everybody else."""
    hall.hear(_record(principal=principal))

    assert hall.counted() == {"published": 1}


def test_unknown_prefixes_are_hinted_at_too(hall: Hall) -> None:
    """That nobody may deliver there is for the fetcher to say, in a receipt."""
    hall.hear(_record("0165/a", principal="operator"))

    assert [fact.key for fact in hall.broker.facts] == ["0165/a"]


def test_rubbish_is_counted_and_answered_with_yes(hall: Hall, caplog: pytest.LogCaptureFixture) -> None:
    """A body that can't be read must not stand before all later ones; its cause is logged, its text not."""
    with caplog.at_level(logging.WARNING):
        assert hall.reception.receive(b"En borger 010203-1234")

    assert hall.counted("other") == {"malformed": 1}
    said = _said(caplog)
    assert "1234" not in said
    assert "no JSON" in said


def test_what_sns_wants_confirmed_is_told_to_the_operator(hall: Hall, caplog: pytest.LogCaptureFixture) -> None:
    """A line has the address and what it is for; nothing is published, and SNS hears yes."""
    body = (BODIES / "sns-subscription.json").read_bytes()
    with caplog.at_level(logging.WARNING):
        assert hall.reception.receive(body)

    assert (hall.counted(), hall.broker.facts) == ({"confirmation": 1}, [])
    (line,) = [json.loads(JsonFormatter().format(record)) for record in caplog.records]
    assert line["address"] == json.loads(body)["SubscribeURL"]
    assert (line["outcome"], line["source"]) == ("confirmation", "aws")
    assert "until somebody has opened the address" in line["cause"]


def test_the_store_is_asked_again_only_if_nothing_was_published(hall: Hall) -> None:
    """With the broker away the answer is no; after the first hint it is yes, and the sweep finds the rest."""
    hall.broker.takes = 0
    assert not hall.hear(_record("165/a"), _record("165/b"))
    assert not hall.hear(_record(name="ObjectRemoved:Delete"), _record("165/a"))
    assert hall.hear(_record(name="ObjectRemoved:Delete"))
    hall.broker.takes = 1
    assert hall.hear(_record("165/a"), _record("165/b"), _record("165/c"))

    assert hall.counted() == {"lost": 3, "published": 1, "removed": 2}


def test_a_fault_of_ours_is_counted_and_stands_before_no_other_event(
    hall: Hall, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store hears yes; the log names the place, and not the text of an error that nobody foresaw."""

    def fail(*_: object) -> None:
        raise RuntimeError("010203-1234")

    with monkeypatch.context() as patch, caplog.at_level(logging.WARNING):
        patch.setattr(Allowance, "take", fail)
        assert hall.hear(_record("165/a"))
    assert hall.hear(_record("165/b"))

    assert hall.counted() == {"failed": 1, "published": 1}
    said = _said(caplog)
    assert "RuntimeError in fail" in said
    assert "1234" not in said


def test_a_flood_of_one_municipality_holds_up_nobody_else() -> None:
    """What goes beyond its allowance waits for a sweep, and the next municipality goes ahead."""
    hall = Hall(quota=Quota(files_per_hour=12))
    for number in range(9):
        assert hall.hear(_record(f"165/{number}"))
    hall.hear(_record("306/a", principal="k306"))

    assert [fact.key for fact in hall.broker.facts] == ["165/0", "165/1", "165/2", "306/a"]
    assert hall.counted() == {"published": 4, "postponed": 6}


def test_while_fetching_rests_nothing_is_hinted_at() -> None:
    """The store hears yes, and a sweep brings the file after the resume; nothing of the allowance is used up."""
    hall = Hall(quota=Quota(files_per_hour=1))
    works = hall.reception
    hall.reception = replace(works, resting=lambda: {"fetch"})
    assert hall.hear(_record("165/a"))
    assert hall.broker.facts == []
    hall.reception = works
    assert hall.hear(_record("165/b"))

    assert [fact.key for fact in hall.broker.facts] == ["165/b"]
    assert hall.counted() == {"published": 1, "postponed": 1}


def test_how_late_an_event_comes_is_measured(hall: Hall) -> None:
    """By the store's own clock, where it says when; an event from the future came at once."""
    hall.hear(_record(), _record() | {"eventTime": "2026-01-01T00:00:00Z"}, _record() | {"eventTime": "yesterday"})
    hall.hear(_record() | {"eventTime": "2999-01-01T00:00:00Z"})

    assert hall.registry.get_sample_value("referat_event_lag_seconds_count") == 2
    assert hall.registry.get_sample_value("referat_event_lag_seconds_bucket", {"le": "0.05"}) == 1
