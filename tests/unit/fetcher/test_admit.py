"""Admission: what is taken, refused and passed over, from key and size alone. Scenario A11."""

import pytest

from services.fetcher.admit import MAX_BYTES, Limits, is_passed_over, listed_prefixes, refuse
from shared.contract.codes import RejectionReason
from shared.contract.keys import UNKNOWN_PREFIX


@pytest.mark.parametrize(
    "key",
    [
        "165/referat.pdf.part",
        "165/referat.pdf.filepart",
        "165/REFERAT.TMP",
        "165/.~lock.referat.odt#",
        "165/~$referat.docx",
        "165/._referat.pdf",
        "165/2026/Thumbs.db",
        "165/.DS_Store",
        "165/.pdf",
        "165/.sync/referat.pdf",
        ".165/referat.pdf",
        "165/Desktop.ini",
        "165/referat.pdf.crdownload",
        "165/referat.pdf.0a1b.partial",
        "165/__MACOSX/referat.pdf",
        "__MACOSX/165/referat.pdf",
        "165/folder/",
        "165/",
        "/",
    ],
)
def test_what_programs_leave_behind_is_passed_over(key: str) -> None:
    """Half-written files, leftovers and folder markers are no deliveries."""
    assert is_passed_over(key)


@pytest.mark.parametrize(
    "key",
    [
        "165/referat.pdf",
        "165/part",
        "165/a.part/b.pdf",
        "165/~referat.pdf",
        "165/a.b/c.pdf",
        "165/../a.pdf",
        "165/./a.pdf",
        "x",
    ],
)
def test_everything_else_is_a_delivery(key: str) -> None:
    """A name that only resembles a leftover is a file like others."""
    assert not is_passed_over(key)


@pytest.mark.parametrize("size", [1, MAX_BYTES])
def test_a_file_of_a_known_prefix_is_taken(size: int) -> None:
    """Any size from one byte to the limit is taken, whatever the name says about the type."""
    assert refuse("165", "a.exe", size, Limits()) is None


@pytest.mark.parametrize(
    ("prefix", "name", "size", "reason"),
    [
        ("165", "a", 0, RejectionReason.EMPTY),
        ("165", "a", MAX_BYTES + 1, RejectionReason.TOO_LARGE),
        (UNKNOWN_PREFIX, "/0165/a", 1, RejectionReason.UNKNOWN_MUNICIPALITY),
        (UNKNOWN_PREFIX, "/a", 0, RejectionReason.UNKNOWN_MUNICIPALITY),
        (UNKNOWN_PREFIX, "a", 1, RejectionReason.UNKNOWN_MUNICIPALITY),
        ("999", "a", 1, RejectionReason.UNKNOWN_MUNICIPALITY),
    ],
)
def test_a_refusal_names_its_reason(prefix: str, name: str, size: int, reason: RejectionReason) -> None:
    """The reason is a closed code, and the municipality is asked for first."""
    refused = refuse(prefix, name, size, Limits())

    assert refused is not None
    assert refused.reason is reason
    assert refused.detail


def test_where_the_unknown_is_known_only_whole_keys_are_refused() -> None:
    """The embedded system takes files without a municipality, and refuses what lies beside its prefixes."""
    limits = Limits(prefixes=listed_prefixes() | {UNKNOWN_PREFIX})

    assert refuse(UNKNOWN_PREFIX, "a", 1, limits) is None
    assert refuse(UNKNOWN_PREFIX, "/0165/a", 1, limits) is not None


def test_all_who_can_deliver_are_known() -> None:
    """98 municipalities and five regions deliver under their codes."""
    assert len(listed_prefixes()) == 103
    assert {"165", "101", "860"} <= listed_prefixes()
    assert "0165" not in listed_prefixes()
