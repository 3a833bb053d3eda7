"""What the sandbox's server does once, before any child: load, compile and open whatever reading a file takes.

A child that is forked from a server that has never parsed does all of that itself: it was more than half of what a
file cost. And behind its walls it can't: a child opens no file, so it imports nothing either.
"""

import codecs
import encodings
import heapq  # noqa: F401  # Counter imports it on demand
import pkgutil
from contextlib import suppress

from services.parser.parse import parse_file
from services.parser.reading.ocr import make_recogniser
from services.parser.reading.picture import DPI, Picture
from services.parser.samples import CONVERTED, SAMPLES
from services.parser.sandbox.port import Request


def warm_up(language_data: str = "") -> None:
    """Know every charset, and parse a few invented lines of every format and forget what they say.

    With ``language_data``, be ready for OCR too.
    """
    for name in (module.name for module in pkgutil.iter_modules(encodings.__path__)):
        with suppress(LookupError):  # some are those of other systems
            codecs.lookup(name)
    for data in (*SAMPLES.values(), CONVERTED):
        parse_file(data, Request(sha256="", parser_version=""))
    if language_data:
        make_recogniser(language_data).read(Picture(width=9, height=9, dpi=DPI, grey=bytes(81)))
