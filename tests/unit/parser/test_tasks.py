"""The parser's task: one result for one entry, whatever happens and however often it is asked."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest
from prometheus_client import CollectorRegistry

from services.parser.braking import Doubts
from services.parser.metrics import ParserMetrics
from services.parser.reading.model import ScannedError
from services.parser.sandbox.port import Answer, Parsed, Request
from services.parser.tasks import NO_FAULT_OF_A_FILE, Parser
from shared.contract.codec import decode_result, encode
from shared.contract.codes import DocumentKind, Outcome, RejectionReason
from shared.contract.facts import FileArchived, Lane, ResultWritten, ScanFound
from shared.contract.record import Document, Layout, Meeting, Record
from shared.contract.result import Delivery, Rejected, Result
from shared.errors import ChildLostError, ContractError, StoreUnavailableError
from shared.metrics import TryingMetrics
from shared.objectstore.memory import MemoryStore
from shared.queue.attempts import MemoryAttempts
from shared.trying import Trying

TAIL = "329/møder/referat 1.txt@20230314T160000Z-1"
RAW, OUTPUT, NOTE = f"raw/{TAIL}", f"7/{TAIL}.json", f"7/{TAIL}.scan"
REJECTION = Rejected(reason=RejectionReason.NOT_MINUTES, detail="Det er et bilag.")


def parse_well(_data: bytes, request: Request) -> Answer:
    """Be a sandbox for which everything is minutes."""
    record = Record(
        document=Document(sha256=request.sha256, media_type="text/plain", bytes=7),
        kind=DocumentKind.REFERAT,
        meeting=Meeting(),
        layout=Layout(name="plain", score=1.0),
        parser_version=request.parser_version,
    )
    return Parsed(record=record, text="Referat")


def _reject(_data: bytes, _request: Request) -> Answer:
    return REJECTION


@dataclass
class Desk:
    """A parser with its buckets in memory, and a sandbox that says what the test wants."""

    says: Callable[[bytes, Request], Answer] = _reject
    asked: list[Request] = field(default_factory=list)
    archive: MemoryStore = field(default_factory=lambda: MemoryStore("archive"))
    items: MemoryStore = field(default_factory=lambda: MemoryStore("items"))
    told: list[ResultWritten | ScanFound] = field(default_factory=list)
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    doubts: Doubts | None = None

    def __post_init__(self) -> None:
        """Make what lasts longer than a task."""
        self.metrics, self.failing = ParserMetrics(self.registry), TryingMetrics(self.registry)
        self.trying = Trying(MemoryAttempts(), self.failing, answers=NO_FAULT_OF_A_FILE)

    def run(self, data: bytes, request: Request) -> Answer:
        """Be the sandbox."""
        self.asked.append(request)
        return self.says(data, request)

    def hand_in(
        self,
        body: bytes = b"Referat",
        prefix: str = "329",
        without: str = "",
        name: str = "møder/referat 1.txt",
    ) -> None:
        """Archive one file as the fetcher does."""
        noted: Mapping[str, str] = {
            "prefix": prefix,
            "name": name,
            "version": "20230314T160000Z-1",
            "dropped_at": "2023-03-14T16:00:00Z",
            "sha256": hashlib.sha256(body).hexdigest(),
        }
        metadata = {name: value for name, value in noted.items() if name != without}
        self.archive.put(RAW, body, media_type="text/plain", metadata=metadata)

    def parser(self) -> Parser:
        """Make a parser of version 7."""
        return Parser(
            archive=self.archive,
            items=self.items,
            sandbox=self,
            metrics=self.metrics,
            trying=self.trying,
            doubts=self.doubts,
            parser_version="7",
        )

    def parse(self, key: str = RAW) -> None:
        """Hear that an entry was archived."""
        if told := self.parser().on_file_archived(FileArchived(trace_id="t1", key=key)):
            self.told.append(told)

    def read_scan(self, key: str = NOTE) -> None:
        """Hear that a scan was found."""
        if told := self.parser().on_scan_found(ScanFound(trace_id="t2", key=key, lane=Lane.SWEEP)):
            self.told.append(told)

    def result(self) -> Result:
        """Read the result that stands."""
        return decode_result(self.items.get(OUTPUT))


def tombstone(outcome: Outcome) -> bytes:
    """Make what the fetcher writes beside or instead of the bytes."""
    delivery = Delivery(
        prefix="329", name="møder/referat 1.txt", version="v", dropped_at="2023-03-14T16:00:00Z", bytes=0
    )
    rejected = REJECTION if outcome is Outcome.REJECTED else None
    return encode(Result(delivery=delivery, outcome=outcome, parser_version="", rejected=rejected))


def test_a_parsed_file_becomes_a_result_and_a_fact() -> None:
    """The record, its text and the delivery stand under the key that follows from the entry's."""
    desk = Desk(says=parse_well)
    desk.hand_in()
    desk.parse()
    result = desk.result()

    assert (result.outcome, result.text, result.parser_version) == (Outcome.PARSED, "Referat", "7")
    assert (result.delivery.prefix, result.delivery.name) == ("329", "møder/referat 1.txt")
    assert (result.delivery.bytes, result.delivery.media_type) == (7, "text/plain")
    assert desk.told == [ResultWritten(trace_id="t1", key=OUTPUT)]
    assert desk.asked[0].municipality == "329"


def test_a_rejection_is_a_result() -> None:
    """A file that is refused has a result like any other."""
    desk = Desk()
    desk.hand_in()
    desk.parse()

    assert desk.result().rejected == REJECTION
    assert desk.result().parser_version == "7"


def test_the_second_run_changes_nothing() -> None:
    """A result that stands is neither made nor told again."""
    desk = Desk()
    desk.hand_in()
    desk.parse()
    desk.parse()

    assert len(desk.asked) == len(desk.told) == 1


@pytest.mark.parametrize("outcome", [Outcome.REJECTED, Outcome.WITHDRAWN, Outcome.ERASED])
def test_an_entry_without_bytes_passes_through(outcome: Outcome) -> None:
    """What was refused, withdrawn or erased becomes a result without the sandbox."""
    section = "refused" if outcome is Outcome.REJECTED else outcome.value
    desk = Desk()
    desk.archive.put(f"{section}/{TAIL}", tombstone(outcome))
    desk.parse(f"{section}/{TAIL}")

    assert desk.asked == []
    assert (desk.result().outcome, desk.result().parser_version) == (outcome, "7")


def test_a_tombstone_replaces_what_was_parsed() -> None:
    """A late tombstone wins over a result that stands, and a late hint about the bytes does not bring it back."""
    desk = Desk()
    desk.hand_in()
    desk.parse()
    desk.archive.put(f"erased/{TAIL}", tombstone(Outcome.ERASED))
    desk.parse(f"erased/{TAIL}")
    desk.parse(RAW)

    assert desk.result().outcome is Outcome.ERASED
    assert len(desk.told) == 2


def test_a_tombstone_that_comes_while_parsing_wins() -> None:
    """What was erased during its parsing is not written."""
    desk = Desk()

    def erase_meanwhile(_data: bytes, _request: Request) -> Answer:
        desk.archive.put(f"erased/{TAIL}", tombstone(Outcome.ERASED))
        return REJECTION

    desk.says = erase_meanwhile
    desk.hand_in()
    desk.parse()

    assert list(desk.items.list()) == []
    assert desk.told == []


def test_a_lost_child_and_a_lost_store_are_no_result() -> None:
    """What the surroundings did passes through, and the work is still missing."""

    def lose(_data: bytes, _request: Request) -> Answer:
        raise ChildLostError("killed")

    desk = Desk(says=lose)
    desk.hand_in()
    with pytest.raises(ChildLostError):
        desk.parse()
    desk.items.away = True
    with pytest.raises(StoreUnavailableError):
        desk.parse()
    desk.items.away = False

    assert list(desk.items.list()) == []


def test_an_unknown_prefix_is_no_municipality() -> None:
    """Where the place in the drop names no municipality, the text may."""
    desk = Desk()
    desk.hand_in(prefix="_ukendt")
    desk.parse()

    assert desk.asked[0].municipality is None


@pytest.mark.parametrize("key", [RAW, "raw/329/other@1"])
def test_a_hint_that_leads_nowhere_is_dropped(key: str) -> None:
    """A hint about an entry that is gone does nothing."""
    desk = Desk()
    desk.parse(key)

    assert list(desk.items.list()) == []


def test_an_entry_that_breaks_the_contract_is_no_result_and_stays_missing() -> None:
    """A key that is none, metadata that lacks something and bytes that are not those of it are never parsed."""
    desk = Desk()
    with pytest.raises(ContractError):
        desk.parse("raw/nonsense")
    desk.hand_in(without="version")
    with pytest.raises(ContractError):
        desk.parse()
    desk.hand_in()
    desk.archive.put(RAW, b"andre bytes", metadata=dict(desk.archive.head(RAW).metadata))
    with pytest.raises(ContractError):
        desk.parse()

    assert desk.asked == []
    assert list(desk.items.list()) == []


def _find_scan(_data: bytes, _request: Request) -> Answer:
    raise ScannedError(12)


def test_a_scan_is_noted_and_told_and_then_read() -> None:
    """Whoever reads text leaves a note; whoever hears of it writes the result, once, in the lane of the hint."""
    desk = Desk(says=_find_scan)
    desk.hand_in()
    desk.parse()
    standing = [info.key for info in desk.items.list()]
    desk.says = _reject
    desk.read_scan()
    desk.read_scan()

    assert standing == [NOTE]
    assert desk.told == [
        ScanFound(trace_id="t1", key=NOTE),
        ResultWritten(trace_id="t2", key=OUTPUT, lane=Lane.SWEEP),
    ]
    assert desk.result().rejected == REJECTION
    assert desk.registry.get_sample_value("referat_scans_total") == 1


def test_a_scan_that_was_erased_before_it_was_read_is_erased() -> None:
    """The tombstone becomes the result, and nobody reads the bytes."""
    desk = Desk(says=_find_scan)
    desk.hand_in()
    desk.parse()
    for outcome in (Outcome.WITHDRAWN, Outcome.ERASED):
        desk.archive.put(f"{outcome}/{TAIL}", tombstone(outcome))
    desk.read_scan()

    assert len(desk.asked) == 1
    assert desk.result().outcome is Outcome.ERASED


@pytest.mark.parametrize("key", ["6/329/a.pdf@1.scan", NOTE])
def test_a_note_of_the_past_leads_nowhere(key: str) -> None:
    """One from before an upgrade, or of an entry that is gone, is nothing to do."""
    desk = Desk()
    desk.read_scan(key)

    assert (list(desk.items.list()), desk.told) == ([], [])


def test_what_is_no_note_is_told() -> None:
    """A key of another shape is a fault of ours."""
    with pytest.raises(ContractError):
        Desk().read_scan("7/329/a.pdf@1.json")
