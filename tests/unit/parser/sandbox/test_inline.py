"""The sandbox without walls answers as the real one does."""

from services.parser.sandbox.inline import InlineSandbox
from services.parser.sandbox.port import Answer, Request
from shared.contract.codes import RejectionReason
from shared.contract.result import Rejected
from shared.errors import DocumentError

REQUEST = Request(sha256="a" * 64, parser_version="1")


def test_a_refusal_becomes_a_rejection() -> None:
    """What the parser says against a document is an answer, here as in a child."""

    def refuse(_data: bytes, _request: Request) -> Answer:
        raise DocumentError(RejectionReason.EMPTY, "Der er intet.")

    answer = InlineSandbox(refuse).run(b"", REQUEST)

    assert answer == Rejected(reason=RejectionReason.EMPTY, detail="Der er intet.")
