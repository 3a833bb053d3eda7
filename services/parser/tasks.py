"""What the parser does with an archived file: read it, have it parsed, write and answer the result.

Where scans are left to others, a file with scanned pages gets a note instead of a result, and they are told.
"""

import hashlib
from dataclasses import dataclass, replace

from services.parser.braking import Doubts
from services.parser.metrics import ParserMetrics, Skipped
from services.parser.reading.model import ScannedError
from services.parser.sandbox.port import Answer, Parsed, Request, Sandbox
from services.parser.screening import is_held_back, screen_name
from services.parser.version import PARSER_VERSION
from shared.contract import keys
from shared.contract.codec import decode_result, encode
from shared.contract.codes import Outcome
from shared.contract.facts import FileArchived, ResultWritten, ScanFound
from shared.contract.keys import TOMBSTONES, Section
from shared.contract.result import Delivery, Result
from shared.entries import delivery_of, metadata_of_result
from shared.errors import ChildLostError, ContractError, ObjectNotFoundError
from shared.municipalities import by_code
from shared.objectstore.port import ObjectStore, exists
from shared.trying import GivenUpError, Trying, given_up

NO_FAULT_OF_A_FILE = (ScannedError, ContractError)
"""What an attempt may end with and hold nothing against its file: it is left to OCR, or the archive is damaged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """A result, and the bytes that it will be."""

    result: Result
    body: bytes


class Parser:
    """The parser's two tasks. They may run twice, late and beside themselves; SurroundingsError passes through.

    Without ``trying`` it remembers itself what has failed, and without ``doubts`` every rejection is written.
    """

    def __init__(  # noqa: PLR0913 - all of them neighbours of the room, and named at every call
        self,
        *,
        archive: ObjectStore,
        items: ObjectStore,
        sandbox: Sandbox,
        metrics: ParserMetrics,
        trying: Trying | None = None,
        doubts: Doubts | None = None,
        parser_version: str = PARSER_VERSION,
    ) -> None:
        self._archive = archive
        self._items = items
        self._sandbox = sandbox
        self._metrics = metrics
        self._trying = trying or Trying.in_memory(NO_FAULT_OF_A_FILE)
        self._doubts = doubts
        self._parser_version = parser_version

    def on_file_archived(self, fact: FileArchived) -> ResultWritten | ScanFound | None:
        """Write the result of one archive entry, or the note of a scan, and answer it; ``None`` if it stands already.

        Raises ContractError for an entry that does not keep the contract. It stays missing: it is ours to repair,
        and no fault of the file.
        """
        try:
            section, tail = keys.split_archive(fact.key)
        except ValueError as error:
            raise ContractError(str(error)) from error
        return self._do(fact, section, tail)

    def on_scan_found(self, fact: ScanFound) -> ResultWritten | ScanFound | None:
        """Write the result of one scan and answer it, or ``None`` if it stands already. Raises ContractError."""
        try:
            parser_version, tail = keys.split_scan(fact.key)
        except ValueError as error:
            raise ContractError(str(error)) from error
        if parser_version != self._parser_version:
            self._metrics.skipped(Skipped.GONE)  # noted before an upgrade
            return None
        # The note stands for its entry: what has become of that meanwhile is what the result must say.
        tombstones = (section for section in reversed(TOMBSTONES) if exists(self._archive, keys.archive(section, tail)))
        return self._do(fact, next(tombstones, Section.RAW), tail)

    def _do(self, fact: FileArchived | ScanFound, section: Section, tail: str) -> ResultWritten | ScanFound | None:
        try:
            written = self._work(section, tail)
        except ObjectNotFoundError:
            self._metrics.skipped(Skipped.GONE)  # a hint about the past
            return None
        except ScannedError:
            note = keys.scan(self._parser_version, tail)
            self._items.put(note, b"")
            self._metrics.noted_a_scan()
            return ScanFound(trace_id=fact.trace_id, lane=fact.lane, key=note)
        return ResultWritten(trace_id=fact.trace_id, lane=fact.lane, key=written) if written else None

    def _work(self, section: Section, tail: str) -> str | None:
        output = keys.item(self._parser_version, tail)
        if self._stands(output, section):
            self._metrics.skipped(Skipped.STANDING)
            return None
        made = self._made(section, tail, output)
        if self._is_overtaken(section, tail):
            # A tombstone wins over whatever was asked for: the work is still missing, and is another now.
            self._metrics.skipped(Skipped.OVERTAKEN)
            return None
        self._items.put(
            output,
            made.body,
            media_type="application/json",
            metadata=metadata_of_result(made.result),
        )
        self._metrics.written(made.result)
        return output

    def _stands(self, output: str, section: Section) -> bool:
        """Tell whether the result stands; one from before a tombstone does not count where that is asked for."""
        try:
            standing = self._items.head(output).metadata.get("outcome")
        except ObjectNotFoundError:
            return False
        return section in {Section.RAW, Section.REFUSED} or standing == section.value

    def _is_overtaken(self, section: Section, tail: str) -> bool:
        """Tell whether a tombstone stands that wins over the entry; asked last, just before the write."""
        later = TOMBSTONES[TOMBSTONES.index(section) + 1 :] if section in TOMBSTONES else TOMBSTONES
        return any(exists(self._archive, keys.archive(tombstone, tail)) for tombstone in later)

    def _made(self, section: Section, tail: str, output: str) -> _Made:
        key = keys.archive(section, tail)
        if section is not Section.RAW:
            return self._spelled(decode_result(self._archive.get(key)))
        try:
            with self._trying.trying(output):
                return self._parsed(key, tail)
        except GivenUpError:
            made = self._judged(delivery_of(self._archive.head(key)), given_up(), tail)
            self._trying.gave_up(output)
            return made

    def _parsed(self, key: str, tail: str) -> _Made:
        with self._archive.open(key) as opened:
            delivery = delivery_of(opened.info)
            data = b"".join(opened.chunks())
        if hashlib.sha256(data).hexdigest() != delivery.sha256:
            raise ContractError("its bytes are not those that its metadata names")
        return self._judged(delivery, self._answer(data, delivery, tail), tail)

    def _judged(self, delivery: Delivery, answer: Answer, tail: str) -> _Made:
        if self._doubts is not None:
            self._doubts.check(tail, answer)
        return self._spelled(_result(delivery, answer))

    def _spelled(self, result: Result) -> _Made:
        result = replace(result, parser_version=self._parser_version)
        return _Made(result=result, body=encode(result))

    def _answer(self, data: bytes, delivery: Delivery, tail: str) -> Answer:
        """Have the bytes parsed; a file that is held back and was released is parsed as if nothing had been found."""
        request = self._request(delivery)
        answer = screen_name(delivery.name, self._ask(data, request))
        if is_held_back(answer) and exists(self._archive, keys.release(tail)):
            return self._ask(data, replace(request, is_released=True))
        return answer

    def _ask(self, data: bytes, request: Request) -> Answer:
        try:
            return self._sandbox.run(data, request)
        except ChildLostError:
            self._metrics.lost_a_child()
            raise

    def _request(self, delivery: Delivery) -> Request:
        return Request(
            sha256=delivery.sha256 or "",
            parser_version=self._parser_version,
            media_type=delivery.media_type,
            municipality=delivery.prefix if by_code(delivery.prefix) else None,
        )


def _result(delivery: Delivery, answer: Answer) -> Result:
    if isinstance(answer, Parsed):
        return Result(
            delivery=delivery,
            outcome=Outcome.PARSED,
            parser_version=answer.record.parser_version,
            record=answer.record,
            text=answer.text,
        )
    return Result(delivery=delivery, outcome=Outcome.REJECTED, parser_version="", rejected=answer)
