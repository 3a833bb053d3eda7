"""The real parser in real children: good files, files that are bombs, and the service that runs them."""

import hashlib
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.parser.parse import parse_file
from services.parser.samples import SAMPLES
from services.parser.sandbox.pool import SandboxPool
from services.parser.sandbox.port import Answer, Parsed, Request
from services.parser.version import PARSER_VERSION
from shared.contract.codes import RejectionReason
from shared.contract.result import Rejected

ROOT = Path(__file__).parents[3]
MINUTES = ROOT / "demo" / "samples"


def pdf(*objects: bytes) -> bytes:
    """Make a PDF of numbered objects, the first its catalogue; PDFium finds them without a table."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, content) for number, content in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R>>"


def stream(content: bytes, extra: bytes = b"") -> bytes:
    """Make a stream object."""
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), extra, content)


def one_page(contents: bytes, *more: bytes, resources: bytes = b"") -> bytes:
    """Make a PDF of one page."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%s>>>>" % resources
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, contents, *more)


def squeezed_bomb() -> bytes:
    """Pack a gigabyte of drawing twice: three kilobytes."""
    packer = zlib.compressobj(9)
    chunk = b"0 0 m 9 9 l S " * 75_000
    once = b"".join(packer.compress(chunk) for _ in range(1024)) + packer.flush()
    return one_page(stream(zlib.compress(once, 9), b"/Filter[/FlateDecode/FlateDecode]"))


def doubling_forms() -> bytes:
    """Draw thirty forms, each of which draws the next one twice."""
    forms = [
        stream(
            b"/F Do /F Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>" % next_one
        )
        for next_one in range(6, 36)
    ]
    last = stream(b"BT (x) Tj ET", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    return one_page(stream(b"/F Do"), *forms, last, resources=b"/XObject<</F 5 0 R>>")


@pytest.fixture(scope="module")
def pool() -> Iterator[SandboxPool]:
    """One warm slot with the limits of every day."""
    with SandboxPool(1) as pool:
        yield pool


def parse(pool: SandboxPool, data: bytes) -> Answer:
    """Parse bytes as the task does."""
    digest = hashlib.sha256(data).hexdigest()
    return pool.run(data, Request(sha256=digest, parser_version=PARSER_VERSION))


@pytest.mark.parametrize(
    "sample", sorted(MINUTES.rglob("*.pdf")) + sorted(MINUTES.rglob("*.md")), ids=lambda path: path.stem
)
def test_a_sample_is_parsed_in_a_child(pool: SandboxPool, sample: Path) -> None:
    """What the child says is a record with its text."""
    answer = parse(pool, sample.read_bytes())

    assert isinstance(answer, Parsed)
    assert answer.record.items
    assert answer.record.meeting.body
    assert answer.record.meeting.body in answer.text


LINES = "# Referat af byrådets møde den 14. marts 2023\n\n## Punkt 1: Møllen på øen\n\nBeslutning\n\nGodkendt.\n"
PAGE = f"<!doctype html><meta charset=windows-1257><h1>Referat</h1>{LINES}<ul><li>Æblet<li>Øen</ul>"
RICH = r"{\rtf1\ansi\ansicpg1257{\fonttbl{\f0\fcharset238 Arial;}}\f0{\b Referat den 14. marts 2023}\par Godkendt\'e6.}"
FILES = {charset: LINES.encode(charset) for charset in ("utf-8", "utf-16", "utf-32", "cp1252", "mac-roman", "cp865")}
FILES |= {
    **SAMPLES,
    "html": PAGE.encode("cp1257", "replace"),
    "rtf": RICH.encode(),
    "empty": b"",
    "binary": bytes(range(256)) * 99,
}


@pytest.mark.parametrize("name", FILES)
def test_a_child_says_what_would_be_said_here(pool: SandboxPool, name: str) -> None:
    """Behind its walls a child can load nothing more, and lacks nothing: charsets, readers, word lists."""
    data = FILES[name]
    request = Request(sha256=hashlib.sha256(data).hexdigest(), parser_version=PARSER_VERSION)

    assert pool.run(data, request) == parse_file(data, request)


@pytest.mark.parametrize("bomb", [squeezed_bomb, doubling_forms], ids=lambda bomb: bomb.__name__)
def test_a_bomb_ends_at_a_limit(pool: SandboxPool, bomb: Callable[[], bytes]) -> None:
    """A small file that grows beyond all measure is refused, and the next file is read as ever."""
    answer = parse(pool, bomb())
    following = parse(pool, next(MINUTES.rglob("*.pdf")).read_bytes())

    assert isinstance(answer, Rejected)
    assert answer.reason in {RejectionReason.LIMIT, RejectionReason.TIMED_OUT}
    assert isinstance(following, Parsed)
