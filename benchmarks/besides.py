"""What the baseline's tasks do besides the bare minimum, when a message asks for it: other limits to measure by."""

import hashlib
from io import BytesIO
from typing import Final

from minio import Minio, S3Error

from services.parser.parse import parse_file
from services.parser.sandbox.port import Request

_QUESTIONS: Final = {"fetch": 4, "parse": 3}
"""How often ours asks whether something stands: the entry in each section; the result, and both tombstones."""

_RECEIPTS: Final = 2


def besides(also: str, stage: str, store: Minio, key: str, body: bytes) -> None:
    """Do ``nothing``, have ours ``parse`` the body, or make the ``requests`` to the store that ours makes as well."""
    if also == "parse" and stage == "parse":
        parse_file(body, Request(sha256=hashlib.sha256(body).hexdigest(), parser_version="bare", municipality="165"))
    if also == "requests":
        for number in range(_QUESTIONS.get(stage, 0)):
            _ask(store, f"{number}/{key}")
        for number in range(_RECEIPTS if stage == "index" else 0):
            told = body[:500]
            name = f"{key}.receipt-{number}"
            store.put_object(bucket_name="bare-items", object_name=name, data=BytesIO(told), length=len(told))


def _ask(store: Minio, key: str) -> None:
    try:
        store.stat_object(bucket_name="bare-archive", object_name=key)
    except S3Error as error:
        if error.code != "NoSuchKey":
            raise
