"""The parser against labels made by reading: every sample of the demo, field by field."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from demo import make_samples
from services.parser.parse import parse_file
from services.parser.sandbox.port import Parsed, Request
from services.parser.version import PARSER_VERSION
from shared.contract.codec import to_plain
from shared.contract.codes import RejectionReason
from shared.contract.result import Rejected
from tests.golden.comparing import differences, places

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "demo" / "samples"
GOLDENS = sorted(path.parent for path in Path(__file__).parent.glob("*/expected.json"))
REJECTED = {
    "482/bilag-takstblad-sejlerhuset.txt": RejectionReason.NOT_MINUTES,
    "846/moedekalender-2024.json": RejectionReason.UNSUPPORTED_TYPE,
}


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda golden: golden.name)
def test_a_sample_is_read_as_a_careful_reader_reads_it(golden: Path) -> None:
    """The record says what the hand-made label says, and nothing else."""
    label = json.loads((golden / "expected.json").read_text(encoding="utf-8"))
    record = to_plain(_parsed(label).record)
    diff = differences(label, record)

    assert not diff, f"\n{diff}\nIf the label is wrong, mend {golden / 'expected.json'} by hand and say why."


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda golden: golden.name)
def test_every_fact_of_a_sample_stands_where_its_span_says(golden: Path) -> None:
    """The text at each span holds what the fact says."""
    parsed = _parsed(json.loads((golden / "expected.json").read_text(encoding="utf-8")))
    complaints = list(places(to_plain(parsed.record), parsed.text))

    assert complaints == []


@pytest.mark.parametrize("name", REJECTED)
def test_what_is_no_minutes_is_rejected_with_its_reason(name: str) -> None:
    """The samples that must not become records end with the reason that a clerk would give."""
    answer = _answer(SAMPLES / name)

    assert isinstance(answer, Rejected)
    assert answer.reason is REJECTED[name]


def test_the_comparison_notices_a_single_word() -> None:
    """A golden that agrees with everything would prove nothing."""
    label = json.loads((GOLDENS[0] / "expected.json").read_text(encoding="utf-8"))
    label["items"][2]["decisions"][0]["text"] += " Ja."
    diff = differences(label, to_plain(_parsed(label).record))

    assert [line for line in diff.splitlines() if line.startswith("+items")]


def test_every_sample_has_a_label_and_every_label_says_why() -> None:
    """No sample goes unread, and each golden tells what it is there for."""
    labelled = {_label_source(golden) for golden in GOLDENS}
    samples = {path for path in SAMPLES.rglob("*") if path.is_file()}

    assert samples <= labelled | {SAMPLES / name for name in REJECTED}
    assert all((golden / "why.md").read_text(encoding="utf-8").strip() for golden in GOLDENS)


def test_the_pdf_samples_belong_to_their_sources() -> None:
    """Drawing the PDF samples again gives the very bytes that are in the repository, and they are small."""
    for sample in make_samples.SAMPLES:
        committed = (ROOT / "demo" / sample.target).read_bytes()

        assert make_samples.draw(sample) == committed
        assert len(committed) <= 60_000


def _parsed(label: dict[str, Any]) -> Parsed:
    answer = _answer(ROOT / label["source"])
    assert isinstance(answer, Parsed), answer
    return answer


def _answer(path: Path) -> Parsed | Rejected:
    body = path.read_bytes()
    request = Request(sha256=hashlib.sha256(body).hexdigest(), parser_version=PARSER_VERSION)
    return parse_file(body, request)


def _label_source(golden: Path) -> Path:
    source: str = json.loads((golden / "expected.json").read_text(encoding="utf-8"))["source"]
    return ROOT / source
