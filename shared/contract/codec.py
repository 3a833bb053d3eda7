"""Results, records and facts to JSON and back: the one module that knows the serialiser.

Decoding is lenient towards other versions: unknown fields are ignored and fields added since get their
defaults, so results of older parser versions keep decoding. It is strict about types and closed codes.
"""

from typing import Any, TypeVar

import msgspec

from shared.contract.facts import Fact, FileArchived, FileDropped, ResultWritten, ScanFound
from shared.contract.record import Record
from shared.contract.result import Rejected, Result
from shared.errors import ContractError

T = TypeVar("T")

_PUBLISHED, _OURS = "for", "for_"  # a field of the contract, and a word of Python
_HAS_BALLOTS = b'"for_"'  # where it stands in no bytes, there is nothing to rename: within a text it would be escaped

SCHEMAS: dict[str, type] = {"referat-1": Record, "referat-result-1": Result}
"""The published schemas by file name, and the type that each describes."""

_FACTS: dict[str, type[Fact]] = {fact.__name__: fact for fact in (FileDropped, FileArchived, ScanFound, ResultWritten)}

# msgspec 0.22 looks at a dataclass when it first meets it, and the process dies (SIGSEGV) where two threads have it do
# so at the same moment. So it meets all of them here, before there are threads.
_MET = tuple(msgspec.json.Decoder(kind) for kind in (Record, Rejected, Result, *_FACTS.values()))


def encode(value: Record | Rejected | Result) -> bytes:
    """Spell a record, rejection or result as JSON, with the names of the published contract."""
    body = msgspec.json.encode(value)
    return msgspec.json.encode(_published(body)) if _HAS_BALLOTS in body else body


def to_plain(value: Record | Rejected | Result) -> dict[str, Any]:
    """Turn a record, rejection or result into plain dictionaries and lists, with the published names."""
    return _published(msgspec.json.encode(value))


def decode_result(body: bytes) -> Result:
    """Read a result of this or any older version. Raises ContractError."""
    return _decode(body, Result)


def decode_record(body: bytes) -> Record:
    """Read a record of this or any older version. Raises ContractError."""
    return _decode(body, Record)


def decode_rejected(body: bytes) -> Rejected:
    """Read a rejection. Raises ContractError."""
    return _decode(body, Rejected)


def encode_fact(fact: Fact) -> dict[str, Any]:
    """Turn a fact into a message: its name and its fields, nothing that JSON can't hold."""
    return {"fact": type(fact).__name__, **msgspec.to_builtins(fact)}


def decode_fact(message: dict[str, Any]) -> Fact:
    """Read a message. Raises ContractError for an unknown fact or a field that does not fit."""
    try:
        return msgspec.convert(message, _FACTS[message["fact"]])
    except (KeyError, TypeError, msgspec.ValidationError) as error:
        # Without its words, which quote what was in the message.
        raise ContractError(f"not a fact of ours: {type(error).__name__}") from error


def json_schema(name: str) -> dict[str, Any]:
    """Make the JSON Schema of one published type, as it must stand in ``schemas/<name>.schema.json``."""
    (reference,), components = msgspec.json.schema_components([SCHEMAS[name]], ref_template="#/$defs/{name}")
    components["Ballot"]["properties"]["for"] = components["Ballot"]["properties"].pop("for_")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{name}.schema.json",
        **reference,
        "$defs": components,
    }


def _decode(body: bytes, kind: type[T]) -> T:
    try:
        plain = msgspec.json.decode(body)
        if isinstance(plain, dict):
            _rename_ballots(plain, _PUBLISHED, _OURS)
        return msgspec.convert(plain, kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, AttributeError, TypeError) as error:
        # The last two are what looking for ballots makes of items that are none.
        raise ContractError(f"not a {kind.__name__.lower()} of ours: {error}") from error


def _published(body: bytes) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.json.decode(body)
    _rename_ballots(plain, _OURS, _PUBLISHED)
    return plain


def _rename_ballots(plain: dict[str, Any], old: str, new: str) -> None:
    """Rename one side of every ballot in place."""
    record = plain.get("record", plain) or {}
    items = record.get("items") if isinstance(record, dict) else None
    for item in items or ():
        for decision in item.get("decisions", ()):
            for ballot in decision.get("votes", ()):
                if old in ballot:
                    ballot[new] = ballot.pop(old)
