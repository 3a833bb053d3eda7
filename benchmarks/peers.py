"""Other libraries on the same PDFs, side by side: time against PDFium's floor, and how much of the minutes they see.

``pip install -e '.[bench]'`` brings them; those that are missing are left out. None of them has an aim: they are there
to see what reading costs elsewhere.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from io import BytesIO
from statistics import mean
from typing import Any, Final

from benchmarks.ratio import Ratio, compare
from benchmarks.reading import floor, pdfs
from services.parser.reading.model import Paragraph
from services.parser.reading.read import read
from tests.building.invented import invented_minutes
from tests.building.script import texts_of

ROUNDS: Final = 3  # some of them take a second for each file
_WORD: Final = re.compile(r"[^\W_]+")

_Peer = Callable[[bytes], str]
"""From a PDF to its text."""


def measure() -> Iterator[Ratio]:
    """Measure each library that is installed, and ours."""
    files = dict(pdfs())
    wanted = Counter(word for block in invented_minutes().blocks for text in texts_of(block) for word in words(text))
    for name, peer in {"ours, with layout and tables": _ours, **installed()}.items():
        times = [own / least for own, least in (compare(*_pair(peer, data), ROUNDS) for data in files.values())]
        found = [(Counter(words(peer(data))) & wanted).total() / wanted.total() for data in files.values()]
        note = f"finds {100 * mean(found):.1f} % of the words"
        yield Ratio(what=f"PDF to text by {name}", peer="PDFium's floor", times=mean(times), aim=None, note=note)


def installed() -> Mapping[str, _Peer]:
    """Give the libraries that are on this machine."""
    makers = {
        "pypdf": _pypdf,
        "pdfplumber": _pdfplumber,
        "markitdown": _markitdown,
        "kreuzberg": _kreuzberg,
        "pdf_oxide": _pdf_oxide,
    }
    found: dict[str, _Peer] = {}
    for name, maker in makers.items():
        try:
            found[name] = maker(import_module(name))
        except ImportError:
            continue
    return found


def words(text: str) -> list[str]:
    """Take the words of a text."""
    return _WORD.findall(text)


def _pair(peer: _Peer, data: bytes) -> tuple[Callable[[], object], Callable[[], object]]:
    return lambda: peer(data), lambda: floor(data)


def _ours(data: bytes) -> str:
    flow = read(data).flow
    return "\n".join(
        part.text if isinstance(part, Paragraph) else "\n".join(map("\t".join, part.rows)) for part in flow
    )


def _pypdf(library: Any) -> _Peer:
    return lambda data: "\n".join(page.extract_text() for page in library.PdfReader(BytesIO(data)).pages)


def _pdfplumber(library: Any) -> _Peer:
    def read_all(data: bytes) -> str:
        with library.open(BytesIO(data)) as document:
            pages = [(page.extract_text(), page.extract_tables()) for page in document.pages]
        return "\n".join(text for text, _ in pages)

    return read_all


def _markitdown(library: Any) -> _Peer:
    converter = library.MarkItDown(enable_plugins=False)
    return lambda data: str(converter.convert_stream(BytesIO(data), file_extension=".pdf").text_content)


def _kreuzberg(library: Any) -> _Peer:
    return lambda data: str(library.extract_bytes_sync(data, "application/pdf").content)


def _pdf_oxide(library: Any) -> _Peer:
    def read_all(data: bytes) -> str:
        document = library.PdfDocument.from_bytes(data)
        return "\n".join(document.extract_text(page) for page in range(document.page_count()))

    return read_all
