"""What the parser's sweep finds missing."""

from services.parser.stage import OcrStage, ParseStage
from shared.contract.facts import FileArchived, ScanFound
from shared.objectstore.memory import MemoryStore
from shared.stage import sweep, sweep_all


def test_every_entry_without_a_result_is_missing() -> None:
    """An entry of any section needs a result, and one that stands is not made again."""
    archive, items = MemoryStore("archive"), MemoryStore("items")
    for key in ("raw/101/a.pdf@1", "raw/101/b.pdf@1", "refused/329/c.exe@1"):
        archive.put(key, b"x")
    items.put("7/101/a.pdf@1.json", b"{}")
    gaps = list(sweep_all(ParseStage(archive, items, "7")))

    assert [(gap.prefix, [work.input for work in gap.work]) for gap in gaps] == [
        ("101", ["raw/101/b.pdf@1"]),
        ("329", ["refused/329/c.exe@1"]),
    ]


def test_a_new_parser_version_makes_every_result_missing() -> None:
    """What another version has written does not count."""
    archive, items = MemoryStore("archive"), MemoryStore("items")
    archive.put("raw/101/a.pdf@1", b"x")
    items.put("7/101/a.pdf@1.json", b"{}")

    assert sweep(ParseStage(archive, items, "8"), "101").missing == 1


def test_a_tombstone_wins_over_the_bytes() -> None:
    """Where one file has entries in several sections, the last section's is the one to parse."""
    archive, items = MemoryStore("archive"), MemoryStore("items")
    for section in ("raw", "erased", "withdrawn"):
        archive.put(f"{section}/101/a.pdf@1", b"x")
    stage = ParseStage(archive, items, "7")
    (work,) = stage.inputs("101")
    fact = stage.hint(work)

    assert isinstance(fact, FileArchived)
    assert fact.key == "erased/101/a.pdf@1"
    assert work.output == "7/101/a.pdf@1.json#erased"


def test_what_is_no_entry_is_left_alone() -> None:
    """An object that somebody else put into the archive is no work."""
    archive, items = MemoryStore("archive"), MemoryStore("items")
    archive.put("raw/101/liggende.txt", b"x")

    assert sweep(ParseStage(archive, items, "7"), "101").missing == 0


def test_a_scan_is_missing_in_one_stage_at_a_time() -> None:
    """The parser's sweep leaves alone what is noted for OCR, which finds it until its result stands."""
    archive, items = MemoryStore("archive"), MemoryStore("items")
    for name in ("a", "b", "c"):
        archive.put(f"raw/101/{name}.pdf@1", b"x")
    for key in ("7/101/a.pdf@1.json", "7/101/a.pdf@1.scan", "7/101/b.pdf@1.scan", "6/101/c.pdf@1.scan"):
        items.put(key, b"")
    parsing, reading = ParseStage(archive, items, "7"), OcrStage(items, "7")
    (gap,) = sweep_all(reading)

    assert [work.input for work in sweep(parsing, "101").work] == ["raw/101/c.pdf@1"]
    assert [(work.input, work.output) for work in gap.work] == [("7/101/b.pdf@1.scan", "7/101/b.pdf@1.json")]
    assert isinstance(reading.hint(gap.work[0]), ScanFound)
    assert reading.hint(gap.work[0]).key == "7/101/b.pdf@1.scan"
