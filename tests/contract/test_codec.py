"""The contract on the wire: published schemas, old results, closed codes."""

import json
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from services.parser.parse import parse_file
from services.parser.sandbox.port import Parsed, Request
from shared.contract.codec import (
    SCHEMAS,
    decode_fact,
    decode_record,
    decode_result,
    encode,
    encode_fact,
    json_schema,
    to_plain,
)
from shared.contract.codes import Outcome
from shared.contract.facts import FileArchived, FileDropped, ResultWritten, ScanFound
from shared.contract.record import Record
from shared.contract.result import Delivery, Result
from shared.errors import ContractError

SAMPLES = Path(__file__).parents[2] / "demo" / "samples"

OLDEST = """{"schema": "referat-result/1", "outcome": "parsed", "parser_version": "0",
 "delivery": {"prefix": "482", "name": "a.txt", "version": "20200101T000000Z-ab", "dropped_at": "2020-01-01T00:00:00Z",
              "bytes": 3, "a_field_that_is_gone": 1},
 "record": {"schema": "referat/1", "kind": "referat", "parser_version": "0",
            "document": {"sha256": "ab", "media_type": "text/plain", "bytes": 3}, "meeting": {},
            "layout": {"name": "general", "score": 0.4},
            "items": [{"span": [0, 3], "decisions": [{"current": true, "outcome": "approved", "text": "abc",
                       "span": [0, 3], "votes": [{"for": {"count": 3}}]}]}]}, "text": "abc"}"""


def _result() -> Result:
    data = (SAMPLES / "482" / "kommunalbestyrelsen-2023-06-19.txt").read_bytes()
    answer = parse_file(data, Request(sha256="ab", parser_version="7", municipality="482"))
    assert isinstance(answer, Parsed)
    delivery = Delivery(prefix="482", name="a.txt", version="v", dropped_at="2023-06-20T10:00:00Z", bytes=len(data))
    return Result(delivery=delivery, outcome=Outcome.PARSED, parser_version="7", record=answer.record, text=answer.text)


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_published_schema_is_the_codes(name: str) -> None:
    """Code and schema never drift apart."""
    published = resources.files("shared.contract").joinpath("schemas", f"{name}.schema.json").read_text("utf-8")

    assert json.loads(published) == json.loads(json.dumps(json_schema(name)))


def test_a_real_result_fits_its_schema() -> None:
    """What the parser says of a sample validates, with all kinds of facts in it."""
    result = _result()
    assert result.record is not None

    jsonschema.validate(json.loads(encode(result)), json_schema("referat-result-1"))
    jsonschema.validate(json.loads(encode(result.record)), json_schema("referat-1"))


def test_what_was_encoded_is_decoded_unchanged() -> None:
    """Nothing is lost on the way, ballots included."""
    result = _result()
    assert result.record is not None

    assert decode_result(encode(result)) == result
    assert decode_record(encode(result.record)) == result.record
    assert any(decision.votes for item in result.record.items for decision in item.decisions)


@pytest.mark.parametrize("items", ['["x"]', '[{"decisions": ["x"]}]', '[{"decisions": [{"votes": 1}]}]', '["for", 7]'])
def test_items_that_are_none_are_refused_like_all_else_that_is_none_of_ours(items: str) -> None:
    """Whoever looks for ballots in what an enemy wrote may find no items at all."""
    with pytest.raises(ContractError):
        decode_record(f'{{"items": {items}}}'.encode())


def test_a_ballot_is_published_with_the_word_for() -> None:
    """The contract's name is a word of Python; readers of the JSON never see ours."""
    votes = [
        ballot
        for item in to_plain(_result())["record"]["items"]
        for decision in item["decisions"]
        for ballot in decision["votes"]
    ]

    assert votes
    assert all({"for", "against", "abstain"} < set(ballot) and "for_" not in ballot for ballot in votes)


def test_results_of_older_versions_keep_decoding() -> None:
    """Missing fields get their defaults, fields that are gone are ignored."""
    result = decode_result(OLDEST.encode())

    assert isinstance(result.record, Record)
    (ballot,) = result.record.items[0].decisions[0].votes
    assert ballot.for_ is not None
    assert ballot.for_.count == 3


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"\xff", OLDEST.replace("approved", "agreed").encode()])
def test_what_is_not_ours_is_refused(body: bytes) -> None:
    """Garbage and codes outside the vocabulary are an error of the contract, not of Python."""
    with pytest.raises(ContractError):
        decode_result(body)


@pytest.mark.parametrize("kind", [FileDropped, FileArchived, ScanFound, ResultWritten])
def test_facts_survive_the_queue(kind: type[FileDropped | FileArchived | ScanFound | ResultWritten]) -> None:
    """A fact is plain JSON with keys and no bodies."""
    fact = kind(trace_id="t", key="165/a.pdf")

    assert decode_fact(json.loads(json.dumps(encode_fact(fact)))) == fact


@pytest.mark.parametrize("message", [{}, {"fact": "Nothing"}, {"fact": "FileDropped", "trace_id": 1, "key": "k"}])
def test_what_is_no_fact_is_refused(message: dict[str, object]) -> None:
    """Unknown facts and wrong fields are an error of the contract."""
    with pytest.raises(ContractError):
        decode_fact(message)
