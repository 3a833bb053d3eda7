"""How the command line speaks: results on stdout, everything about them on stderr, a mistake in one sentence."""

import os
import sys
import unicodedata

from rich.console import Console

from shared import personal_numbers
from shared.errors import ReferatError

LEFT_UNDONE = 1  # how a command ends that has not done all that it was asked for

_STEERING = {"Cc", "Cs"}  # control characters, and halves of letters that no terminal can show


class CommandError(ReferatError):
    """What the user must know in one sentence: which thing is wrong, and the cure."""


def out() -> Console:
    """Make the console for results."""
    return Console(highlight=False, emoji=False, soft_wrap=not sys.stdout.isatty())


def err() -> Console:
    """Make the console for progress, remarks and complaints."""
    return Console(stderr=True, highlight=False, emoji=False, soft_wrap=not sys.stderr.isatty())


def printable(text: str) -> str:
    """Take out what could steer a terminal: names and documents come from outside, and may hold escapes."""
    return "".join("\ufffd" if unicodedata.category(letter) in _STEERING else letter for letter in text)


def say(sentence: str) -> None:
    """Tell the user something about the work, beside the results."""
    err().print(_told(sentence), markup=False)


def complain(error: Exception) -> None:
    """Tell the user what is wrong, without a traceback."""
    err().print(f"referat: {_told(str(error))}", markup=False, style="red")


def _told(sentence: str) -> str:
    """Spell a sentence as it may stand in a log: that is where a timer's remarks end."""
    return printable(personal_numbers.mask(sentence))  # masked first: a line's end may part a number


def silence_stdout() -> None:
    """Write no more to a reader that has gone (``| head``), not even when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
