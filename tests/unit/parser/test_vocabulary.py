"""The word lists are typed: a misspelling stops the build."""

import pytest

from services.parser.vocabulary import load
from services.parser.vocabulary.load import vocabulary
from services.parser.vocabulary.tables import VocabularyError, read_toml
from services.parser.wording import fold_heading
from shared.contract.codes import DecisionOutcome, SectionRole


def test_all_word_lists_load() -> None:
    """Every list is read, every pattern compiles, every code is known."""
    words = vocabulary()

    assert words.roles[fold_heading("Sagsfremstilling:")] is SectionRole.CASE
    assert {outcome for outcome, _ in words.outcomes} == set(DecisionOutcome) - {DecisionOutcome.OTHER}
    assert words.weak_headings <= set(words.roles)


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("labels", lambda table: table["meeting"].update(mødested=["Sted"])),
        ("phrases", lambda table: table.update(bodies=["("])),
        ("phrases", lambda table: table.pop("procedure")),
        ("headings", lambda table: table["item"]["punkt"].update(pattern="^punkt")),
        ("sections", lambda table: table.update(law=["Økonomi"])),
    ],
)
def test_a_misspelt_list_is_refused(name: str, spoil: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unknown keys, missing keys, broken patterns and double roles name themselves."""

    def spoilt(asked: str) -> dict[str, object]:
        table = read_toml(asked)
        if asked == name:
            assert callable(spoil)
            spoil(table)
        return table

    monkeypatch.setattr(load, "read_toml", spoilt)
    vocabulary.cache_clear()
    try:
        with pytest.raises(VocabularyError, match=f"{name}.toml"):
            vocabulary()
    finally:
        vocabulary.cache_clear()
