"""Web pages that nobody wrote for people: a reading or a refusal, in time that grows with their length."""

import gc
import re
import time

import pytest

from services.parser.reading.html import read_html
from services.parser.reading.model import Line, Table
from shared.contract.codes import RejectionReason
from shared.errors import DocumentError

NOTHING_FETCHED = (
    '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><link rel=stylesheet href="http://x.invalid/a.css">'
    '<img src="http://x.invalid/b"><iframe src="http://x.invalid/c"></iframe><p>Godkendt &x;</p>'
)


def outcome(data: bytes) -> str:
    """Read and tell what became of it."""
    try:
        return "read" if read_html(data) else "nothing"
    except DocumentError as refused:
        return refused.reason


def text_of(item: Line | Table) -> str:
    """All the text of a line or a table."""
    return item.text if isinstance(item, Line) else " ".join(" ".join(row) for row in item.rows)


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 1_000_000,
        "<div><table></div></table>" * 50_000,
        "<svg><g>" * 100_000,
        "<table><tr><td>" * 20_000,
        "".join(f"<b x={number}>" for number in range(20_000)) + "<p>x" * 20_000,
        "<p " + " ".join(f"a{number}" for number in range(200_000)) + ">x",
        "<p/" + "/".join(f"a{number}" for number in range(100_000)) + ">x",
        "<i>x</i>" * 260_000,
        "<p>x" * 110_000,
    ],
    ids=["depth", "closed falsely", "drawings", "tables", "formatting", "attributes", "slashes", "tags", "lines"],
)
def test_what_would_cost_more_than_its_length_is_a_limit(page: str) -> None:
    """It is refused before the parser sees it, or before the lines fill the memory."""
    began = time.process_time()

    assert outcome(page.encode()) == RejectionReason.LIMIT
    assert time.process_time() - began < 15


@pytest.mark.parametrize(
    "unit",
    [
        *("<p>x</p>", "<p><b>x", "<!--", "<a ", "<a b=\"<a c='", "<", "&amp;", "&#x110000;", "<br>", "x<br>", "\0"),
        *("<title>", "<script><!--", "<td>x", "<li>x", "<a><b></a>", "x ", "<dl><dt>a<dd>b</dl>", "<![CDATA["),
        *("<h1>x</h1>", "<select><option>x", "<?xml", "</p>", "<pre>a\tb\n</pre>", "<ol><li>x</ol>", "]]>"),
    ],
)
@pytest.mark.parametrize("head", ["", "<?xml version='1.0'?>"], ids=["html", "xhtml"])
def test_hostile_pages_take_time_by_their_length(unit: str, head: str) -> None:
    """Ten times the page takes at most some fifteen times as long."""
    short, long = _seconds(head + unit * (10_000 // len(unit))), _seconds(head + unit * (100_000 // len(unit)))

    assert long < 15 * short + 1.0


@pytest.mark.parametrize("tables", [1, 11, 12, 13, 300])
def test_tables_in_tables_lose_no_text(tables: int) -> None:
    """However deep a table stands, what is in it is read, once."""
    body = "".join(f"<table><tr><td>t{number}<td>u{number}" for number in range(tables))
    found = re.findall(r"\b[tu]\d+\b", " ".join(text_of(item) for item in read_html(body.encode())[0].items))

    assert sorted(found) == sorted(f"{cell}{number}" for number in range(tables) for cell in "tu")


@pytest.mark.parametrize(
    "body",
    [
        "<h1>a<table><tr><td>b<h2>c</h2></td><td>d</td></tr></table>e</h1>f",
        "<h1>a<div><h2>b</h2><table><tr><td>c</table>d<pre>e</pre></div></h1>f",
        "<table><tr><td><h2>a<table><tr><td>b<h3>c</h3><td>d</table>e</h2>f</table>",
        "<h1>a<pre>b<h2>c</h2></pre>d<ol><li>e</ol></h1>f",
    ],
)
def test_headings_around_anything_lose_no_text(body: str) -> None:
    """A heading with tables and other headings inside is odd, but what it says is read, once."""
    found = " ".join(text_of(item) for item in read_html(body.encode())[0].items)

    assert sorted(re.findall(r"\b[a-f]\b", found)) == list("abcdef")


def test_nothing_is_fetched_and_no_entity_expanded() -> None:
    """Addresses are text, and entities of a page's own have no meaning."""
    items = read_html(NOTHING_FETCHED.encode())[0].items

    assert [getattr(item, "text", "") for item in items] == ["]>", "Godkendt &x;"]


def test_a_page_cut_anywhere_is_a_reading_or_a_refusal() -> None:
    """Browsers read what there is, and so is it here."""
    page = "<html><body><table><tr><td><h1 class='a'>Møde</h1><!-- x --><p>Godkendt &aring;".encode()

    assert {outcome(page[:length]) for length in range(len(page))} <= {"read", RejectionReason.EMPTY}


def _seconds(text: str) -> float:
    gc.disable()  # as in the child
    began = time.process_time()
    outcome(text.encode())
    seconds = time.process_time() - began
    gc.enable()
    return seconds
