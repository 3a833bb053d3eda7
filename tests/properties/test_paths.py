"""Paths of a folder bucket: any key has one of its own that a file system can hold."""

from hypothesis import example, given
from hypothesis import strategies as st

from shared.objectstore import paths

segments = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/\0"), max_size=12),
    st.sampled_from(["", ".", "..", paths.OURS, "%=", "%=a", "%+a", "%~a", "%!m%F8de", "%!%C3%A6", "%!a", "%!%2F"]),
    st.text("æb", min_size=200, max_size=600),
)
keys = st.lists(segments, min_size=1, max_size=4).map("/".join).filter(bool)
file_names = st.binary(min_size=1, max_size=30).filter(
    lambda raw: b"/" not in raw and b"\0" not in raw and raw not in {b".", b".."}
)


@given(keys)
@example("%!m%F8de")
@example("a/")
def test_a_key_comes_back_from_its_path(key: str) -> None:
    """Both spellings of a key are read as that key, so that no two keys share a path."""
    assert paths.read(paths.spell(key)) == key
    assert paths.read(paths.spell_beside(key)) == key


@given(keys)
def test_every_component_is_a_file_name(key: str) -> None:
    """No component is empty, special, longer than a file name may be, or the name of our own folder in the root."""
    for components in (paths.spell(key), paths.spell_beside(key)):
        assert components[0] != paths.OURS
        for component in components:
            assert component not in {"", ".", ".."}
            assert not {"/", "\0"} & set(component)
            assert len(component.encode(errors="surrogateescape")) <= 255


@given(keys)
def test_a_plain_key_is_a_plain_path(key: str) -> None:
    """Only what a file system can't hold is spelled otherwise."""
    plain = all(
        segment not in {"", ".", "..", paths.OURS}
        and not segment.startswith(("%=", "%+", "%~", "%!"))
        and len(segment.encode()) <= 255
        for segment in key.split("/")
    )

    assert not plain or "/".join(paths.spell(key)) == key


@given(st.lists(file_names, min_size=1, max_size=3))
def test_any_file_that_a_person_makes_is_an_object_or_is_none(names: list[bytes]) -> None:
    """A path is read as a key that leads back to it, and is a key of text; nothing crashes."""
    components = [name.decode(errors="surrogateescape") for name in names]
    key = paths.read(components)

    if key is not None:
        assert key.encode().decode() == key
        assert tuple(components) in {paths.spell(key), paths.spell_beside(key)}
    else:
        assert components[0] == paths.OURS or any(name.startswith(b"%") for name in names)
