"""``make stack``: the production shape on this machine, and a terminal that shows what it does."""

import signal
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from deploy.stack.forwarder.mischief import Mischief
from deploy.stack.guide import guide
from deploy.stack.servers.process import CannotStartError
from deploy.stack.stack import Stack
from deploy.stack.watching import Tail, shown

MUNICIPALITY = "165"
SAMPLES = Path(__file__).parents[2] / "demo" / "samples"
_LOOK_SECONDS = 0.2
_ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run(  # noqa: PLR0913 - the options of a command line
    *,
    seconds: Annotated[
        float | None, typer.Option("--for", metavar="SECONDS", help="End by itself after so many seconds.")
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Drop the invented minutes of demo/ once it stands.")] = False,
    home: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Keep all data in DIR and go on with it next time; else nothing is kept."),
    ] = None,
    parsers: Annotated[int, typer.Option(metavar="N", min=1, help="How many processes parse.")] = 1,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Set an optional variable of .env.example; may be repeated."),
    ] = None,
    mischief: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=SHARE",
            help="Spoil a share (0 to 1) of the store's events: lost, doubled, reordered, hostile; may be repeated.",
        ),
    ] = None,
) -> None:
    """Run the whole distributed system on this machine without Docker, until Ctrl-C.

    An object store (SeaweedFS), a broker (Valkey) and a database (PostgreSQL) are started from Python packages, each
    on ports of its own on 127.0.0.1; then fetcher, parser, indexer, scheduler, keeper and what makes the schema run as
    separate processes, with the commands, settings and rights of docker-compose.yml. A forwarder stands before the
    store and tells the fetcher of every file, as a store with events does. Sweeps come every 2 seconds.

    It prints where everything is and lines to copy: how to drop a file with mc, aws or Python, how to read its
    receipt, how to query the rows. Then every finished task is one line.

    Try:

    * `make stack`, or `.venv/bin/python -m deploy.stack --demo`
    * `.venv/bin/python -m deploy.stack --home .stack --parsers 2 --set REFERAT_DROP_IS_VERSIONED=true`
    * `.venv/bin/python -m deploy.stack --demo --mischief lost=0.3 --mischief doubled=0.3`

    Ends with 0, also after Ctrl-C; with 1 if something could not be started, and says what.
    """
    console = Console(highlight=False, emoji=False, soft_wrap=True)
    try:
        spoilt = Mischief.of(mischief or [])
        stack = Stack(home, parsers=parsers, values=_values(settings or []), mischief=spoilt)
        with suppress(KeyboardInterrupt), stack:
            console.print(guide(stack, municipality=MUNICIPALITY), markup=False)
            if demo:
                _drop_samples(stack)
            console.print(f"It stands. Ctrl-C ends it{'' if home else ' and removes everything'}.\n", style="bold")
            _watch(stack, console, None if seconds is None else time.monotonic() + seconds)
    except CannotStartError as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"stack: {error}", markup=False, style="red")
        raise typer.Exit(1) from error
    console.print("Ended. Nothing of it is left." if home is None else f"Ended. Everything is kept in {home}.")


def _values(settings: list[str]) -> dict[str, str]:
    pairs = [setting.partition("=") for setting in settings]
    for name, equals, _ in pairs:
        if not equals:
            raise CannotStartError(f"--set {name}: write NAME=VALUE")
    return {name: value for name, _, value in pairs}


def _drop_samples(stack: Stack) -> None:
    for file in sorted(SAMPLES.glob("*/*")):
        stack.drop(file.parent.name, file.name, file.read_bytes())


def _watch(stack: Stack, console: Console, until: float | None) -> None:
    tail = Tail(stack.logs)
    ended: set[str] = set()
    while until is None or time.monotonic() < until:
        for process, line in tail.lines():
            if (text := shown(process, line)) is not None:
                console.print(text)
        for name, service in stack.services.items():
            if not service.is_running and name not in ended:
                ended.add(name)
                console.print(Text(f"{name} has ended with {service.wait()}; see {service.log}", style="red"))
        time.sleep(_LOOK_SECONDS)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """End once: a second Ctrl-C must not stop the cleaning up, which takes seconds."""
    for number in _ENDS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def main() -> None:
    """Run the command line."""
    for number in _ENDS:
        signal.signal(number, _interrupt)
    app = typer.Typer(add_completion=False, rich_markup_mode="markdown", pretty_exceptions_enable=False)
    app.command(context_settings={"help_option_names": ["-h", "--help"]})(run)
    app(prog_name="python -m deploy.stack")


if __name__ == "__main__":
    main()
