"""What a child's end means: the document's fault for good, or the surroundings' and worth another try."""

import os
import signal

from services.parser.sandbox.child import EXIT_FAILED, EXIT_MEMORY
from services.parser.sandbox.frames import decode_answer
from services.parser.sandbox.limits import MIB, Limits
from services.parser.sandbox.port import Answer, Request
from services.parser.sandbox.process import Ended
from shared.contract.codes import RejectionReason
from shared.contract.result import Rejected
from shared.errors import ChildLostError, ContractError

_ABORTS = {signal.SIGABRT, signal.SIGILL, signal.SIGTRAP}  # how libraries end that get no memory
_NAMED = {named.value for named in signal.Signals}
_MUCH_MEMORY = 0.25  # of the limit: ten times what a normal file needs; a doubling buffer fails near half


def judge_end(ended: Ended, request: Request, limits: Limits) -> Answer:
    """Turn a child's end into an answer. Raises ChildLostError where the file is not to blame."""
    if ended.answered_too_much:
        return _rejected(RejectionReason.LIMIT, f"What it holds is more than {limits.answer_bytes // MIB} MiB of text.")
    if ended.by_wall_clock:
        return _by_wall_clock(ended, limits)
    code = os.waitstatus_to_exitcode(ended.status)
    if code < 0:
        return _by_signal(-code, ended, limits)
    if code:
        return _by_exit(code, ended, limits)
    try:
        return decode_answer(ended.answer, request)
    except ContractError:
        return _rejected(RejectionReason.CRASHED, "It made the parser answer nonsense: please report the file.")


def _by_exit(code: int, ended: Ended, limits: Limits) -> Rejected:
    if code == EXIT_MEMORY:
        return _too_much_memory(limits)
    if code == EXIT_FAILED:
        where = "".join(letter for letter in ended.answer.decode("ascii", "replace") if letter.isprintable())
        return _rejected(RejectionReason.CRASHED, f"The parser failed on it ({where[:200]}): please report the file.")
    raise ChildLostError(f"the child could not begin (exit code {code})")


def _by_wall_clock(ended: Ended, limits: Limits) -> Rejected:
    if ended.cpu_seconds < limits.cpu_seconds / 2:
        raise ChildLostError(f"the child waited for {limits.wall_seconds:.0f} s without working")
    return _too_slow(limits)


def _by_signal(number: int, ended: Ended, limits: Limits) -> Rejected:
    if number == signal.SIGXCPU or ended.cpu_seconds >= limits.cpu_seconds:
        return _too_slow(limits)
    if number in _ABORTS and ended.peak_bytes >= _MUCH_MEMORY * limits.address_space_bytes:
        return _too_much_memory(limits)
    name = signal.Signals(number).name if number in _NAMED else f"signal {number}"
    if number in {signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP}:
        raise ChildLostError(f"the child was ended from outside ({name})")
    return _rejected(RejectionReason.CRASHED, f"It made the parser's process end with {name}: please report the file.")


def _too_slow(limits: Limits) -> Rejected:
    return _rejected(
        RejectionReason.TIMED_OUT,
        f"It was not read after {limits.cpu_seconds} s of work, where others take less than one.",
    )


def _too_much_memory(limits: Limits) -> Rejected:
    return _rejected(
        RejectionReason.LIMIT,
        f"It needs more memory than the {limits.address_space_bytes // MIB} MiB that one file may use.",
    )


def _rejected(reason: RejectionReason, what: str) -> Rejected:
    return Rejected(reason=reason, detail=what)
