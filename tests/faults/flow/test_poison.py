"""Files that kill whoever touches them, before a real parser and a real broker."""

import time
from pathlib import Path

import pytest

from deploy.stack.servers.valkey import ValkeyServer
from shared.contract.codes import Outcome
from shared.trying import MOST_ATTEMPTS, given_up
from tests.faults.dropping import chance, minutes
from tests.faults.flow.line import Line
from tests.faults.injections import Injected
from tests.integration.queue.waiting import until

pytestmark = pytest.mark.server
INNOCENT = 30
SECONDS = 150  # a quiet machine needs a tenth


def test_a_poisonous_file_is_given_up_and_all_others_are_parsed(
    valkey_server: ValkeyServer, tmp_path: Path, injected: Injected
) -> None:
    """A file that kills its worker each time is rejected in the end; nothing beside it is. Scenarios W4 and I8."""
    line = Line(valkey_server, tmp_path, parsers=2, REFERAT_PARSER_SLOTS="2")
    poison = line.archived("165", "aaa.md", b"die")
    failing = line.archived("306", "aaa.md", b"fail")
    innocent = {
        line.archived(prefix, f"{number}.md", minutes(number, chance(number)))
        for number in range(INNOCENT // 2)
        for prefix in ("165", "306")
    }

    def has_all_of(tails: set[str]) -> bool:
        for parser in line.workers:
            parser.revive()
        return tails <= line.results().keys()

    with line:
        began = time.monotonic()
        until(lambda: has_all_of(innocent), SECONDS)
        stood = line.results().keys()
        until(lambda: has_all_of({poison, failing}), SECONDS)
        injected("a file that kills each worker, and one that fails in each", time.monotonic() - began)
    results = line.results()

    assert poison not in stood, "the others did not have to wait for its end"
    assert {results[tail].outcome for tail in innocent} == {Outcome.PARSED}
    assert results[poison].rejected == results[failing].rejected == given_up()
    assert 2 + MOST_ATTEMPTS <= sum(parser.deaths for parser in line.workers) <= 2 * (2 + MOST_ATTEMPTS)
