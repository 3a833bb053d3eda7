"""Good files that were cut off, or had bytes flipped, on their way."""

import random
from collections.abc import Iterator
from functools import cache, partial

from reportlab.pdfgen.canvas import Canvas

from shared.contract.codes import RejectionReason
from tests.building.invented import invented_minutes
from tests.building.markup import html_of
from tests.building.platypus import reportlab_pdf
from tests.hostile.making import ODD, READ, Hostile, hostile, tenths
from tests.unit.parser.reading.conftest import canvas_pdf
from tests.unit.parser.reading.office_files import docx, odt, paragraph

MALFORMED, UNSUPPORTED = RejectionReason.MALFORMED, RejectionReason.UNSUPPORTED_TYPE
_LINES = [f"Punkt {number}: Møllen ved åen og dens tag, som nu er tætnet {number * 7} steder" for number in range(99)]


@cache
def good_files() -> dict[str, bytes]:
    """Give one good file of each format."""
    script = invented_minutes()
    rich = "\\par ".join(line.encode("cp1252").decode("latin-1") for line in _LINES).encode("latin-1")
    return {
        "pdf": reportlab_pdf(script),
        "html": html_of(script).encode(),
        "rtf": b"{\\rtf1\\ansi{\\fonttbl{\\f0\\fcharset0 Arial;}}" + rich + b"}",
        "docx": docx("".join(map(paragraph, _LINES))),
        "odt": odt("".join(f"<text:p>{line}</text:p>" for line in _LINES)),
        "text": "\n\n".join(_LINES).encode(),
    }


def cut_off() -> Iterator[Hostile]:
    """H8: files that an upload broke off at every tenth."""
    expected = {
        "html": (READ,),
        "text": (READ,),
        "rtf": (MALFORMED,),
        "docx": (MALFORMED,),
        "odt": (MALFORMED,),
        "pdf": ODD,
    }
    for format_, data in good_files().items():
        for tenth, part in enumerate(tenths(data), 1):
            name = f"{tenth} tenths of a {format_}"
            yield hostile("H8", name, partial(bytes, part), UNSUPPORTED, *expected[format_])


def small_files() -> dict[str, bytes]:
    """Give one small file of each format, so that damage meets what matters."""
    lines = _LINES[:4]

    def draw(canvas: Canvas) -> None:
        for number, line in enumerate(lines):
            canvas.drawString(60, 700 - 20 * number, line)

    cells = "</td><td>".join(lines)
    return {
        "pdf": canvas_pdf(draw),
        "html": f"<html><head><title>x</title></head><h1>a</h1><table><tr><td>{cells}</td></table></html>".encode(),
        "rtf": (
            b"{\\rtf1\\ansi{\\fonttbl{\\f0\\fcharset0 T;}}{\\b M\\'f8de}\\par"
            b"\\intbl a\\cell\\u248?\\cell\\row\\pard x\\par}"
        ),
        "docx": docx("".join(map(paragraph, lines))),
        "odt": odt("".join(f"<text:p>{line}</text:p>" for line in lines)),
        "text": "\n\n".join(lines).encode(),
    }


def flipped(data: bytes, count: int, seed: int) -> Iterator[bytes]:
    """Yield damaged copies of a file, the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311  # damage, and no secret
    for _ in range(count):
        damaged = bytearray(data)
        for _ in range(dice.choice((1, 1, 3, 20))):
            damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
        yield bytes(damaged)
