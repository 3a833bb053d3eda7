"""Personal numbers, by a set of our own: every one of them is found, and nothing else is."""

import time
from itertools import product
from pathlib import Path

import pytest

from shared import personal_numbers

SHARED = Path(__file__).parents[4] / "shared"
SAMPLES = Path(__file__).parents[3] / "demo" / "samples"

# Invented. The first ones check; those born on 1 January may not, and the last ones do not.
CHECKING = ["070761-4285", "290200-4001", "311299-0126", "150638-9107", "241258-5006"]
NOT_CHECKING = ["010190-1234", "010165-0001", "120385-1236", "080408-5678", "310776-2222"]
SPELLINGS = [
    "{0}{1}{2}-{3}",
    "{0}{1}{2}{3}",
    "{0}{1}{2} {3}",
    "{0}{1}{2}\u00a0{3}",
    "{0}{1}{2}\u2013{3}",
    "{0}{1}{2}\u2010{3}",
    "{0}{1}{2}_{3}",
    "{0}{1}{2} - {3}",
    "{0}{1}{2}-\n{3}",
    "{0}{1}{2}.{3}",
    "{0}.{1}.{2}-{3}",
    "{0} {1} {2}-{3}",
    "{0}/{1}/{2}-{3}",
]
SPELLINGS_THAT_CHECK = [
    "{0} {1} {2} {3}",
    "{0}.{1}.{2} {3}",
    "{0}-{1}-{2}-{3}",
    "{0}{1}{2}/{3}",
    "{0}{1}{2}\t{3}",
    "{0}{1}{2}\n{3}",
]
CONTEXTS = [
    "{}",
    "Sagen om Asta Birk, {}, blev drøftet.",
    "({})",
    "Ansøgning fra {}.pdf",
    "ansøgning_{}-2.docx",
    "a\t{}\tb",
    "{};{}",
]
WITH_WORDS = [
    "CPR-nr. 12.03.85 2036",
    "cpr: 310776 1900",
    "Personnummer 2012101234",
    "CPR0804085678",
    "Person-nr.: 08-04-08-5678",
    "CPR-nummeret er 08 04 08 5678",
]

OTHERS = {
    "dates": [
        "01.01.20 2021",
        "31.12.21-2022",
        "01-01-22-3112",
        "01.07.21 - 31.12.2024",
        "mødet den 12.03.21 1730",
        "12-03-2021",
        "den 210325 2025",
        "020221_1930 referat.pdf",
        "2021-03-12T17:30",
        "20260101T000000Z-6714af9a7f2fc1c92f4609cb526064fd",
    ],
    "no dates": ["310290-1234", "301302-1234", "290201-1234", "000190-1234", "991299-1234", "3213901234"],
    "case numbers": [
        "15.00.00-A00-35-20",
        "15.00.00-Ø39-2-20",
        "15.20.00A00-1-20",
        "00.01.00.A10-0001/2013",
        "86.00.G01/2011-102",
        "24.00P00 - 2015/01786",
        "00.22.00-3584-18",
        "27.12.04-3584-18",
        "330-2021-111682",
        "450-2018-4075",
        "2012-202935",
        "2021-076476",
        "25/19069",
        "17-040676",
        "200906126",
        "2009061235",
        "1-51-71-3321-08",
        "1-16-02-0123-20",
        "MDR-2016-02836",
        "Brevid: 4912033",
        "fileno 222359/12",
        "Sagsid.: 1202091234",
    ],
    "other numbers": [
        "EAN 5798001234567",
        "CVR 12345678",
        "P-nr. 1003212345",
        "P-nummer: 1005171231",
        "konto 1234 0804085678",
        "Kontonr.: 0804085678",
        "Faktura nr. 0804085678",
        "tlf. 21 12 20 12",
        "+45 12122012",
        "+4512122012",
        "matr.nr. 12ab Strandby",
        "KLE 27.03.08",
        "kr. 120.385.1236",
        "12 120385 1236 5500",
        "120500\t1200",
        "120385\t1236",
        "id=0804085678",
        "a0804085678f",
        "0804085678901",
        "xxxxxx-xxxx",
        "080408-xxxx",
    ],
}


def _spelled(number: str, spelling: str) -> str:
    return spelling.format(number[:2], number[2:4], number[4:6], number[7:])


FOUND = [
    *(_spelled(*pair) for pair in product(CHECKING, SPELLINGS + SPELLINGS_THAT_CHECK)),
    *(_spelled(*pair) for pair in product(NOT_CHECKING, SPELLINGS)),
]


@pytest.mark.parametrize("number", FOUND)
def test_every_number_is_found(number: str) -> None:
    """Recall is 1.0, whatever stands around a number and whether it checks or not."""
    for context in CONTEXTS:
        text = context.format(number, number)
        assert [text[start:end] for start, end in personal_numbers.find(text)] == [number] * context.count("{}"), text


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


def test_a_masked_text_holds_none() -> None:
    """Every number goes, and all else stays."""
    assert personal_numbers.mask("a 010190-1234, b 0707614285.") == "a xxxxxx-xxxx, b xxxxxx-xxxx."


@pytest.mark.parametrize("hostile", ["0101901234 ", "01 01 ", "01.", "0", "010190-", "cpr ", "01.01.90-1234-"])
def test_time_grows_with_the_text_and_not_faster(hostile: str) -> None:
    """H21: ten times the text takes about ten times the time, whatever it is made of."""
    seconds = []
    for times in (10_000, 100_000):
        text = hostile * times
        began = time.process_time()
        personal_numbers.mask(text)
        seconds.append(time.process_time() - began)

    assert seconds[1] < 40 * seconds[0] + 0.1
