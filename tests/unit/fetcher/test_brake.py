"""The brake: more than a municipality takes back by hand is held until somebody has looked."""

from services.fetcher.withdrawing import confirming
from shared.operating import Operator

from .conftest import Keeping


def test_a_third_gone_at_once_is_held_until_somebody_confirms(keeping: Keeping) -> None:
    """The brake holds all of it, the other municipalities go on, and a confirmed number may pass. Scenario A17."""
    keeping.put(*(f"165/{number}" for number in range(40)), "306/a", "306/b")
    for number in range(12):
        keeping.room.drop.delete(f"165/{number}")
    keeping.room.drop.delete("306/a")

    assert [key.split("/")[1] for key in keeping.look_twice()] == ["306"]
    assert (keeping.held(), keeping.held("306")) == (12, 0)
    operator = Operator(keeping.room.archive)
    operator.confirm(confirming("165"), 11, "they said so", keeping.room.clock())
    assert keeping.look_twice() == []
    operator.confirm(confirming("165"), 12, "they said so", keeping.room.clock())
    assert len(keeping.look()) == 12
    assert keeping.held() == 0


def test_a_confirmed_number_is_not_confirmed_twice(keeping: Keeping) -> None:
    """What was withdrawn of it counts on: one name more within the day has to be confirmed again."""
    keeping.put(*(f"165/{number}" for number in range(40)))
    for number in range(12):
        keeping.room.drop.delete(f"165/{number}")
    Operator(keeping.room.archive).confirm(confirming("165"), 12, "they said so", keeping.room.clock())
    assert len(keeping.look_twice()) == 12
    keeping.room.drop.delete("165/20")

    assert keeping.look_twice() == []
    assert keeping.held() == 1
    keeping.room.clock.tick(24 * 3600)
    assert len(keeping.look_twice()) == 1


def test_a_name_a_minute_meets_the_brake_as_well(keeping: Keeping) -> None:
    """A disappearance that is spread over a day is stopped where one at once would be. Scenario A17."""
    keeping.put(*(f"165/{number}" for number in range(40)))
    told = []
    for number in range(12):
        keeping.room.drop.delete(f"165/{number}")
        told += keeping.look_twice()

    assert len(told) == 10
    assert keeping.held() == 2


def test_a_drop_that_is_emptied_withdraws_nothing(keeping: Keeping) -> None:
    """All of several files at once is no withdrawal, however few they are."""
    keeping.put("165/a", "165/b", "306/a")
    for key in ("165/a", "165/b"):
        keeping.room.drop.delete(key)

    assert keeping.look_twice() == []
    assert keeping.held() == 2


def test_a_wrong_drop_withdraws_not_even_an_only_file(keeping: Keeping) -> None:
    """A drop that is bare of everything that two municipalities had in it is held for both; one of them alone goes."""
    keeping.put("165/a", "306/a")
    keeping.room.drop.delete("165/a")
    keeping.room.drop.delete("306/a")

    assert keeping.look_twice() == []
    assert (keeping.held(), keeping.held("306")) == (1, 1)
    keeping.put("306/a")
    assert len(keeping.look_twice()) == 1
    assert (keeping.held(), keeping.held("306")) == (0, 0)
