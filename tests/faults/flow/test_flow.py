"""What one release and one municipality can do to the others, before a real parser and a real broker."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.stack.servers.valkey import ValkeyServer
from shared.braking import MOST_DOUBTFUL, REJECTIONS
from shared.operating import Operator
from tests.faults.dropping import chance, minutes
from tests.faults.flow.line import Line
from tests.integration.queue.waiting import until

pytestmark = pytest.mark.server
SECONDS = 120  # a quiet machine needs a tenth
CRASHING, WELL = 40, 10
WINDOW = 24


def test_a_release_that_crashes_rejects_a_few_and_waits_for_an_operator(
    valkey_server: ValkeyServer, tmp_path: Path
) -> None:
    """Forty files crash: ten are rejected, the others are tried again and again, and what is well is parsed."""
    with Line(valkey_server, tmp_path) as line:
        (parser,) = line.workers
        for number in range(CRASHING):
            line.archived("165", f"{number}.md", b"crash %d" % number)
        until(lambda: parser.sample("referat_rejections_postponed_total") > 2 * CRASHING, SECONDS)
        for number in range(WELL):
            line.archived("306", f"{number}.md", minutes(number, chance(number)))
        until(lambda: line.outcomes()["parsed"] == WELL, SECONDS)

        assert line.outcomes() == {"parsed": WELL, "crashed": MOST_DOUBTFUL}
        assert parser.sample("referat_rejection_brake") == 1

        Operator(line.archive).confirm(REJECTIONS, CRASHING, "invented for a test", datetime.now(UTC))
        until(lambda: line.outcomes() == {"parsed": WELL, "crashed": CRASHING}, SECONDS)


def test_one_municipality_with_nearly_all_of_the_backlog_does_not_delay_the_others(
    valkey_server: ValkeyServer, tmp_path: Path
) -> None:
    """However much it has, others wait for a window of it at most. Scenario S3."""
    line = Line(valkey_server, tmp_path, window=WINDOW)
    (parser,) = line.workers
    for number in range(10 * WINDOW):
        line.archived("101", f"{number}.md", minutes(number, chance(number)))
    others = {
        f"raw/{line.archived(prefix, f'{number}.md', minutes(number, chance(number)))}"
        for prefix in ("165", "306", "329", "461")
        for number in range(WINDOW // 8)
    }
    with line:
        until(lambda: others <= set(parser.done()), SECONDS)
        done = parser.done()
    before = max(done.index(key) for key in others) + 1

    assert len(others) < len(done) < 10 * WINDOW
    assert before <= WINDOW + len(others)
