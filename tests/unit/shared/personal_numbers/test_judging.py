"""Personal numbers, by a set of our own: every one of them is found, and nothing else is."""

from itertools import product
from pathlib import Path

import pytest

from shared import personal_numbers
from tests.unit.shared.personal_numbers.labelled import (
    CHECKING,
    DASHED,
    NUMBERS,
    ODD,
    OTHERS,
    SPELLINGS,
    SPELLINGS_THAT_CHECK,
    spelled,
)

SHARED = Path(__file__).parents[5] / "shared"
SAMPLES = Path(__file__).parents[4] / "demo" / "samples"

CONTEXTS = [
    "{}",
    "Sagen om Asta Birk, {}, blev drøftet.",
    "({})",
    "Ansøgning fra {}.pdf",
    "ansøgning_{}-2.docx",
    "306/sager/{}/a.pdf",
    "a\t{}\tb",
    "{};{}",
]
ROWS = ["1 {}", "Borger 1 {} 2", "1\t{}\tAsta Birk", "{} 2 børn", "Bevilget i 2021\n{}\n500", "306/2023/{}.pdf"]
CALLED_OTHERWISE = [
    "Personsag, Journalnr. {}",
    "Sagsnr.:\t{}",
    "J.nr. {}",
    "Kundenr. {}",
    "Løbenr. {}",
    "Sagsnumrene er 1234567890 og {}",
    "Sag\tKundenr.\nAsta\t{}",
    "https://havneby.example/media/{}/plan.pdf",
]
WITH_WORDS = [
    "Navn\tCPR-nr.\tBopæl\nAsta Birk\t12.03.85-2036\tNæs\nBo Holm\t120385\t1945",
    "| Nr.\tCPR-nummer\n1\t2012101234",
    "CPR 12031985 1236",
    "cpr: 12.03.1985 1900",
    "CPR-nr. 12.03.85 2036",
    "cpr: 310776 1900",
    "Personnummer 2012101234",
    "CPR0804085678",
    "Person-nr.: 08-04-08-5678",
    "CPR-nummeret er 08 04 08 5678",
]
FOUND = [
    *(spelled(*pair) for pair in product(NUMBERS, SPELLINGS + DASHED)),
    *(spelled(*pair) for pair in product(CHECKING, SPELLINGS_THAT_CHECK)),
    *ODD,
]


def _found(text: str) -> list[str]:
    return [text[start:end] for start, end in personal_numbers.find(text)]


@pytest.mark.parametrize("number", FOUND)
def test_every_number_is_found(number: str) -> None:
    """Recall is 1.0, whatever stands around a number and whether it checks or not."""
    for context in CONTEXTS:
        text = context.format(number, number)
        assert _found(text) == [number] * context.count("{}"), text


@pytest.mark.parametrize("number", [spelled(*pair) for pair in product(NUMBERS, DASHED)])
def test_a_dash_is_no_row_of_numbers(number: str) -> None:
    """Other numbers beside one with a dash, or above and below it, are no doubt."""
    for row in ROWS:
        assert _found(row.format(number)) == [number], row


@pytest.mark.parametrize("context", CALLED_OTHERWISE)
@pytest.mark.parametrize("number", CHECKING)
def test_a_number_that_checks_is_one_whatever_it_is_called(number: str, context: str) -> None:
    """A journal has been filed under such numbers; an operator can release a number, and nobody can take it back."""
    bare = number.replace("-", "")

    assert _found(context.format(bare)) == [bare]


@pytest.mark.parametrize("text", WITH_WORDS)
def test_the_words_before_a_number_count(text: str) -> None:
    """What could be a date, or a case number, is a personal number where the text says so."""
    assert personal_numbers.is_in(text)


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in OTHERS.items() for text in texts])
def test_nothing_else_is_found(kind: str, text: str) -> None:
    """Precision is 1.0 on all numbers that minutes are full of."""
    assert not personal_numbers.is_in(text), kind
    assert personal_numbers.mask(text) == text


@pytest.mark.parametrize("folder", [SHARED / "real", SHARED / "layouts", SAMPLES], ids=lambda folder: folder.name)
def test_no_false_alarm_in_minutes(folder: Path) -> None:
    """Real minutes hold case numbers of every publishing system, and no personal number."""
    if not folder.is_dir():
        pytest.skip("the real minutes (../shared) do not lie beside the project")
    texts = {path.name: path.read_bytes().decode("utf-8", "replace") for path in folder.rglob("*") if path.is_file()}

    assert texts
    assert [name for name, text in texts.items() if personal_numbers.is_in(text)] == []
    assert [name for name, text in texts.items() if any(personal_numbers.find_misread(text))] == []


def test_a_masked_text_holds_none() -> None:
    """Every number goes, and all else stays."""
    assert personal_numbers.mask("a 010190-1234, b 0707614285.") == "a xxxxxx-xxxx, b xxxxxx-xxxx."
