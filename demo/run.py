"""``make demo``: invented minutes go in, answers come out. Everything ends up in .demo/ to be looked at."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from shared.contract.codec import decode_result
from shared.contract.record import Decision, Item
from shared.contract.result import Result

ROOT = Path(__file__).parents[1]
HOME = Path(".demo")
SAMPLES = Path("demo/samples")
REFERAT = Path(sys.executable).with_name("referat")
COUNCIL = "482/kommunalbestyrelsen-2023-06-19.txt"
REJECTED = "482/bilag-takstblad-sejlerhuset.txt"
AROUND = 120  # characters of the original shown before and after the decision

console = Console(highlight=False, emoji=False)


def main() -> None:
    """Show the main job from end to end."""
    os.chdir(ROOT)
    shutil.rmtree(HOME, ignore_errors=True)
    started = time.monotonic()
    _say(
        "1. Minutes become rows",
        f"{SAMPLES}/ holds invented minutes of five municipalities, in five layouts, as PDF, text and Markdown. "
        "Two of the files are no minutes at all.",
    )
    _run("ingest", str(SAMPLES), "--home", str(HOME))
    _say("2. Ask them something", "Every hit names the meeting, the item, and where the sentence stands.")
    _run("search", "cykel*", "--home", str(HOME), "--limit", "3")
    _say("3. A decision, and the place that proves it", f"From {COUNCIL}:")
    _show_decision()
    _say(
        "4. What the sender of a rejected file is told",
        "A rejection is a result too, and its receipt is in Danish:",
    )
    console.print(Padding(Panel(_receipt(), width=96), (0, 0, 0, 2)))
    _say("5. Where to look next", "")
    _show_next(time.monotonic() - started)


def _say(title: str, remark: str) -> None:
    console.print()
    console.rule(f"[bold]{title}", align="left", style="dim")
    if remark:
        console.print(remark)
    console.print()


def _run(*arguments: str) -> None:
    shown = " ".join(f"'{part}'" if "*" in part else part for part in arguments)
    console.print(f"[dim]$[/dim] [bold]referat {shown}[/bold]\n")
    answer = subprocess.run([REFERAT, *arguments], check=False)  # noqa: S603  # our own command
    if answer.returncode:
        sys.exit(f"referat ended with {answer.returncode}; the demo stops here")


def _show_decision() -> None:
    result = _result(COUNCIL)
    item, decision = _most_telling(result)
    ballot = decision.votes[0]
    console.print(f"  Item {item.number}: [bold]{item.title}[/bold]")
    console.print(f"  {decision.body}, {decision.date}, as data:")
    for on, outcome in [(part.on, part.outcome) for part in decision.parts] or [("all of it", decision.outcome)]:
        console.print(f"    {on}: [bold]{outcome}[/bold]")
    for name, side in (("for", ballot.for_), ("against", ballot.against)):
        if side:
            console.print(f"    {name}: {side.count or '?'} ({', '.join(side.parties)})")
    console.print(Padding(Panel(_surroundings(result, decision), title="the original", width=96), (1, 0, 0, 2)))
    start, end = decision.span
    page = f"page {decision.page}, " if decision.page else ""
    console.print(f"  [dim]{page}characters {start}-{end} of the extracted text[/dim]")


def _surroundings(result: Result, decision: Decision) -> Text:
    """Cut out the original around a decision, with the decision itself marked."""
    text = result.text or ""
    start, end = decision.span
    first = max(0, text.rfind("\n", 0, max(0, start - AROUND)) + 1)
    after = text.find("\n", min(len(text), end + AROUND))
    last = after if after >= 0 else len(text)
    shown = Text("...\n" if first else "", style="dim")
    shown.append(text[first:start])
    shown.append(text[start:end], style="bold not dim yellow")
    shown.append(text[end:last])
    return shown.append("\n...") if last < len(text) else shown


def _most_telling(result: Result) -> tuple[Item, Decision]:
    """Choose the decision of this meeting with the most to show: a ballot, and points that went different ways."""
    assert result.record  # noqa: S101  # the samples are ours
    decided = [
        (item, decision)
        for item in result.record.items
        for decision in item.decisions
        if decision.current and decision.votes
    ]
    return max(decided, key=lambda pair: len(pair[1].parts))


def _result(name: str) -> Result:
    (path,) = HOME.glob(f"items/*/{name}@*.json")
    return decode_result(path.read_bytes())


def _receipt() -> str:
    return (HOME / "receipts" / f"{REJECTED}.txt").read_text(encoding="utf-8").strip()


def _show_next(seconds: float) -> None:
    for command, remark in (
        (f".venv/bin/referat search anbefales --home {HOME}", "Ask something else"),
        (f".venv/bin/referat status --home {HOME}", "What is where, and what was rejected"),
        (f".venv/bin/referat ingest {SAMPLES} --home {HOME}", "A second run finds nothing to do"),
        (f".venv/bin/referat parse {SAMPLES / COUNCIL}", "One file as JSON"),
        (f"sqlite3 {HOME}/referat.db .tables", "Every fact as a row"),
        ("ARCHITECTURE.md", "How it works, and why"),
    ):
        console.print(f"  {remark}:\n    [bold]{command}[/bold]", soft_wrap=True)
    console.print(f"\n[dim]The demo took {seconds:.0f} seconds. {HOME}/ can be deleted at any time.[/dim]")


if __name__ == "__main__":
    main()
