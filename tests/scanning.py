"""Scans for tests: any PDF printed and scanned again, and the language data that reads them."""

import random
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from html import escape
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from PIL import Image

from services.parser.language_data import find_language_data
from services.parser.reading.picture import Picture, picture_of
from shared.errors import SettingsError
from tests.servers import miss

_SECONDS = 180
_STYLE = '<!doctype html><meta charset="utf-8"><style>p {font: 10pt "DejaVu Sans"; margin: 0 0 6pt}</style>'


def language_data() -> str:
    """Name the folder of the language data; without it the test is skipped, and fails in CI."""
    try:
        return find_language_data()
    except SettingsError as error:
        miss(str(error))


def scan_of(
    pdf: bytes, *, dpi: int = 200, skew: float = 0.4, noise: float = 0.15, quality: int = 60, most: int = 300
) -> bytes:
    """Make a PDF of pictures alone, as a scanner does: page after page askew, grainy, and a JPEG."""
    turned = zip(islice(_pictures(pdf, dpi), most), cycle((skew, -skew)), strict=False)
    pages = [_scanned(picture, turn, noise, quality) for picture, turn in turned]
    target = BytesIO()
    pages[0].save(target, "PDF", save_all=True, append_images=pages[1:], resolution=dpi, quality=quality)
    return target.getvalue()


def printed(texts: Iterable[Path]) -> dict[str, bytes]:
    """Print plain texts as LibreOffice does, and give the PDFs by the texts' names."""
    program = shutil.which("soffice") or miss("soffice is not installed (libreoffice-writer-nogui)")
    with TemporaryDirectory() as folder:
        sources = [_page(text, Path(folder)) for text in texts]
        profile = Path(folder, "profile").as_uri()
        writing = ("--headless", "--convert-to", "pdf:writer_web_pdf_Export", "--outdir", folder)
        command = (program, f"-env:UserInstallation={profile}", *writing, *map(str, sources))
        subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)
        return {source.stem: source.with_suffix(".pdf").read_bytes() for source in sources}


def _page(text: Path, folder: Path) -> Path:
    """Set a text in letters as minutes have; what is markup in it nobody prints."""
    plain = re.sub(r"(?m)^#+ |[*_]{1,3}", "", text.read_text(encoding="utf-8"))
    lines = (f"<p>{escape(line)}" for line in plain.splitlines() if line.strip())
    target = folder / f"{text.stem}.html"
    target.write_text("\n".join((_STYLE, *lines)), encoding="utf-8")
    return target


def without_unicode(pdf: bytes) -> bytes:
    """Take away what says which letters a font's signs are, as some printer drivers do."""
    return re.sub(rb"/ToUnicode \d+ 0 R", lambda found: b" " * len(found[0]), pdf)


def _pictures(pdf: bytes, dpi: int) -> Iterator[Picture]:
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            yield picture_of(page.raw, dpi)


def _scanned(picture: Picture, skew: float, noise: float, quality: int) -> Image.Image:
    image = Image.frombytes("L", (picture.width, picture.height), picture.grey)
    image = image.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=255)
    grain = Image.frombytes("L", image.size, random.Random(skew).randbytes(image.width * image.height))  # noqa: S311
    target = BytesIO()
    Image.blend(image, grain, noise).save(target, "JPEG", quality=quality)
    return Image.open(target)
