"""Every block stands in the text where its span says."""

from hypothesis import given
from hypothesis import strategies as st

from services.parser.document import cover, lay_out
from services.parser.reading.model import Paragraph, Table
from tests.builders import blocks

words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(lambda text: text == text.strip())
elements = st.one_of(
    st.builds(lambda text, gap: Paragraph(text=text, gap_before=gap), words, st.booleans()),
    st.builds(lambda rows: Table(rows=tuple(map(tuple, rows))), st.lists(st.lists(words, min_size=1), min_size=1)),
)


@given(st.lists(elements))
def test_the_text_at_every_span_is_the_block(flow: list[Paragraph | Table]) -> None:
    """No block is lost, moved or changed by being laid out."""
    text = lay_out(tuple(flow))

    assert len(text.blocks) == len(flow)
    assert all(text.text[block.start : block.end] == block.text for block in text.blocks)


def test_a_part_of_a_block_knows_its_place() -> None:
    """Cutting keeps the offsets of the whole document."""
    first, second = blocks("Godkendt.", "Beslutning: Udsat.")
    part = second.part(12, len(second.text))

    assert (part.text, part.start) == ("Udsat.", second.start + 12)
    assert cover([first, part]) == (0, second.end)
