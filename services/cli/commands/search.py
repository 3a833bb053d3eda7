"""``referat search``: the sentences that hold the words, each with the place that proves it."""

from typing import Annotated

import typer
from rich.text import Text

from services.cli.console import out, printable, say
from services.cli.home import must_have_database, open_repository
from services.cli.options import DEFAULT_HOME, Home
from services.indexer import search as index
from services.indexer.search import Hit
from shared.contract.keys import split_item, split_tail

NOTHING_FOUND = 1


def search(
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS...", help="Words that all must occur; a* is any ending.")
    ],
    *,
    home: Home = DEFAULT_HOME,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="Show so many hits at most.")] = 20,
) -> None:
    """Find decisions and everything else that was written in the minutes.

    Each hit tells whose minutes it stands in, the item, the sentence with the words marked, and its place in the
    original: file, page, and characters of the extracted text. Ends with 1 if nothing was found.

    Try:
    * `referat search ladcykler`
    * `referat search cykelsti skole --limit 5`
    * `referat search 'svømmehal*' --home /srv/minutes`
    """
    asked = " ".join(words)
    with open_repository(must_have_database(home)) as repository:
        hits = index.search(repository.engine, asked, limit=limit)
    if not hits:
        say(f"Nothing found for {asked!r}. Fewer words, or a word's beginning with *, find more.")
        raise typer.Exit(NOTHING_FOUND)
    console = out()
    for hit in hits:
        console.print(shown(hit, bold=console.is_terminal), end="\n\n")


def shown(hit: Hit, *, bold: bool) -> Text:
    """Lay one hit out over four lines; ``bold`` for a terminal, marks of plain text elsewhere."""
    meeting = " · ".join(
        (
            hit.municipality or "municipality unknown",
            hit.body or "body unknown",
            str(hit.date or "date unknown"),
        )
    )
    item = " ".join(filter(None, (f"{hit.number}." if hit.number else "", hit.title or "(no title)")))
    heading = f" ({hit.heading})" if hit.heading else ""
    text = Text()
    text.append(f"{printable(meeting)}\n", style="dim" if bold else "")
    text.append(f"{printable(item + heading)}\n", style="bold" if bold else "")
    text.append("  ")
    text.append_text(_marked(hit, bold=bold))
    text.append(f"\n  {place(hit)}", style="dim" if bold else "")
    return text


def place(hit: Hit) -> str:
    """Say where a hit stands in the original."""
    _, tail = split_item(hit.item_key)
    prefix, _, _ = split_tail(tail)
    page = f", page {hit.page}" if hit.page else ""
    start, end = hit.span
    return f"{printable(prefix + '/' + hit.name)}{page}, characters {start}-{end}"


def _marked(hit: Hit, *, bold: bool) -> Text:
    """Mark the words: bold on a terminal, between asterisks where there is none."""
    plain = printable(hit.sentence)
    if bold:
        text = Text(plain)
        for start, end in hit.marks:
            text.stylize("bold yellow", start, end)
        return text
    for start, end in sorted(hit.marks, reverse=True):
        plain = f"{plain[:start]}**{plain[start:end]}**{plain[end:]}"
    return Text(plain)
