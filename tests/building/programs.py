"""The programs that set minutes as files: each is asked once for all files, since starting it is what takes time."""

import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from deploy.stack.servers.process import NotInstalledError
from tests.building.markup import html_of
from tests.building.office import fodt_of
from tests.building.platypus import reportlab_pdf
from tests.building.script import Script
from tests.building.word import word_document

PDFS: Final = ("libreoffice.pdf", "chromium.pdf", "weasyprint.pdf", "reportlab.pdf", "ghostscript.pdf")
FLOWING: Final = ("libreoffice.rtf", "libreoffice.html", "ours.html")
OFFICE: Final = ("libreoffice.docx", "libreoffice.odt", "python-docx.docx")
_SECONDS: Final = 180

Files = dict[str, bytes]
"""A file for each script, by the script's name."""


def build(kind: str, scripts: Sequence[Script]) -> Files:
    """Make one kind of file of each script. Raises NotInstalledError where the program is missing."""
    program, _, ending = kind.partition(".")
    if program == "libreoffice":
        return _libreoffice(scripts, ending)
    makers: Mapping[str, Callable[[Script], bytes]] = {
        "chromium": _chromium,
        "weasyprint": _weasyprint,
        "reportlab": reportlab_pdf,
        "python-docx": word_document,
        "ours": lambda script: html_of(script).encode(),
    }
    if program == "ghostscript":
        return {name: _ghostscript(pdf) for name, pdf in _libreoffice(scripts, ending).items()}
    return {script.name: makers[program](script) for script in scripts}


def _libreoffice(scripts: Sequence[Script], ending: str) -> Files:
    with TemporaryDirectory() as folder:
        sources = [Path(folder, f"{script.name}.fodt") for script in scripts]
        for script, source in zip(scripts, sources, strict=True):
            source.write_text(fodt_of(script), encoding="utf-8")
        profile = Path(folder, "profile").as_uri()
        target = {"html": "html:HTML (StarWriter):EmbedImages"}.get(ending, ending)
        _run("soffice", f"-env:UserInstallation={profile}", "--convert-to", target, "--outdir", folder, *sources)
        return {source.stem: source.with_suffix(f".{ending}").read_bytes() for source in sources}


def _chromium(script: Script) -> bytes:
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(html_of(script), encoding="utf-8")
        # Its own sandbox needs rights that a container lacks; the page is ours.
        switches = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
        _run("chromium", *switches, f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", source.as_uri())
        return target.read_bytes()


def _weasyprint(script: Script) -> bytes:
    try:
        from weasyprint import HTML  # noqa: PLC0415  # needs libraries of the system
    except OSError as error:
        raise NotInstalledError("WeasyPrint finds no Pango: apt-get install libpangoft2-1.0-0") from error
    return bytes(HTML(string=html_of(script)).write_pdf() or b"")


def _ghostscript(pdf: bytes) -> bytes:
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "in.pdf"), Path(folder, "out.pdf")
        source.write_bytes(pdf)
        _run("gs", "-q", "-sDEVICE=pdfwrite", "-o", target, source)
        return target.read_bytes()


def _run(program: str, *arguments: str | Path) -> None:
    found = shutil.which(program)
    if not found:
        raise NotInstalledError(f"{program} is missing: .ci/run names the package")
    subprocess.run([found, *arguments], check=True, capture_output=True, timeout=_SECONDS)
