"""Failures: what stands in the place of a result that no indexer could index, whatever it tried.

A rejection of our own, in the items bucket beside the result: so the tables follow from that bucket alone, and a
database that is filled again meets no such result twice. It counts as long as the result is the one that was given up:
what is written later is tried anew, and `referat replay` takes both away.
"""

from shared.contract import keys
from shared.contract.codes import Outcome
from shared.contract.result import Result
from shared.entries import delivery_of_result
from shared.errors import ContractError
from shared.objectstore.port import ObjectInfo
from shared.trying import given_up


def is_failure(key: str) -> bool:
    """Tell whether a key of the items bucket is that of a failure."""
    try:
        keys.split_failure(key)
    except ValueError:
        return False
    return True


def result_key(key: str) -> str:
    """Spell the key of the result that a failure stands for; any other key stays what it is."""
    return keys.item(*keys.split_failure(key)) if is_failure(key) else key


def failure_key(item_key: str) -> str:
    """Spell where the failure of a result stands. Raises ContractError for a key that is none of a result."""
    return keys.failure(*_split(item_key))


def stands_for(failure: ObjectInfo, result: ObjectInfo) -> bool:
    """Tell whether a failure stands for a result as it is now: a result that is no older has not been given up."""
    return failure.last_modified > result.last_modified


def failure_of(info: ObjectInfo) -> Result:
    """Make the failure of a result, without reading it. Raises ContractError if nothing says whose it is."""
    parser_version, tail = _split(info.key)
    return Result(
        delivery=delivery_of_result(info, tail),
        outcome=Outcome.REJECTED,
        parser_version=parser_version,
        rejected=given_up(),
    )


def _split(item_key: str) -> tuple[str, str]:
    try:
        return keys.split_item(item_key)
    except ValueError as error:
        raise ContractError(str(error)) from error
