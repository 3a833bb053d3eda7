"""The command ``referat``: which verbs there are, and what is common to all of them."""

from importlib.metadata import version
from typing import Annotated

import typer

from services.cli.commands.bucket import subscribe
from services.cli.commands.confirm import rejections, withdrawals
from services.cli.commands.doctor import doctor
from services.cli.commands.erase import erase
from services.cli.commands.ingest import ingest
from services.cli.commands.keep import keep
from services.cli.commands.parse import parse
from services.cli.commands.pausing import pause, resume
from services.cli.commands.rebuild import rebuild
from services.cli.commands.release import release
from services.cli.commands.replay import replay
from services.cli.commands.schedule import schedule
from services.cli.commands.search import search
from services.cli.commands.status import status
from services.cli.commands.sweep import sweep
from services.cli.commands.withdraw import withdraw

_COMMANDS = (
    ingest,
    search,
    status,
    sweep,
    replay,
    pause,
    resume,
    release,
    withdraw,
    erase,
    rebuild,
    parse,
    schedule,
    keep,
    doctor,
)


def build() -> typer.Typer:
    """Put the command line together."""
    app = typer.Typer(
        name="referat",
        no_args_is_help=True,
        rich_markup_mode="markdown",
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_referat)
    for command in _COMMANDS:
        app.command()(command)
    for name, help_, commands in (
        ("bucket", "Set up what the object store does for the system.", (subscribe,)),
        ("confirm", "Say that what a brake holds back is right.", (withdrawals, rejections)),
    ):
        group = typer.Typer(no_args_is_help=True, help=help_)
        for each in commands:
            group.command()(each)
        group.callback()(lambda: None)  # else a group of one command is that command
        app.add_typer(group, name=name)
    return app


def _referat(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Say which version this is.",
            callback=lambda on: _say_version(on=on),
            is_eager=True,
        ),
    ] = False,
) -> None:
    """Turn the minutes (referater) of Danish local government into data that anyone can query and prove.

    A first session:

    * `referat ingest ~/minutes --municipality 306`
    * `referat search "cykelsti skole"`
    * `referat status`

    Every command ends with 0 if all went well, 1 if there is something to see (a rejected file, no hit, work
    left undone), 2 if it was asked for something impossible, and 130 after Ctrl-C.
    """


def _say_version(*, on: bool) -> None:
    if on:
        typer.echo(f"referat {version('referat')}")
        raise typer.Exit
