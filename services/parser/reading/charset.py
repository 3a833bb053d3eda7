"""Which letters some bytes mean: the byte order mark, the pattern of NULs, UTF-8, else what looks most Danish."""

import codecs
import re
from collections import Counter

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE_BYTES = 64 * 1024
_SINGLE_BYTE = ("cp1252", "mac-roman", "cp865", "latin-1")  # in order of preference where scores are equal
_POINTS = {
    **dict.fromkeys("æøå", 6),
    **dict.fromkeys("ÆØÅ", 4),
    **dict.fromkeys("éÉüÜöÖäÄèáó", 1),
    **dict.fromkeys("“”„‘’«»–—…•·§°½´€\u00a0\u00ad²³", 1),
}
_UNLIKELY = -2
_CONTROL = -6
_SOME_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_OTHER_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b\x1a"))  # than text has
_MAX_CONTROL_SHARE = 0.02  # compressed data has a tenth, text none
_MAX_BAD_SHARE = 0.02  # of the letters above ASCII, for UTF-8 that was cut or patched on its way


def decode(data: bytes) -> str:
    """Decode text of any charset that Danish systems write; what can't be read becomes U+FFFD."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, errors="replace")
    if wide := _utf16_without_mark(data):
        return data.decode(wide, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_damaged(data)


def is_text(data: bytes) -> bool:
    """Tell text in any charset from binary data, whatever its name."""
    if any(data.startswith(mark) for mark, _ in _MARKS) or _utf16_without_mark(data):
        return True
    sample = data[:_SAMPLE_BYTES]
    controls = len(sample) - len(sample.translate(None, _OTHER_CONTROLS))
    return controls <= len(sample) * _MAX_CONTROL_SHARE


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 of Danish text has a NUL in nearly every pair, always on the same side."""
    sample = data[: _SAMPLE_BYTES & ~1]
    pairs = len(sample) // 2
    if not pairs:
        return None
    first, second = sample[0::2].count(0), sample[1::2].count(0)
    if second > 0.7 * pairs and first < 0.05 * pairs:
        return "utf-16-le"
    if first > 0.7 * pairs and second < 0.05 * pairs:
        return "utf-16-be"
    return None


def _decode_damaged(data: bytes) -> str:
    sample = data[:_SAMPLE_BYTES]
    good = len(_SOME_UTF8.findall(sample))
    bad = sample.decode("utf-8", errors="replace").count("\ufffd")
    if good and bad <= max(1, (good + bad) * _MAX_BAD_SHARE):
        return data.decode("utf-8", errors="replace")
    counts = Counter(byte for byte in data if byte >= 0x80) if len(data) <= _SAMPLE_BYTES else _sampled(data)
    best = max(_SINGLE_BYTE, key=lambda name: _score(counts, name))
    return data.decode(best, errors="replace")


def _sampled(data: bytes) -> Counter[int]:
    """Count the bytes above ASCII, from the beginning on until there are enough to tell."""
    counts: Counter[int] = Counter()
    for start in range(0, len(data), _SAMPLE_BYTES):
        counts.update(byte for byte in data[start : start + _SAMPLE_BYTES] if byte >= 0x80)
        if counts.total() > 1000:
            break
    return counts


def _score(counts: Counter[int], name: str) -> int:
    score = 0
    for byte, count in counts.items():
        letter = bytes([byte]).decode(name, errors="replace")
        is_control = letter == "\ufffd" or "\x80" <= letter < "\xa0"
        score += count * (_CONTROL if is_control else _POINTS.get(letter, _UNLIKELY))
    return score
