"""Lists of every kind, made at random: each number stands as LibreOffice itself prints it into a text file."""

import random
from pathlib import Path

import pytest

from services.parser.reading.docx import read_docx
from services.parser.reading.odt import read_odt
from services.parser.reading.tables import texts
from tests.integration.parser.libreoffice import converted, flat_odt

DOCUMENTS = 20
STYLES = ("A", "B")
_DEEPEST = 4
_DASHES = str.maketrans("•◦▪\ufeff", "    ")


class Dice:
    """Throws one document of lists, the same for the same number."""

    def __init__(self, number: int) -> None:
        self._dice = random.Random(number)  # noqa: S311  # the same lists every time
        self._paragraphs = 0
        self._last: dict[str, str] = {}

    def document(self) -> str:
        """Make lists with paragraphs between, which may go on where the last one of their style ended."""
        body = ""
        for number in range(self._dice.randint(3, 8)):
            style = self._dice.choice(STYLES)
            goes_on = f' text:continue-list="{self._last[style]}"' if style in self._last and self._likely(0.4) else ""
            body += self._list(1, f'text:style-name="{style}" xml:id="id{number}"{goes_on}')
            body += self._paragraph() if self._likely(0.6) else ""
            self._last[style] = f"id{number}"
        styles = (f'<text:list-style style:name="{name}">{self._levels()}</text:list-style>' for name in STYLES)
        return flat_odt(body, automatic="".join(styles))

    def _likely(self, chance: float) -> bool:
        return self._dice.random() < chance

    def _paragraph(self) -> str:
        self._paragraphs += 1
        return f"<text:p>tekst {self._paragraphs}</text:p>"

    def _list(self, depth: int, attributes: str = "") -> str:
        points = ""
        for _ in range(self._dice.randint(1, 3)):
            start = f'text:start-value="{self._dice.randint(2, 9)}"' if self._likely(0.1) else ""
            content = self._paragraph() + (self._paragraph() if self._likely(0.15) else "")
            content += self._list(depth + 1) if depth < _DEEPEST and self._likely(0.4) else ""
            points += f"<text:list-item {start}>{content}</text:list-item>"
        return f"<text:list {attributes}>{points}</text:list>"

    def _levels(self) -> str:
        return "".join(self._level(level) for level in range(1, _DEEPEST + 1))

    def _level(self, level: int) -> str:
        if self._likely(0.15):
            return f'<text:list-level-style-bullet text:level="{level}" text:bullet-char="•"/>'
        choice = self._dice.choice
        return (
            f'<text:list-level-style-number text:level="{level}" style:num-format="{choice("1aAiI")}" '
            f'style:num-prefix="{choice(("", "", "(", "Punkt "))}" style:num-suffix="{choice((".", ")", ":", ""))}" '
            f'text:display-levels="{self._dice.randint(1, level)}" text:start-value="{choice((1, 1, 1, 3, 26))}"/>'
        )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write all documents in both formats, and print each of them into a text file."""
    folder = tmp_path_factory.mktemp("lists")
    sources = [folder / f"{number}.fodt" for number in range(DOCUMENTS)]
    for number, source in enumerate(sources):
        source.write_text(Dice(number).document(), encoding="utf-8")
    converted(sources, folder / "odt", "odt", "txt:Text")
    converted(sources, folder / "docx", "docx")
    converted([folder / "docx" / f"{source.stem}.docx" for source in sources], folder / "docx", "txt:Text")
    return folder


@pytest.mark.parametrize("suffix", ["docx", "odt"])
@pytest.mark.parametrize("number", range(DOCUMENTS))
def test_numbers_of_lists_are_those_that_are_printed(folder: Path, number: int, suffix: str) -> None:
    """Levels, kinds of numerals, starts, and lists that go on or begin anew."""
    data = (folder / suffix / f"{number}.{suffix}").read_bytes()
    items = (read_odt if suffix == "odt" else read_docx)(data)[0][0].items
    printed = (folder / suffix / f"{number}.txt").read_text(encoding="utf-8").translate(_DASHES).splitlines()

    assert [" ".join(text.split()) for text in texts(items)] == [" ".join(line.split()) for line in printed]
