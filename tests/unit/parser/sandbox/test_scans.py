"""Text first, scans after: who is asked what, and what is told meanwhile."""

from dataclasses import dataclass, field, replace

import pytest

from services.parser.reading.model import ScannedError
from services.parser.sandbox.limits import MIB, Limits
from services.parser.sandbox.port import Answer, Request
from services.parser.sandbox.scans import ScanFinder, ScanReader, ScanStep, open_sandbox
from shared.contract.codes import RejectionReason
from shared.contract.result import Rejected
from shared.errors import ChildLostError

REQUEST = Request(sha256="a" * 64, parser_version="7")
ANSWER = Rejected(reason=RejectionReason.NOT_MINUTES, detail="Det er et bilag.")


@dataclass
class Inner:
    """A sandbox that answers or raises what the test wants."""

    says: Answer | Exception = ANSWER
    asked: list[Request] = field(default_factory=list)

    def run(self, _data: bytes, request: Request) -> Answer:
        """Be a sandbox."""
        self.asked.append(request)
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


def never(step: ScanStep) -> None:
    """Fail where nothing about scans should be told."""
    pytest.fail(f"told of {step}")


def test_a_file_without_scans_never_comes_near_ocr() -> None:
    """What its text says is the answer."""
    text, ocr = Inner(), Inner()
    answer = ScanReader(text=text, ocr=ocr, language_data="/data", on_scan=never).run(b"", REQUEST)

    assert answer == ANSWER
    assert text.asked == [replace(REQUEST, tell_scans=True)]
    assert ocr.asked == []


def test_a_file_with_scans_is_read_again_with_ocr() -> None:
    """OCR is told how many pages there are, which its limits follow from, and progress is told before and after."""
    ocr = Inner()
    steps: list[ScanStep] = []
    reader = ScanReader(text=Inner(ScannedError(3)), ocr=ocr, language_data="/data", on_scan=steps.append)

    assert reader.run(b"", REQUEST) == ANSWER
    assert ocr.asked == [replace(REQUEST, language_data="/data", ocr_pages=3)]
    assert [(step.found, step.read) for step in steps] == [(3, 0), (0, 3)]


def test_progress_ends_where_ocr_fails() -> None:
    """A child that is lost is told as ever, and no page is waited for any more."""
    steps: list[ScanStep] = []
    lost = Inner(ChildLostError("killed"))
    reader = ScanReader(text=Inner(ScannedError(3)), ocr=lost, language_data="/data", on_scan=steps.append)
    with pytest.raises(ChildLostError):
        reader.run(b"", REQUEST)

    assert sum(step.found - step.read for step in steps) == 0


def test_a_finder_leaves_scans_to_others() -> None:
    """It asks to be told, and tells."""
    text = Inner(ScannedError(3))
    with pytest.raises(ScannedError):
        ScanFinder(text).run(b"", REQUEST)

    assert text.asked[0].tell_scans


def test_without_language_data_scans_are_asked_for_nowhere() -> None:
    """A plain sandbox leaves scanned pages out, which is what a file of them is rejected for."""
    with open_sandbox(1, "", never) as sandbox:
        assert not isinstance(sandbox, ScanReader)


def test_ocr_is_allowed_time_for_each_page() -> None:
    """Five seconds for a page and half as much memory again; the wall clock stays in proportion."""
    limits = Limits().with_ocr(12)

    assert (limits.cpu_seconds, limits.wall_seconds) == (120, 480.0)
    assert limits.address_space_bytes == 1536 * MIB
