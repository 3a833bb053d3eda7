"""What the parser does when a file has been archived: read it, have it parsed, write the result, say so."""

import hashlib
import logging
from dataclasses import replace

from services.parser.sandbox.port import Answer, Parsed, Request, Sandbox
from services.parser.version import PARSER_VERSION
from shared.contract import keys
from shared.contract.codec import decode_result, encode
from shared.contract.codes import Outcome
from shared.contract.facts import FileArchived, ResultWritten
from shared.contract.keys import Section
from shared.contract.result import Delivery, Result
from shared.errors import ContractError, ObjectNotFoundError
from shared.municipalities import by_code
from shared.objectstore.port import ObjectInfo, ObjectStore
from shared.queue.publisher import Publisher

_log = logging.getLogger(__name__)


class Parser:
    """The parser's one task. It may run twice, late and beside itself; SurroundingsError passes through."""

    def __init__(
        self,
        *,
        archive: ObjectStore,
        items: ObjectStore,
        publisher: Publisher,
        sandbox: Sandbox,
        parser_version: str = PARSER_VERSION,
    ) -> None:
        self._archive = archive
        self._items = items
        self._publisher = publisher
        self._sandbox = sandbox
        self._parser_version = parser_version

    def on_file_archived(self, fact: FileArchived) -> None:
        """Write the result of one archive entry, unless it stands already.

        An entry that does not keep the contract is logged and stays missing: it is ours to repair, and to
        try it again at once would change nothing.
        """
        try:
            _, tail = keys.split_archive(fact.key)
            self._work(tail, fact.trace_id)
        except (ContractError, ValueError) as error:
            # Without a traceback, which may quote the document; the key is quoted, for names are data.
            _log.error("archive entry %r can't be parsed: %s", fact.key, error)
        except ObjectNotFoundError:
            _log.info("archive entry %r is gone: a hint about the past", fact.key)

    def _work(self, tail: str, trace_id: str) -> None:
        output = keys.item(self._parser_version, tail)
        section = self._section(tail)
        if self._stands(output, section):
            return
        result = replace(self._result(section, tail), parser_version=self._parser_version)
        if self._section(tail) is not section:
            return  # a tombstone came meanwhile and wins: the work is still missing, and is another now
        self._items.put(
            output,
            encode(result),
            media_type="application/json",
            metadata={"outcome": result.outcome},
        )
        self._publisher.publish(ResultWritten(trace_id=trace_id, key=output))

    def _section(self, tail: str) -> Section:
        """Find the section whose entry counts: a later one wins. Raises ObjectNotFoundError if there is none."""
        for section in reversed(Section):
            try:
                self._archive.head(keys.archive(section, tail))
            except ObjectNotFoundError:
                continue
            return section
        raise ObjectNotFoundError(self._archive.bucket, keys.archive(Section.RAW, tail))

    def _stands(self, output: str, section: Section) -> bool:
        """Tell whether the result stands; one from before a tombstone does not count."""
        try:
            standing = self._items.head(output).metadata.get("outcome")
        except ObjectNotFoundError:
            return False
        return section in {Section.RAW, Section.REFUSED} or standing == section.value

    def _result(self, section: Section, tail: str) -> Result:
        key = keys.archive(section, tail)
        if section is not Section.RAW:
            return decode_result(self._archive.get(key))
        with self._archive.open(key) as opened:
            delivery = _delivery(opened.info)
            data = b"".join(opened.chunks())
        if hashlib.sha256(data).hexdigest() != delivery.sha256:
            raise ContractError("its bytes are not those that its metadata names")
        return _result(delivery, self._sandbox.run(data, self._request(delivery)))

    def _request(self, delivery: Delivery) -> Request:
        return Request(
            sha256=delivery.sha256 or "",
            parser_version=self._parser_version,
            media_type=delivery.media_type,
            municipality=delivery.prefix if by_code(delivery.prefix) else None,
        )


def _delivery(info: ObjectInfo) -> Delivery:
    """Read the delivery that the fetcher noted beside the bytes."""
    try:
        return Delivery(
            prefix=info.metadata["prefix"],
            name=info.metadata["name"],
            version=info.metadata["version"],
            dropped_at=info.metadata["dropped_at"],
            sha256=info.metadata["sha256"],
            bytes=info.size,
            media_type=info.media_type,
        )
    except KeyError as error:
        raise ContractError(f"its metadata lacks {error}") from error


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
