"""What no column, index or search was made for is indexed all the same, or refused as a fault of the document.

PostgreSQL is asked, whose limits are the narrower ones. Scenario D6.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product, repeat
from typing import Any

import pytest

from deploy.stack.servers.postgres import PostgresServer
from services.indexer.passages.port import SEARCHABLE_CHARACTERS
from services.indexer.repository import Repository
from services.indexer.search import search
from services.parser.sandbox.limits import MIB, Limits
from shared.contract.codes import RejectionReason, SectionRole
from shared.contract.record import Section, Table
from shared.contract.result import Result
from tests.integration.indexer.dumping import dump
from tests.integration.indexer.indexing import index
from tests.unit.indexer.building import delivery, parsed, rejected

pytestmark = pytest.mark.server
# Letters of four bytes each: no two-letter word of them comes twice, so the search has to keep all of them.
LETTERS = [chr(number) for number in range(0x20000, 0x20000 + 260)]
WORDS = " ".join(first + second for first, second in product(LETTERS, LETTERS))
UNSTORABLE = "\0 \ud800 \udfff \ufdd0"


@pytest.fixture(scope="module")
def repository(postgres: PostgresServer) -> Iterator[Repository]:
    """Make a database with the newest schema."""
    with Repository.opened(postgres.url(database=postgres.new_database())) as made:
        yield made


def changed(**of_item: Any) -> Result:
    """Make minutes with one item that has something unusual."""
    result = parsed(titles=("Et",))
    assert result.record
    item = replace(result.record.items[0], **of_item)
    return replace(result, record=replace(result.record, items=(item,)))


def with_section(text: str) -> Result:
    """Make minutes whose only section has a text."""
    section = Section(role=SectionRole.CASE, text=text, span=(0, len(text)))
    return replace(changed(sections=(section,)), text=text)


def test_the_richest_text_that_is_searched(repository: Repository) -> None:
    """200,000 characters of nothing but different words fit into what PostgreSQL searches, as section and as title."""
    assert len(WORDS) > SEARCHABLE_CHARACTERS
    index(repository, with_section(WORDS), etag="words")
    index(repository, changed(title=WORDS), etag="title")

    assert [hit.title for hit in search(repository.engine, WORDS[:2])] == [WORDS]


def test_one_word_that_never_ends(repository: Repository) -> None:
    """What is too long for a word of the search is stored, and not found by it."""
    index(repository, with_section("å" * SEARCHABLE_CHARACTERS + " havn"), etag="word")

    assert search(repository.engine, "ladcykler") == ()


def test_the_largest_text_that_a_child_may_answer(repository: Repository) -> None:
    """A text as large as the sandbox lets through is one row and one section."""
    text = "Der er plads ved åen. " * (Limits().answer_bytes // 2 // len("Der er plads ved åen. ".encode()))
    assert len(text.encode()) > 30 * MIB
    index(repository, with_section(text), etag="large")

    (document,) = dump(repository.engine)["documents"]
    assert document["text"] == text


def test_longest_names(repository: Repository) -> None:
    """Keys of 1,024 bytes, and a body whose name is a page long, fit into every index."""
    given = delivery("æ" * 480 + ".pdf")
    index(repository, parsed(given, body="\U0002a6d6" * 5000), etag="names")

    assert given.name in {row["name"] for row in dump(repository.engine)["deliveries"]}


def test_what_postgresql_stores_nowhere(repository: Repository) -> None:
    """NUL, half surrogates and non-characters are replaced one for one in text, names, lists, tables and reasons."""
    table = Table(rows=((UNSTORABLE,),))
    section = Section(heading=UNSTORABLE, role=SectionRole.CASE, text=UNSTORABLE, span=(0, 1), tables=(table,))
    numbers = tuple(repeat(UNSTORABLE, 10_000))
    result = changed(title=UNSTORABLE, number=UNSTORABLE, case_numbers=numbers, sections=(section,))
    index(repository, replace(result, text=UNSTORABLE), etag="nul")
    index(repository, rejected(delivery("nul\0.pdf"), RejectionReason.CRASHED, UNSTORABLE), etag="nul")

    stands = dump(repository.engine)
    assert [row["title"] for row in stands["agenda_items"] if row["case_numbers"][:1] == ["� � � �"]] == ["� � � �"]
    assert "� � � �" in {row["detail"] for row in stands["deliveries"]}
