"""Somebody who scrapes a process again and again, whatever happens to it meanwhile."""

from threading import Event, Thread
from types import TracebackType
from typing import Final, Self

from deploy.stack.stack import Stack
from tests.faults.seeing import metrics, samples

_EVERY_SECONDS: Final = 0.02


class Scraping:
    """Scrapes one service for a block: ``answered`` counts what could be read, ``failed`` is why others could not."""

    def __init__(self, stack: Stack, name: str) -> None:
        self._service = stack.services[name]
        self._stop = Event()
        self._thread = Thread(target=self._scrape, name="scraping", daemon=True)
        self.answered = 0
        self.failed: list[str] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join()

    def _scrape(self) -> None:
        while not self._stop.wait(_EVERY_SECONDS):
            try:
                told = {sample.name for sample in samples(metrics(self._service.http))}
            except (OSError, ValueError) as error:
                self.failed.append(repr(error))
                continue
            # An answer that was cut off can be read as well, as far as it goes.
            if "referat_tasks_in_progress" in told and "referat_results_total" in told:
                self.answered += 1
            else:
                self.failed.append(f"only {len(told)} metrics")
