"""Whatever happens to the broker and on the ways to broker and store while files arrive, nothing is lost or doubled.

``half-open connections`` are those of a server that is gone without a word, for half a minute.
"""

from collections.abc import Iterator

import pytest

from shared.queue.configuration import SOCKET_SECONDS
from tests.faults.broker_faults import broker_faults, freezing_broker
from tests.faults.faults import Fault
from tests.faults.injections import Injected
from tests.faults.proxy import Proxy
from tests.faults.scene import Scene, running_scene
from tests.faults.wire_faults import TO_BROKER, TO_STORE, faults_of

pytestmark = [pytest.mark.server, pytest.mark.faults]
FILES = 20
FROZEN_SECONDS = SOCKET_SECONDS + 3.0  # until whoever waits for an answer gives the connection up


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """Run one system for all of them."""
    with running_scene() as made:
        yield made


def _strike(scene: Scene, fault: Fault, injected: Injected) -> None:
    scene.drop(scene.fresh(FILES, "on the way"), told=True)
    fault.strike(scene.stack)
    scene.recover(fault.name, injected)


def _strike_the_way(scene: Scene, way: Proxy, fault: Fault, injected: Injected) -> None:
    before = way.struck
    _strike(scene, fault, injected)

    assert way.struck > before


@pytest.mark.parametrize("fault", [*broker_faults(), freezing_broker(FROZEN_SECONDS)], ids=lambda fault: fault.name)
def test_the_broker_itself(scene: Scene, fault: Fault, injected: Injected) -> None:
    """It is cut off, paused, stopped, without memory, or as it was before. Scenarios B3, B7, B8 and B10."""
    _strike(scene, fault, injected)


@pytest.mark.parametrize("what", TO_BROKER)
def test_on_the_way_to_the_broker(scene: Scene, what: str, injected: Injected) -> None:
    """Refused, reset, slow, silent, or one answer lost of each kind. Scenarios B4, B7, B9 and B10."""
    (fault,) = faults_of("broker", {what: TO_BROKER[what]}, scene.proxies.broker)
    _strike_the_way(scene, scene.proxies.broker, fault, injected)


@pytest.mark.parametrize("what", TO_STORE)
def test_on_the_way_to_the_store(scene: Scene, what: str, injected: Injected) -> None:
    """Refused, reset, slow, silent, errors, half a file, or a write's answer lost. Scenarios A7 and A8."""
    (fault,) = faults_of("store", {what: TO_STORE[what]}, scene.proxies.store)
    _strike_the_way(scene, scene.proxies.store, fault, injected)
