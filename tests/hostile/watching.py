"""Parsing in a child as the worker does it, with what it cost."""

from typing import NamedTuple

from services.parser.sandbox.limits import Limits
from services.parser.sandbox.port import Answer, Parsed, Request
from services.parser.sandbox.process import ServerProcess
from services.parser.sandbox.verdict import judge_end
from services.parser.version import PARSER_VERSION
from shared.contract.codes import RejectionReason
from tests.hostile.making import READ, Outcome

LIMITS = Limits()


class Seen(NamedTuple):
    """What became of one file, and what that took: seconds of the processor, and the most memory."""

    answer: Answer
    seconds: float
    peak_bytes: int

    @property
    def outcome(self) -> Outcome:
        """Name it: a reason, or that it was read."""
        if isinstance(self.answer, Parsed) or self.answer.reason is RejectionReason.NOT_MINUTES:
            return READ
        return self.answer.reason


def parse(server: ServerProcess, data: bytes) -> Seen:
    """Parse one file. Raises ChildLostError if the child is lost."""
    request = Request(sha256="0" * 64, parser_version=PARSER_VERSION, municipality="165")
    ended = server.run(data, request, LIMITS)
    return Seen(judge_end(ended, request, LIMITS), ended.cpu_seconds, ended.peak_bytes)
