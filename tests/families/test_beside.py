"""What lies beside minutes is rejected as no minutes, kindly; no minutes are."""

import tomllib
from pathlib import Path

import pytest

from services.parser.parse import parse_file
from services.parser.sandbox.port import Request
from shared.contract.codes import RejectionReason
from shared.contract.result import Rejected

BESIDE = {
    name: text
    for path in sorted(Path(__file__).parent.glob("beside/*.toml"))
    for name, text in tomllib.loads(path.read_text(encoding="utf-8"))["texts"].items()
}
SHARED = Path(__file__).parents[3] / "shared"
NO_MINUTES = {"081_docplayer_amp_related_noise"}  # titles of other documents only
REAL = sorted(path for folder in ("real", "layouts") for path in (SHARED / folder).glob("*.txt"))


@pytest.mark.parametrize("text", BESIDE.values(), ids=BESIDE)
def test_what_lies_beside_minutes_is_no_minutes(text: str) -> None:
    """Notes, plans, letters, pages: none of them becomes a record."""
    answer = parse_file(text.strip().encode(), Request(sha256="", parser_version=""))

    assert isinstance(answer, Rejected)
    assert answer.reason is RejectionReason.NOT_MINUTES


@pytest.mark.skipif(not REAL, reason="the labelled files of ../shared are not here")
def test_no_minutes_are_rejected() -> None:
    """Of the files that people labelled, only what is no minutes is rejected."""
    rejected = {
        path.stem
        for path in REAL
        if isinstance(parse_file(path.read_bytes(), Request(sha256="", parser_version="")), Rejected)
    }

    assert rejected == NO_MINUTES
