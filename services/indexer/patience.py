"""Connections to PostgreSQL that nobody waits for without end, neither whoever asks nor the server.

libpq waits for ever, and so would the thread that asked: on a line that is dead at one end only, on a proxy whose
server has gone, on a lock that nobody lets go. It would be missing until somebody restarts the process. The server,
for its part, would keep the locks of a client that it will never hear of again.
"""

import time
from typing import Any, Final, TypeVar

import psycopg
from psycopg.abc import PQGen
from sqlalchemy import Engine, event

_LOOK_SECONDS: Final = 0.1
CONNECT_SECONDS: Final = 5
# The last one alone ends a session that was cut off in the middle of several statements; PostgreSQL has it since 17.
_LIMITS: Final = ["statement_timeout", "idle_in_transaction_session_timeout", "transaction_timeout"]
_LET_GO: Final = "SELECT set_config(name, %s, false) FROM pg_settings WHERE name = ANY(%s)"

T = TypeVar("T")


class NoAnswerError(psycopg.OperationalError):
    """The server has taken a question and not answered it in time."""


class ImpatientConnection(psycopg.Connection[Any]):
    """A connection that is closed when an answer takes longer than ``patience_seconds``."""

    patience_seconds: float = CONNECT_SECONDS

    def wait(self, gen: PQGen[T], interval: float = _LOOK_SECONDS, timeout: float | None = None) -> T:
        """Wait for one answer, as the driver does for all that it asks. Raises NoAnswerError."""
        limit = self.patience_seconds if timeout is None else timeout
        began = time.monotonic()
        try:
            return super().wait(gen, interval, limit)
        except psycopg.OperationalError as error:
            if time.monotonic() - began < limit:
                raise
            self.pgconn.finish()  # what comes later is no answer to whatever would be asked next
            raise NoAnswerError from error


def be_impatient(engine: Engine, seconds: float) -> None:
    """Let every connection of a PostgreSQL engine, and its server, wait so long for the other and no longer."""

    def connect(_dialect: Any, _record: Any, arguments: tuple[Any, ...], settings: dict[str, Any]) -> Any:
        connection = ImpatientConnection.connect(*arguments, **settings)
        connection.patience_seconds = seconds
        try:
            connection.execute(_LET_GO, (f"{seconds * 1000:.0f}", _LIMITS))
            connection.commit()
        except BaseException:
            connection.close()
            raise
        return connection

    event.listen(engine, "do_connect", connect)
