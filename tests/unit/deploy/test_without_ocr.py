"""The stack where scans can't be read: it stands without the process for them, and says so."""

import pytest

from deploy.stack import stack as stacks
from deploy.stack.guide import guide
from deploy.stack.service import why_no_ocr
from deploy.stack.stack import Stack

SENTENCE = "scans can't be read here: tesserocr is not installed"


def test_without_ocr_there_is_no_process_for_it_and_the_guide_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """What can't run is not started, and its cure stands among the places of the others."""
    monkeypatch.setattr(stacks, "why_no_ocr", lambda _language_data: SENTENCE)
    stack = Stack()
    try:
        assert "ocr" not in stack._named_ports()
        assert f"scans are rejected: {SENTENCE}" in guide(stack, municipality="165")
    finally:
        stack.close()


def test_the_parser_itself_is_asked() -> None:
    """It answers with nothing, or with one sentence that has the cure."""
    said = why_no_ocr("")

    assert said == "" or (said.count("\n") == 0 and "tesseract-ocr-dan" in said)
