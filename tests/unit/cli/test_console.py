"""What is written to a terminal steers nothing."""

from services.cli.console import printable


def test_escapes_from_outside_do_not_reach_the_terminal() -> None:
    """A name or a sentence that holds control characters is shown without them."""
    assert printable("a\x1b[2Jb\x07\udcffc") == "a\ufffd[2Jb\ufffd\ufffdc"


def test_danish_text_stays_as_it_is() -> None:
    """Letters, dashes and hard blanks are no control characters."""
    text = "Blåbærgrød – 1\u00a0000 kr. (æøå ÆØÅ)"

    assert printable(text) == text
