"""Invented heads of minutes, one for each family and more: every fact of the meeting is found, and no other."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from services.parser.document import lay_out
from services.parser.extracting.attendance import read_attendance
from services.parser.extracting.meeting import read_meeting
from services.parser.reading.read import read
from shared.contract.codes import AttendanceStatus

HEADS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("heads.toml").read_text("utf-8"))["head"]
FACTS = ("body", "date", "start_time", "end_time", "venue")


@pytest.mark.parametrize("head", HEADS, ids=lambda head: head["family"])
def test_a_head_is_read_as_a_careful_reader_reads_it(head: dict[str, Any]) -> None:
    """Body, date, times and venue of the meeting, and who was there."""
    blocks = lay_out(read(head["text"].encode()).flow).blocks
    meeting, attendance = read_meeting(blocks, blocks), read_attendance(blocks)
    found = {fact: value for fact in FACTS if (value := getattr(meeting, fact))}
    for status in AttendanceStatus:
        named = [
            f"{entry.name} ({entry.party})" if entry.party else entry.name
            for entry in attendance
            if entry.status is status
        ]
        found |= {status.value: named} if named else {}

    assert found == {key: value for key, value in head.items() if key not in {"family", "text"}}
