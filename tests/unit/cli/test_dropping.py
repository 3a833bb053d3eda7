"""Which files a path holds, and the key that each gets."""

from pathlib import Path

import pytest

from services.cli.console import CommandError
from services.cli.dropping import find


def _touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")


def _keys(*paths: Path, municipality: str | None = None, home: Path | None = None) -> list[str]:
    found = find(paths, municipality=municipality, home=home or paths[0] / "home")
    return [candidate.key for candidate in found.candidates]


def test_a_leading_kommunekode_is_the_prefix(tmp_path: Path) -> None:
    """A folder named by a kommunekode says whose minutes lie in it, whatever the option says."""
    _touch(tmp_path, "306/a.pdf", "306/2023/b.pdf", "other/c.pdf")

    assert _keys(tmp_path, municipality="329") == ["306/2023/b.pdf", "306/a.pdf", "329/other/c.pdf"]


def test_without_any_hint_the_municipality_is_unknown(tmp_path: Path) -> None:
    """Files whose municipality nobody named go where the record finds it in the text."""
    _touch(tmp_path, "a.pdf", "0306/b.pdf", "999/c.pdf")

    assert _keys(tmp_path) == ["_ukendt/0306/b.pdf", "_ukendt/999/c.pdf", "_ukendt/a.pdf"]


def test_a_single_file_keeps_its_name(tmp_path: Path) -> None:
    """A file named by itself is dropped under its own name."""
    _touch(tmp_path, "deep/down/a.pdf")

    assert _keys(tmp_path / "deep/down/a.pdf", municipality="306") == ["306/a.pdf"]


def test_hidden_and_temporary_files_are_passed_over_and_counted(tmp_path: Path) -> None:
    """Files that no one means to deliver are not dropped, and the user hears how many."""
    _touch(tmp_path, "a.pdf", ".hidden", ".git/config", "~$a.docx", "b.pdf.part", "Thumbs.db")
    (tmp_path / "broken").symlink_to(tmp_path / "nowhere")
    found = find([tmp_path], municipality=None, home=tmp_path / "home")

    assert [candidate.name for candidate in found.candidates] == ["a.pdf"]
    assert found.passed_over == 5


def test_the_home_is_never_ingested_into_itself(tmp_path: Path) -> None:
    """`referat ingest .` does not take the buckets in ./referat for minutes."""
    _touch(tmp_path, "a.pdf", "referat/drop/306/x.pdf")

    assert _keys(tmp_path, home=tmp_path / "referat") == ["_ukendt/a.pdf"]


def test_two_files_for_one_key_are_refused(tmp_path: Path) -> None:
    """Two files that would be versions of one name are for the user to sort out, before anything is done."""
    _touch(tmp_path, "one/a.pdf", "two/a.pdf")

    with pytest.raises(CommandError, match=r"one/a.pdf and .*two/a.pdf"):
        _keys(tmp_path / "one", tmp_path / "two")


def test_the_same_path_twice_is_taken_once(tmp_path: Path) -> None:
    """Naming a folder and a file in it is no conflict."""
    _touch(tmp_path, "a.pdf")

    assert _keys(tmp_path, tmp_path / "a.pdf") == ["_ukendt/a.pdf"]


@pytest.mark.parametrize(
    ("given", "nearest"),
    [("0306", "306 (Odsherred)"), ("ringsted", "329 (Ringsted)"), ("slagelsse", "330 (Slagelse)")],
)
def test_an_unknown_municipality_names_the_nearest(tmp_path: Path, given: str, nearest: str) -> None:
    """A kommunekode that is none ends the command with what was probably meant."""
    with pytest.raises(CommandError) as caught:
        _keys(tmp_path, municipality=given)

    assert nearest in str(caught.value)


def test_a_path_that_is_not_there_is_found_before_anything_is_done(tmp_path: Path) -> None:
    """One wrong path among right ones stops the command with its name."""
    with pytest.raises(CommandError, match="nowhere does not exist"):
        _keys(tmp_path, tmp_path / "nowhere")
