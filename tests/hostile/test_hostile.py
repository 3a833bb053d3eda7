"""Every hostile file ends as it must, within its limits, and the next file of the same worker is read as ever."""

import time
from itertools import chain

import pytest

from services.parser.sandbox.port import Parsed
from services.parser.sandbox.process import ServerProcess
from shared.contract.codes import RejectionReason
from tests.building.invented import invented_minutes
from tests.building.markup import html_of
from tests.hostile import damaged, pdfs, texts, zips
from tests.hostile.making import Hostile
from tests.hostile.watching import LIMITS, parse

GROUPS = (
    *(pdfs.bombs, pdfs.cycles, pdfs.pages, pdfs.endless, pdfs.locked, pdfs.active),
    *(zips.bombs, zips.entities, zips.reaching_out, zips.office),
    *(texts.pages, texts.rich, texts.plain, texts.disguised, damaged.cut_off),
)
CORPUS = tuple(chain.from_iterable(group() for group in GROUPS))
PROCESSOR_SECONDS, WALL_SECONDS = 20.0, 100.0  # the second is for a machine that does five things besides
GOOD = html_of(invented_minutes()).encode()


@pytest.mark.parametrize("file", CORPUS, ids=str)
def test_a_hostile_file_ends_as_it_must(server: ServerProcess, file: Hostile) -> None:
    """Scenarios H1, H2, H3, H4, H5, H6, H7, H8, H10, H11, H12, H13, H14, H15, H16, H17, H18, H19, H20, H21 and H22."""
    data = file.make()
    began = time.monotonic()
    seen = parse(server, data)
    took = time.monotonic() - began
    following = parse(server, GOOD).answer

    assert seen.outcome in file.expected, seen.answer
    assert seen.seconds <= PROCESSOR_SECONDS
    assert took <= WALL_SECONDS
    assert seen.peak_bytes <= LIMITS.address_space_bytes
    assert isinstance(following, Parsed)
    assert len(following.record.items) == 6


@pytest.mark.parametrize("format_", damaged.small_files())
def test_files_with_flipped_bits_are_a_record_or_a_rejection(server: ServerProcess, format_: str) -> None:
    """Scenario H9."""
    small = damaged.small_files()[format_]
    for number, data in enumerate(damaged.flipped(small, 850, seed=20231114)):
        seen = parse(server, data)

        assert seen.outcome not in {RejectionReason.CRASHED, RejectionReason.TIMED_OUT}, (format_, number)


def test_the_corpus_is_large_enough() -> None:
    """There are at least a hundred files, no two of one name."""
    assert len(CORPUS) >= 100
    assert len({str(file) for file in CORPUS}) == len(CORPUS)


def test_what_is_told_of_a_file_holds_none_of_its_signs_for_terminals(server: ServerProcess) -> None:
    """Scenario H20."""
    head = "Referat af møde i Kulturudvalget den 4. marts 2024 kl. 16.00\n\n"
    item = "Punkt 1: \x1b[31mMøllen\u202e\n\nBeslutning\n\nGodkendt.\x07\n\n"
    answer = parse(server, (head + item).encode()).answer
    said = answer.text if isinstance(answer, Parsed) else answer.detail

    assert not {"\x1b", "\u202e", "\x07"} & set(said)


@pytest.mark.parametrize(
    "unit", ["1. ", "at ", "kl. 1 ", "Ad 1 ", "a, ", "(A) ", "A-1-", "1.1.2024 ", "Punkt 1: a\n\n"]
)
def test_ten_times_the_text_takes_at_most_fifteen_times_as_long(server: ServerProcess, unit: str) -> None:
    """Scenario H21: ten times the items, and items ten times as long."""
    short, more, longer = (
        parse(server, _minutes(unit, letters, items)).seconds
        for letters, items in ((4_000, 3), (4_000, 30), (40_000, 3))
    )

    assert max(more, longer) <= 15 * short + 1.0


def _minutes(unit: str, letters: int, items: int) -> bytes:
    """Write minutes whose case texts are one thing over and over."""
    case = unit * (letters // len(unit))
    item = f"\n\nPunkt {{}}: Møllen\n\n{case}\n\nBeslutning\n\nGodkendt."
    return f"Referat af møde{''.join(item.format(number) for number in range(1, items + 1))}\n".encode()
