"""Sandboxes that find scans, and that read them in slots of their own: text never waits behind OCR."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from services.parser.reading.model import ScannedError
from services.parser.sandbox.pool import SandboxPool
from services.parser.sandbox.port import Answer, Request, Sandbox
from services.parser.sandbox.process import Program


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanStep:
    """So many scanned pages were ``found``, or have been ``read`` (or given up) in so many ``seconds``."""

    found: int = 0
    read: int = 0
    seconds: float = 0.0


OnScan = Callable[[ScanStep], None]


@dataclass(frozen=True, slots=True)
class ScanFinder:
    """Leaves scans to others: raises ScannedError for a file with scanned pages."""

    text: Sandbox

    def run(self, data: bytes, request: Request) -> Answer:
        """Parse one file, or say how many pages others must read."""
        return self.text.run(data, replace(request, tell_scans=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanReader:
    """Reads every file as text first, and those with scanned pages once more with OCR. For any number of threads."""

    text: Sandbox
    ocr: Sandbox
    language_data: str
    on_scan: OnScan

    def run(self, data: bytes, request: Request) -> Answer:
        """Parse one file; never raises ScannedError."""
        try:
            return self.text.run(data, replace(request, tell_scans=True))
        except ScannedError as error:
            pages = error.pages
        self.on_scan(ScanStep(found=pages))
        began = time.monotonic()
        try:
            return self.ocr.run(data, replace(request, language_data=self.language_data, ocr_pages=pages))
        finally:
            self.on_scan(ScanStep(read=pages, seconds=time.monotonic() - began))


@contextmanager
def open_sandbox(slots: int, language_data: str, on_scan: OnScan) -> Iterator[Sandbox]:
    """Open a sandbox that reads scans if there is ``language_data``; nothing is started before the first file."""
    with ExitStack() as closing:
        text = closing.enter_context(SandboxPool(slots))
        if not language_data:
            yield text
            return
        ocr = closing.enter_context(SandboxPool(slots, program=Program(language_data=language_data)))
        yield ScanReader(text=text, ocr=ocr, language_data=language_data, on_scan=on_scan)
