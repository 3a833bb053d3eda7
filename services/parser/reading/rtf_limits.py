"""How large a rich text file may be: told by counting, before anything is read."""

from shared.contract.codes import RejectionReason
from shared.errors import DocumentError

MAX_RTF_BYTES = 20 * 1024 * 1024
_MAX_WORDS, _MAX_GROUPS = 1_500_000, 500_000  # as many as are read in some five seconds


def check_size(data: bytes) -> None:
    """Raise DocumentError where a file is no rich text, or has more of anything than minutes have."""
    if not data.startswith(b"{\\rtf"):
        raise DocumentError(RejectionReason.MALFORMED, "The rich text has no head: save it anew and drop it again.")
    if len(data) > MAX_RTF_BYTES:
        raise DocumentError(
            RejectionReason.LIMIT,
            f"The rich text is larger than {MAX_RTF_BYTES // 1024**2} MB: drop one file for each meeting, "
            "without pictures.",
        )
    if data.count(b"\\") - data.count(b"\\'") > _MAX_WORDS or data.count(b"{") > _MAX_GROUPS:
        raise DocumentError(
            RejectionReason.LIMIT,
            f"The rich text has more than {_MAX_WORDS:,} control words or {_MAX_GROUPS:,} groups: "
            "drop one file for each meeting.",
        )
