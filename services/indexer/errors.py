"""What can fail in this room beyond the shared tree: the database itself."""

from shared.errors import SurroundingsError


class DatabaseUnavailableError(SurroundingsError):
    """The database could not be asked, or did not answer: whether the write is done is unknown.

    Everything that this room writes may be written twice, so the answer to it is always to try again.
    """

    def __init__(self, cause: str) -> None:
        super().__init__(f"database: {cause}")
