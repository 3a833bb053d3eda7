"""What is written to a terminal steers nothing."""

import pytest

from services.cli.console import complain, printable
from shared.errors import StoreUnavailableError


def test_escapes_from_outside_do_not_reach_the_terminal() -> None:
    """A name or a sentence that holds control characters is shown without them."""
    assert printable("a\x1b[2Jb\x07\udcffc") == "a\ufffd[2Jb\ufffd\ufffdc"


def test_danish_text_stays_as_it_is() -> None:
    """Letters, dashes and hard blanks are no control characters."""
    text = "Blåbærgrød – 1\u00a0000 kr. (æøå ÆØÅ)"

    assert printable(text) == text


@pytest.mark.parametrize("name", ["120385-1236", "120385\u00a01236", "120385-\n1236", "120385%201236"])
def test_a_complaint_shows_no_personal_number(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """However a name spells it: what a command says may end in a log."""
    complain(StoreUnavailableError("drop", f"306/Asta {name}.pdf", f"asked for /drop/306/Asta%20{name}.pdf"))

    told = capsys.readouterr().err
    assert "1236" not in told
    assert told.count("xxxxxx-xxxx") == 2
