"""Search: the sentence that holds the words, with its place, from either database."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from services.indexer.database import reading
from services.indexer.repository import Repository
from services.indexer.search import search
from shared.contract.result import Result
from tests.integration.indexer.indexing import index
from tests.unit.indexer.building import DECIDED, delivery, parsed, rejected


def _with_case(case: str, name: str = "referat.pdf") -> Result:
    """Make a result whose only item tells ``case``."""
    made = parsed(delivery(name, sha256=f"{len(case):064x}"), titles=("Sagen",))
    assert made.record
    assert made.text
    (item,) = made.record.items
    text_of = made.text + case
    section = replace(item.sections[0], text=case, span=(len(made.text), len(text_of)))
    record = replace(made.record, items=(replace(item, sections=(section,)),))
    return replace(made, record=record, text=text_of)


def test_a_hit_tells_whose_it_is_and_where_it_stands(repository: Repository, engine: Engine) -> None:
    """Municipality, body, date, item, heading, sentence, marks, page, span and file are all there."""
    result = parsed(titles=("Havnen",))
    index(repository, result)

    (hit,) = search(engine, "tolv plads")

    assert (hit.municipality, hit.body, str(hit.date)) == ("Odsherred", "Byrådet (2026-2029)", "2026-11-17")
    assert (hit.number, hit.title, hit.heading, hit.page) == ("1", "Havnen", "Sagsfremstilling", 2)
    assert hit.sentence == "Der er plads ved åen til tolv."
    assert [hit.sentence[slice(*mark)] for mark in hit.marks] == ["plads", "tolv"]
    assert result.text
    assert result.text[slice(*hit.span)] == hit.sentence
    assert (hit.name, hit.item_key) == ("referat.pdf", "1/306/referat.pdf@20261125T140500Z-a1.json")


def test_titles_and_decisions_are_found(repository: Repository, engine: Engine) -> None:
    """A title is a passage of its own, and a decision is found in its section, once."""
    index(repository, parsed(titles=("Molen",)))

    (title,) = search(engine, "molen")
    (decision,) = search(engine, "idet flyttes")

    assert (title.sentence, title.heading, title.page) == ("Molen", None, 2)
    assert decision.sentence == DECIDED.split("\n")[0]


def test_all_words_must_match_and_a_star_is_any_ending(repository: Repository, engine: Engine) -> None:
    """One word too many finds nothing; a beginning finds the whole word."""
    index(repository, parsed(titles=("Et",)))

    assert search(engine, "ladcyklerne havnegade")
    assert not search(engine, "ladcyklerne rådhus")
    assert search(engine, "havneg*")
    assert not search(engine, "havneg")
    assert not search(engine, "  * - ")
    assert not search(engine, "ladcykler", limit=0)


def test_danish_letters_are_letters_of_their_own(repository: Repository, engine: Engine) -> None:
    """Å is no a, capitals are the same letters, and a composed letter is found however it was typed."""
    index(repository, _with_case("ÅEN og Østergade er spærret ved broen."))

    assert search(engine, "åen østergade")
    assert search(engine, "a\u030aen")
    assert not search(engine, "aen")
    assert not search(engine, "ostergade")


@pytest.mark.parametrize("word", ["ØU", "EBU", "05.09.00-P21-7-26", "P21", "eksempel", "jensen"])
def test_words_between_marks_are_words_in_both_databases(repository: Repository, engine: Engine, word: str) -> None:
    """Slashes, dots and hyphens part words: nothing is read as a path, a host or a mail address."""
    index(repository, _with_case("Sag EBU/ØU nr. 05.09.00-P21-7-26, se www.eksempel.dk <b>ja</b> og bo@jensen.dk"))

    (hit,) = search(engine, word)

    assert hit.marks


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text() | st.sampled_from(['"', "AND", "NOT NEAR(", "a OR", "text:*", "'; --", "🚲*", "½", "^a", "{a}"]))
def test_no_input_breaks_the_search(repository: Repository, engine: Engine, typed: str) -> None:
    """Whatever is typed is words or nothing."""
    index(repository, parsed())

    assert len(search(engine, typed, limit=3)) <= 3


def test_only_live_documents_are_found(repository: Repository, engine: Engine) -> None:
    """The newest version of a name supersedes older ones, whatever came of it and in whatever order."""
    old = parsed(delivery(version="20260101T000000Z-a"), titles=("Første",))
    new = parsed(delivery(version="20260202T000000Z-b", sha256="b" * 64), titles=("Anden",))
    index(repository, new)
    index(repository, old)

    assert [hit.title for hit in search(engine, "tolv plads")] == ["Anden"]
    assert not search(engine, "første")

    index(repository, rejected(delivery(version="20260303T000000Z-c")))
    assert not search(engine, "tolv")


def test_a_replaced_document_leaves_nothing_to_find(repository: Repository, engine: Engine) -> None:
    """The passages of a document go with its rows, and no others."""
    index(repository, parsed(titles=("Gammelt",)))
    index(repository, parsed(delivery("b.pdf", sha256="b" * 64), day="2026-12-15", titles=("Andet",)))
    index(repository, parsed(titles=("Nyt",)), etag="e2")

    assert not search(engine, "gammelt")
    assert {hit.title for hit in search(engine, "åen tolv")} == {"Andet", "Nyt"}
    with reading(engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM passages WHERE text IS NOT NULL")) == 6


def test_a_document_under_two_names_is_one_hit(repository: Repository, engine: Engine) -> None:
    """The first of its live names is shown."""
    for name in ("b.pdf", "a.pdf"):
        index(repository, parsed(delivery(name), titles=("Et",)))

    assert [hit.name for hit in search(engine, "tolv")] == ["a.pdf"]


def test_better_hits_come_first_and_no_more_than_asked_for(repository: Repository, engine: Engine) -> None:
    """Ranks fall, and the limit holds."""
    for number in range(1, 6):
        given = delivery(f"{number}.pdf", sha256=f"{number:064x}")
        index(repository, parsed(given, day=f"2026-11-{number:02}", titles=("Et", "To")))

    hits = search(engine, "ladcykler", limit=4)

    assert len(hits) == 4
    assert [hit.rank for hit in hits] == sorted((hit.rank for hit in hits), reverse=True)


def test_sqlite_finds_a_passage_by_number(sqlite_url: str) -> None:
    """Taking out a document's passages never scans the search table: each is looked up by its number."""
    with Repository.opened(sqlite_url) as repository, reading(repository.engine) as connection:
        plan = connection.execute(text("EXPLAIN QUERY PLAN DELETE FROM passages WHERE rowid = 7"))

        assert "VIRTUAL TABLE INDEX 0:=" in str(plan.all())
