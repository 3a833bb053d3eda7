"""A task that ends while the broker is away can't be acknowledged: its worker must not count it as held for ever."""

import time
from contextlib import closing
from pathlib import Path

import pytest

from deploy.stack.servers.valkey import ValkeyServer
from shared.errors import BrokerUnavailableError
from tests.integration.queue.waiting import until
from tests.integration.queue.workshop import Workshop
from tests.servers import running


@pytest.mark.server
@pytest.mark.parametrize("threads", [1, 2])
def test_a_worker_whose_slots_were_all_busy_works_again(tmp_path: Path, threads: int) -> None:
    """The worker finds the broker again, with all its slots, although none was waiting for a message. Scenario B1."""
    held = {f"sleep/1.{number}" for number in range(threads)}
    with running(ValkeyServer()) as server, closing(Workshop(server, tmp_path)) as workshop:
        with workshop.hearing(threads=threads) as worker:
            workshop.drop(*held)
            until(lambda: set(worker.did()) == held)
            server.kill()
            until(lambda: worker.ended().keys() >= held)
            time.sleep(0.5)  # what follows a task's last line is its acknowledgement, in vain
            server.start()
            until(lambda: _tell(workshop, "after/1"))
            _tell(workshop, "after/2")

            until(lambda: worker.ended().keys() >= {"after/1", "after/2"}, seconds=40)


def _tell(workshop: Workshop, key: str) -> bool:
    """Publish a hint; false if the publisher has not found the broker yet."""
    try:
        workshop.drop(key)
    except BrokerUnavailableError:
        return False
    return True
