"""Releasing a false alarm in the distributed system: the store is what the environment says."""

from pathlib import Path

from services.cli.app import build
from services.parser.version import PARSER_VERSION
from shared.contract import keys
from shared.contract.codec import encode
from shared.contract.codes import Outcome, RejectionReason
from shared.contract.result import Delivery, Rejected, Result
from shared.objectstore.folder import FolderStore

TAIL = "306/referat.pdf@20261125T140500Z-a1"


def test_a_release_goes_to_the_store_of_the_environment(tmp_path: Path) -> None:
    """Entry and missing result are all that the sweep needs; variables of other services do not disturb."""
    archive, items = FolderStore(tmp_path / "archive"), FolderStore(tmp_path / "items")
    delivery = Delivery(
        prefix="306", name="referat.pdf", version="20261125T140500Z-a1", dropped_at="2026-11-25T14:05:00Z", bytes=1
    )
    rejected = Rejected(reason=RejectionReason.PERSONAL_NUMBER, detail="x")
    archive.put(f"raw/{TAIL}", b"x")
    result = Result(delivery=delivery, outcome=Outcome.REJECTED, parser_version=PARSER_VERSION, rejected=rejected)
    items.put(keys.item(PARSER_VERSION, TAIL), encode(result), metadata={"outcome": result.outcome})
    environ = {
        "REFERAT_STORE_URL": tmp_path.as_uri(),
        "REFERAT_HOME": "/nowhere",
        "REFERAT_BROKER_URL": "redis://a:1/0",
    }

    build()(["release", "306/referat.pdf", "--because", "varenumre"], obj=environ, standalone_mode=False)

    assert [info.key for info in archive.list("released/")] == [f"released/{TAIL}"]
    assert [info.key for info in items.list()] == [keys.past(PARSER_VERSION, TAIL)]
