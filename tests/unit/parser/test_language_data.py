"""Where the language data is looked for, and what is said where scans can't be read."""

from pathlib import Path

import pytest

from services.parser import language_data
from services.parser.language_data import find_language_data
from shared.errors import SettingsError


@pytest.mark.parametrize("below", ["", "tessdata"])
def test_the_folder_that_was_told_comes_first(tmp_path: Path, below: str) -> None:
    """TESSDATA_PREFIX may be the folder itself, and the one above it."""
    (tmp_path / below).mkdir(exist_ok=True)
    (tmp_path / below / "dan.traineddata").touch()

    assert Path(find_language_data(str(tmp_path))) == tmp_path / below


def test_data_that_is_missing_is_said_with_the_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence names where it was looked for, and what to install or to set."""
    monkeypatch.setattr(language_data, "_USUAL", (str(tmp_path / "usual"),))
    with pytest.raises(SettingsError) as told:
        find_language_data(str(tmp_path / "told"))

    assert f"dan.traineddata is not in {tmp_path}/told or" in str(told.value)
    assert "tesseract-ocr-dan" in str(told.value)
    assert "REFERAT_LANGUAGE_DATA" in str(told.value)


def test_a_missing_extra_is_said_with_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Tesseract's own package nothing is looked for."""
    monkeypatch.setattr(language_data, "find_spec", lambda _name: None)
    with pytest.raises(SettingsError, match=r"tesserocr is not installed; install Python's referat\[ocr\]"):
        find_language_data()
