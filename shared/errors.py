"""The two kinds of failure, and the one decision that follows from them.

::

    ReferatError
    ├── DocumentError        the file's own fault: never again, it becomes a rejection
    ├── SurroundingsError    not the file's fault: try again, the work is simply still missing
    │   ├── StoreUnavailableError
    │   ├── BrokerUnavailableError
    │   ├── SandboxUnavailableError
    │   ├── ChildLostError
    │   ├── StagePausedError
    │   └── BrakedError
    ├── ObjectNotFoundError  the store answered: there is no such object
    ├── ContractError        bytes that should be ours and are not
    ├── WorkerEndedError     a worker gave up; whoever supervises the process starts it again
    └── SettingsError        the operator must change something before anything runs
"""

from shared.contract.codes import RejectionReason


class ReferatError(Exception):
    """Everything that this system raises on purpose."""


class DocumentError(ReferatError):
    """The file itself is at fault, now and every time: it becomes a rejection with this reason."""

    def __init__(self, reason: RejectionReason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type["DocumentError"], tuple[RejectionReason, str]]:
        """Survive the way from one process to another."""
        return type(self), (self.reason, self.detail)


class SurroundingsError(ReferatError):
    """Something around the file failed: its work stays missing and is tried again."""


class StoreUnavailableError(SurroundingsError):
    """The object store could not be asked, or did not answer: whether the object is there is unknown."""

    def __init__(self, bucket: str, key: str, cause: str) -> None:
        super().__init__(f"bucket {bucket!r}, key {key!r}: {cause}")


class BrokerUnavailableError(SurroundingsError):
    """The broker could not be asked, or did not answer: whether a message has arrived is unknown."""

    def __init__(self, cause: str) -> None:
        super().__init__(f"broker: {cause}")


class SandboxUnavailableError(SurroundingsError):
    """There is no child process to give a file to: nothing is known about the file, and nothing held against it."""


class ChildLostError(SurroundingsError):
    """The child process ended by something from outside, not by what the document made it do."""


class StagePausedError(SurroundingsError):
    """An operator has the stage rest: the sweep brings its work when it is resumed."""

    def __init__(self) -> None:
        super().__init__("paused")


class BrakedError(SurroundingsError):
    """A brake holds back what would befall too many files at once, until an operator has looked."""


class ObjectNotFoundError(ReferatError):
    """The store answered, and there is no such object."""

    def __init__(self, bucket: str, key: str) -> None:
        super().__init__(f"bucket {bucket!r} has no object {key!r}")


class ContractError(ReferatError):
    """An object or message that should keep the contract does not."""


class WorkerEndedError(ReferatError):
    """A worker ended without being told to, for a reason that nobody foresaw."""


class SettingsError(ReferatError):
    """A setting is missing, misspelt or impossible; the sentence names it and the cure."""
