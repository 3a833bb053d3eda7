"""Why a store could not be asked, in words that hold nothing of what it was asked.

A client's own text quotes the address, and in it a key, percent-encoded: what a municipality called a file. So kinds
of errors are told, down to the one that began it, and what the system calls its number; never their texts.
"""

import errno
import socket
import ssl
from collections.abc import Iterator

from minio.error import InvalidResponseError, ServerError
from urllib3.exceptions import ResponseError

_DEEPEST = 5  # errors in a chain


def cause_of(error: Exception) -> str:
    """Name the kinds of an error and of those behind it: ``ProtocolError, ConnectionResetError (ECONNRESET)``."""
    return ", ".join(f"{type(each).__name__}{_number(each)}" for each in _chain(error))


def _chain(error: BaseException) -> Iterator[BaseException]:
    behind: BaseException | None = error
    for _ in range(_DEEPEST):
        if behind is None:
            return
        yield behind
        # urllib3 gives an error its reason in three ways.
        reasons = (getattr(behind, "reason", None), *behind.args, behind.__cause__)
        behind = next((reason for reason in reasons if isinstance(reason, BaseException)), None)


def _number(error: BaseException) -> str:
    """Spell the status of an answer, or the number of a system's error, where there is one."""
    match error:
        case ServerError():
            return f" ({error.status_code})"
        case InvalidResponseError():
            return f" ({error._code})"  # noqa: SLF001 - it stands nowhere else, and the text holds the whole answer
        case ResponseError():
            return f" ({error})"  # of the retries: words of urllib3's and a status
        case ssl.SSLError() | socket.gaierror():
            return ""  # numbers of their own, which the system's words do not fit
        case OSError(errno=int(number)) if number in errno.errorcode:
            return f" ({errno.errorcode[number]})"
        case _:
            return ""
