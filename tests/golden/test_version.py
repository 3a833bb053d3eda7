"""The parser's version is tied to its code, its data and what it says of the samples."""

from tests.golden.accept import current, locked


def test_no_change_of_the_parser_goes_unnoticed() -> None:
    """Code, data and outputs are those that were accepted for this version."""
    assert current() == locked(), (
        "The parser changed. If what it says of any sample changed, raise PARSER_VERSION in "
        "services/parser/version.py; then accept it: .venv/bin/python -m tests.golden.accept"
    )
