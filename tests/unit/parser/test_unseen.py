"""Numbers of programs are no persons': what links, properties and hidden text are full of raises no alarm."""

import pytest

from services.parser.reading.model import Beside
from services.parser.unseen import numbers_in

CHECKS, DOES_NOT = "0707614285", "1203851236"  # the last digit of the first is what the others ask for


def _in_address(address: str) -> list[str]:
    return list(numbers_in(Beside(text=address, is_address=True)))


def _in_text(text: str) -> list[str]:
    return list(numbers_in(Beside(text=text)))


@pytest.mark.parametrize(
    "address",
    [
        "https://x.invalid/bilag/120385-1236.pdf",
        "https://x.invalid/bilag/120385%2D1236",
        "/vis?fil=ans%C3%B8gning%20120385-1236.docx",
        f"/bilag/{CHECKS}.pdf",
        f"/bilag/ansoegning_{CHECKS}.pdf?vis=1",
        f"/bilag/{CHECKS}_ansoegning.docx",
        f"/borger?cpr={DOES_NOT}",
    ],
)
def test_an_address_may_name_somebody(address: str) -> None:
    """With a dash, as the name of a file that checks, or where it says so."""
    assert len(_in_address(address)) == 1


@pytest.mark.parametrize(
    "address",
    [
        f"/bilag/{DOES_NOT}.pdf",
        f"https://x.invalid/sag/{CHECKS}",
        f"https://x.invalid/{CHECKS}/index.html",
        f"/vis.aspx?id={CHECKS}",
        f"/vis?tid={DOES_NOT}&fil=bilag.pdf",
        "https://x.invalid/070761/4285",
        "https://x.invalid/ab070761-4285-4a3b-8c7d-1234567890ab",
        f"#_Toc{CHECKS}",
        f"Billede {CHECKS}",
        f"/DocIdRedir.aspx?ID=FYRBY-{CHECKS}-1236",
    ],
)
def test_an_address_is_full_of_numbers(address: str) -> None:
    """Of cases, files, moments and marks: every thirtieth of ten digits looks like a date and four more."""
    assert _in_address(address) == []


@pytest.mark.parametrize(
    "text",
    [
        "Asta Birk 120385-1236",
        f"Asta Birk {DOES_NOT}",
        f"Part: Asta Birk {DOES_NOT}",
        f"Part: {CHECKS}",
        f"\n\nCpr: {DOES_NOT}\n\n",
        "Part: 120385 1236",
        "FYRBY-120385-1236",
    ],
)
def test_words_may_name_somebody(text: str) -> None:
    """What people have written there is read as text is."""
    assert len(_in_text(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        f"\n\nDokument: {DOES_NOT}\n\n",
        "\n\nv: 0.1203851236\n\n",
        "\n\nv: 120385.1236\n\n",
        f"PAGEREF _Toc{CHECKS} \\h",
        f"FYRBY-{CHECKS}-1236",
        "{AB070761-4285-4A3B-8C7D-1234567890AB}",
        f"0x0101A{CHECKS}B00FF",
    ],
)
def test_values_of_programs_are_no_persons(text: str) -> None:
    """Cells of a chart, marks of a word processor, numbers of documents, and what is made up to be unique."""
    assert _in_text(text) == []
