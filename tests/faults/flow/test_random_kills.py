"""Parsers that are killed at random, again and again, while they work: no file is blamed for it."""

import time
from pathlib import Path

import pytest

from deploy.stack.servers.valkey import ValkeyServer
from tests.faults.dropping import chance, seed_of_run
from tests.faults.flow.line import Line
from tests.faults.injections import Injected
from tests.integration.queue.waiting import until

pytestmark = [pytest.mark.server, pytest.mark.faults]
FILES = 200
KILLS = 24
SECONDS = 400


def test_random_kills_are_held_against_no_file(valkey_server: ValkeyServer, tmp_path: Path, injected: Injected) -> None:
    """Each kill hits files that are being read, some of them more than once; all become what they are. Scenario I8."""
    choice = chance(seed_of_run())
    line = Line(valkey_server, tmp_path, parsers=2, REFERAT_PARSER_SLOTS="2")
    files = {line.archived("165", f"{number}.md", b"slow %d" % number) for number in range(FILES)}
    killed: list[float] = []

    def goes_on() -> bool:
        victim = choice.choice(line.workers)
        if len(killed) < KILLS and victim.is_usable() and choice.random() < 0.1:
            victim.kill()
            killed.append(time.monotonic())
        for parser in line.workers:
            parser.revive()
        return files <= line.results().keys()

    with line:
        until(goes_on, SECONDS)
        injected(f"kill -9 of a parser, {len(killed)} times", time.monotonic() - killed[-1])

    assert len(killed) > KILLS // 4, "too fast to be a test"
    assert line.outcomes() == {"not_minutes": FILES}
