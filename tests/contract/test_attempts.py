"""What every memory of attempts keeps to: noted until taken back or done, whoever asks, and nothing is ever raised."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from deploy.stack.servers.server import HOST
from deploy.stack.servers.valkey import ValkeyServer
from shared.queue.attempts import Attempts, Begun, BrokerAttempts, MemoryAttempts
from shared.settings import BrokerSettings, load

FIRST, SECOND = Begun(began=1000.25), Begun(began=2000.5, was_alone=True)


@pytest.fixture(params=["memory", pytest.param("broker", marks=pytest.mark.server)])
def attempts(request: pytest.FixtureRequest) -> Iterator[Attempts]:
    """Give each of the memories, with nothing in it."""
    if request.param == "memory":
        yield MemoryAttempts()
        return
    with closing(BrokerAttempts(_settings(request.getfixturevalue("valkey")))) as made:
        yield made


def test_attempts_at_one_thing_add_up(attempts: Attempts) -> None:
    """Each is told with those before it, and those at something else are not."""
    assert list(attempts.note("7/165/æ.md", "a", FIRST)) == [FIRST]
    assert list(attempts.note("7/165/ø.md", "b", FIRST)) == [FIRST]
    assert set(attempts.note("7/165/æ.md", "c", SECOND)) == {FIRST, SECOND}


def test_a_token_is_one_attempt(attempts: Attempts) -> None:
    """What more is known of an attempt takes the place of what was noted."""
    attempts.note("x", "a", FIRST)
    failed = Begun(began=FIRST.began, has_failed=True)

    assert list(attempts.note("x", "a", failed)) == [failed]


def test_what_is_taken_back_or_done_is_forgotten(attempts: Attempts) -> None:
    """One attempt, or all of them; what is not there is no fault."""
    attempts.note("x", "a", FIRST)
    attempts.note("x", "b", FIRST)
    attempts.take_back("x", "a")
    assert set(attempts.note("x", "c", SECOND)) == {FIRST, SECOND}
    attempts.forget("x")
    attempts.forget("x")
    attempts.take_back("x", "c")

    assert list(attempts.note("x", "d", SECOND)) == [SECOND]


def test_what_has_ended_well_is_forgotten(attempts: Attempts) -> None:
    """At the latest with the next attempt at anything."""
    attempts.note("x", "a", FIRST)
    attempts.note("y", "a", FIRST)
    attempts.done("x")
    attempts.done("x")
    attempts.done("z")

    assert set(attempts.note("y", "b", SECOND)) == {FIRST, SECOND}
    assert list(attempts.note("x", "c", SECOND)) == [SECOND]


def test_an_attempt_after_the_end_is_a_new_one(attempts: Attempts) -> None:
    """What is done is forgotten before what begins is noted."""
    attempts.note("x", "a", FIRST)
    attempts.done("x")

    assert list(attempts.note("x", "b", SECOND)) == [SECOND]
    assert set(attempts.note("x", "c", FIRST)) == {FIRST, SECOND}


@pytest.mark.server
def test_who_ends_leaves_nothing_of_what_is_done(valkey: ValkeyServer) -> None:
    """Nor has it asked the broker anything before."""
    with valkey.client() as client:
        with closing(BrokerAttempts(_settings(valkey))) as attempts:
            attempts.note("x", "a", FIRST)
            attempts.done("x")
            assert len(client.keys()) == 1
        assert client.keys() == []


@pytest.mark.server
def test_nothing_stays_in_the_broker_for_ever(valkey: ValkeyServer) -> None:
    """What was taken back leaves nothing; what stays does so for some days, under a key that holds no name."""
    with closing(BrokerAttempts(_settings(valkey))) as attempts, valkey.client() as client:
        attempts.note("7/165/asta.md", "a", FIRST)
        (key,) = client.keys()

        assert b"asta" not in key
        assert 24 * 3600 < client.ttl(key) <= 7 * 24 * 3600
        attempts.take_back("7/165/asta.md", "a")
        assert client.keys() == []


@pytest.mark.server
def test_what_somebody_else_has_noted_is_passed_over(valkey: ValkeyServer) -> None:
    """A newer release may note otherwise."""
    with closing(BrokerAttempts(_settings(valkey))) as attempts, valkey.client() as client:
        attempts.note("x", "a", FIRST)
        (key,) = client.keys()
        for token, noted in (("b", "no JSON"), ("c", "[1]"), ("d", '["x", 0, 0]'), ("e", "null")):
            client.hset(key, token, noted)

        assert set(attempts.note("x", "f", SECOND)) == {FIRST, SECOND}


def test_a_broker_that_is_away_only_forgets() -> None:
    """Every attempt is the first then, and nobody is told of an error."""
    settings = load(BrokerSettings, {"REFERAT_BROKER_URL": f"redis://{HOST}:1/0"})
    with closing(BrokerAttempts(settings)) as attempts:
        for token in ("a", "b"):
            assert list(attempts.note("x", token, SECOND)) == [SECOND]
        attempts.take_back("x", "a")
        attempts.forget("x")
        attempts.done("x")


@pytest.mark.server
def test_a_full_broker_only_forgets(valkey: ValkeyServer) -> None:
    """What it can't take it has not seen; what it knew before is there again later."""
    with closing(BrokerAttempts(_settings(valkey))) as attempts, valkey.client() as client:
        attempts.note("x", "a", FIRST)
        client.config_set("maxmemory", "1")
        try:
            assert list(attempts.note("x", "b", SECOND)) == [SECOND]
        finally:
            client.config_set("maxmemory", "384mb")

        assert set(attempts.note("x", "c", SECOND)) == {FIRST, SECOND}


def _settings(server: ValkeyServer) -> BrokerSettings:
    return load(BrokerSettings, server.environ())
