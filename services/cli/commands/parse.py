"""``referat parse``: minutes in, one line of JSON for each file out."""

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from services.cli.console import CommandError, err, say, silence_stdout
from services.cli.embedded import limits, slots
from services.cli.options import LanguageData, language_data
from services.fetcher.admit import too_large
from services.parser.sandbox.port import Answer, Request, Sandbox
from services.parser.sandbox.scans import ScanStep, open_sandbox
from services.parser.version import PARSER_VERSION
from shared.contract.codec import encode
from shared.contract.result import Rejected
from shared.errors import ChildLostError
from shared.trying import MOST_ATTEMPTS, given_up

READER_GONE = 141  # what a shell reports of a program that SIGPIPE ended


def parse(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...", help="Minutes: PDF, Word, OpenDocument, web page, rich text, text or Markdown."
        ),
    ],
    *,
    scans: LanguageData = "",
) -> None:
    """Turn minutes into JSON: one line for each FILE, in the order given.

    A line is `{"source": ..., "record": {...}}`, or `"rejected"` with a reason where the
    file is no minutes. The shape is published in shared/contract/schemas/referat-1.schema.json. Nothing is
    kept; use `referat ingest` for that.

    Ends with 0 if all files were parsed, 1 if any was rejected, 2 if one can't be read.

    Try:
    * `referat parse minutes.pdf`
    * `referat parse minutes/*.pdf | jq -r '.record.items[].title'`
    """
    for file in files:
        _must_be_readable(file)
    rejected = False
    try:
        for file, answer in _parsed(files, language_data(scans)):
            rejected |= isinstance(answer, Rejected)
            sys.stdout.buffer.write(_line(file, answer))
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        silence_stdout()
        raise typer.Exit(READER_GONE) from None
    raise typer.Exit(1 if rejected else 0)


def _parsed(files: Sequence[str], scans: str) -> Iterator[tuple[str, Answer]]:
    """Parse several files at a time and yield their answers in the order given."""
    workers = min(len(files), slots())
    with open_sandbox(workers, scans, _tell) as sandbox:
        pool = ThreadPoolExecutor(workers)
        try:
            yield from zip(files, pool.map(lambda file: _parse_one(sandbox, file), files), strict=True)
        finally:
            # Nobody waits for what was not begun, whether all is done or the user has had enough.
            pool.shutdown(wait=False, cancel_futures=True)


def _tell(step: ScanStep) -> None:
    """Say on a terminal why nothing happens for a while."""
    if step.found and err().is_terminal:
        say(f"Reading {step.found} scanned pages, about a second each ...")


def _parse_one(sandbox: Sandbox, file: str) -> Answer:
    try:
        if Path(file).stat().st_size > limits().max_bytes:
            return too_large(limits())
        data = Path(file).read_bytes()
    except OSError as error:
        raise CommandError(f"{file} can't be read ({error.strerror}); check the disk or leave it out") from error
    request = Request(sha256=hashlib.sha256(data).hexdigest(), parser_version=PARSER_VERSION)
    for _ in range(MOST_ATTEMPTS):
        with suppress(ChildLostError):  # tried again, but not for ever
            return sandbox.run(data, request)
    return given_up()


def _line(file: str, answer: Answer) -> bytes:
    source = json.dumps(os.fsencode(file).decode("utf-8", "replace"), ensure_ascii=False).encode()
    if isinstance(answer, Rejected):
        rejected = json.dumps({"reason": answer.reason, "detail": answer.detail}, ensure_ascii=False).encode()
        return b'{"source":%b,"rejected":%b}\n' % (source, rejected)
    return b'{"source":%b,"record":%b}\n' % (source, encode(answer.record))


def _must_be_readable(file: str) -> None:
    path = Path(file)
    if not path.exists():
        raise CommandError(f"{file} does not exist; check the name (nothing was parsed)")
    if not path.is_file():
        raise CommandError(f"{file} is not a file; name the files in it (nothing was parsed)")
    if not os.access(path, os.R_OK):
        raise CommandError(f"{file} may not be read; check its permissions (nothing was parsed)")
