"""Whatever is done to the drop, in whatever order, with whatever looks in between: in the end what lies there lives."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry

from services.fetcher.admit import Limits
from services.fetcher.metrics import WithdrawalMetrics
from services.fetcher.withdrawing import Looking, WithdrawStep, confirming
from shared.contract.keys import Section
from shared.operating import Operator
from tests.unit.fetcher.conftest import APART, Room

# One begins as another one's tails do, and one is masked anew with each version.
NAMES = ("165/a", "165/a@b", "165/sag 010190-1234.pdf")
Act = tuple[str, str]

acts = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.sampled_from(NAMES)),
        st.tuples(st.just("take"), st.sampled_from(NAMES)),
        st.tuples(st.sampled_from(("fetch", "look", "restart", "wait")), st.just("")),
    ),
    max_size=25,
)


class Play:
    """A drop, a fetcher and a keeper without a brake, to which anything may be done."""

    def __init__(self) -> None:
        self.room = Room(Limits())
        self.restart()

    def restart(self) -> None:
        """Start the keeper anew."""
        looking = Looking(drop=self.room.drop, archive=self.room.archive, clock=self.room.clock)
        apart, metrics = timedelta(seconds=APART), WithdrawalMetrics(CollectorRegistry())
        self.step = WithdrawStep(looking=looking, apart=apart, metrics=metrics)

    def act(self, what: str, name: str) -> None:
        """Do one thing, and let a second pass."""
        match what:
            case "put":
                self.room.drop.put(name, b"x")
            case "take":
                self.room.drop.delete(name)
            case "fetch":
                self.room.sweep()
            case "look":
                self.look()
            case "restart":
                self.restart()
            case "wait":
                self.room.clock.tick(APART)
        self.room.clock.tick()

    def look(self) -> None:
        """Look once, with nothing held back."""
        Operator(self.room.archive).confirm(confirming("165"), 1000, "a test", self.room.clock())
        for _ in self.step.keep("165"):
            pass

    def tails(self, *sections: Section) -> set[str]:
        """Name the tails that stand in some sections."""
        return {
            info.key.removeprefix(f"{section}/")
            for section in sections
            for info in self.room.archive.list(f"{section}/")
        }


@given(acts)
def test_in_the_end_what_lies_there_lives_and_what_is_gone_is_withdrawn(done: list[Act]) -> None:
    """No tombstone ever stands over what lies in the drop, and in the end each name that is gone has them all."""
    play = Play()
    for what, name in done:
        play.act(what, name)
        lying = {play.room.tail(info.key) for info in play.room.drop.list()}
        assert play.tails(Section.WITHDRAWN).isdisjoint(lying)
    for what in ("fetch", "look", "wait", "look"):
        play.act(what, "")
    lying = {play.room.tail(info.key) for info in play.room.drop.list()}
    live = play.tails(Section.RAW) - play.tails(Section.WITHDRAWN)

    assert lying <= live
    assert {tail.rpartition("@")[0] for tail in live} == {tail.rpartition("@")[0] for tail in lying}
