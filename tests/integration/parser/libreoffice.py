"""OpenDocument texts in one file, which LibreOffice writes in other formats."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.servers import miss

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_PREFIXES = {
    **{name: name for name in ("office", "text", "table", "style")},
    "fo": "xsl-fo-compatible",
    "draw": "drawing",
    "svg": "svg-compatible",
}


def flat_odt(body: str, *, styles: str = "", automatic: str = "") -> str:
    """Make an OpenDocument text with this in its body, and these styles."""
    prefixes = " ".join(f'xmlns:{prefix}="{_OASIS}:{name}:1.0"' for prefix, name in _PREFIXES.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {prefixes} office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:styles>{styles}</office:styles><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document>"
    )


def converted(files: Sequence[Path], folder: Path, *formats: str) -> None:
    """Let LibreOffice write files in other formats. Without it the test is skipped, and fails in CI."""
    program = shutil.which("soffice")
    if program is None:
        miss("LibreOffice is missing: apt-get install libreoffice-writer-nogui")
    for target in formats:
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [program, "--headless", profile, "--convert-to", target, "--outdir", str(folder), *map(str, files)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
