"""Whether scans can be read on this machine: the extra, and where Debian's Danish data for it lies."""

from importlib.util import find_spec
from pathlib import Path

from shared.errors import SettingsError

_FILE = "dan.traineddata"
_USUAL = ("/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tessdata", "/usr/local/share/tessdata")
_CURE = (
    "scans can't be read here: {}; install Python's referat[ocr] and Debian's tesseract-ocr-dan, "
    f"or set REFERAT_LANGUAGE_DATA to the folder of {_FILE}"
)


def find_language_data(told: str = "") -> str:
    """Name the folder of the data; ``told`` is where to look before the usual places.

    Raises SettingsError with the cure where scans can't be read.
    """
    if find_spec("tesserocr") is None:
        raise SettingsError(_CURE.format("tesserocr is not installed"))
    # TESSDATA_PREFIX has meant the folder itself, and the one above it.
    places = [Path(place) for place in (*((told, f"{told}/tessdata") if told else ()), *_USUAL)]
    found = next((place for place in places if (place / _FILE).is_file()), None)
    if found is None:
        raise SettingsError(_CURE.format(f"{_FILE} is not in {' or '.join(map(str, places))}"))
    return str(found)
