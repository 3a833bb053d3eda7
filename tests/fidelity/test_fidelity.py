"""What real programs make of minutes comes out of our reading as it went in."""

from collections.abc import Callable

import pytest

from services.parser.reading.read import read
from tests.building.fidelity import fidelity
from tests.building.invented import FOOTER, HEADER
from tests.building.programs import FLOWING, OFFICE, PDFS, Files
from tests.building.script import Script
from tests.fidelity.conftest import scripts


@pytest.mark.parametrize("kind", [*PDFS, *FLOWING, *OFFICE])
@pytest.mark.parametrize("script", scripts(), ids=lambda script: script.name)
def test_what_was_written_is_read(built: Callable[[str], Files], kind: str, script: Script) -> None:
    """Words, their order, paragraphs, headings, contents lists and tables; and headers and footers are none of them."""
    found = fidelity(script, read(built(kind)[script.name]))

    assert min(found.words, found.danish_words) >= 0.998
    assert found.order >= 0.995
    assert found.paragraphs >= (0.96 if kind in PDFS else 0.99 if kind in FLOWING else 1.0)
    assert found.headings >= 0.99
    assert found.contents == 1.0
    assert found.ruled_rows == 1.0
    assert found.bare_rows >= 0.85
    if kind in PDFS:
        assert found.furniture == (HEADER,)
    elif kind != "ours.html":
        assert found.furniture[0] == HEADER
        assert found.furniture[1].startswith(FOOTER)
