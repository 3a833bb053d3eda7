"""Whatever lines come in whatever order: nothing is raised, nothing is lost, every span is inside the text."""

from hypothesis import given
from hypothesis import strategies as st

from services.parser.assembling import assemble
from services.parser.document import lay_out
from services.parser.reading.model import Paragraph, Table
from shared.contract.record import Item

LINES = (
    "Referat",
    "Indholdsfortegnelse",
    "1. Godkendelse af dagsorden.....3",
    "2\tNy bro\t4",
    "Lukket",
    "Lukkede sager",
    "Åbne punkter",
    "Lukket punkt",
    "LUKKET PUNKT: Køb af kran",
    "3. (Lukket) Køb af kran",
    "Lukket referat",
    "Punkt 1: Godkendelse af dagsorden (B)",
    "Punkt 2.",
    "2. Ny bro",
    "3. at broen males",
    "38Eventuelt",
    "Punkt 8 udgår",
    "Sagsnr.: 330-2021-15739",
    "15.00.00-A00-35-20",
    "Sagsfremstilling",
    "Beslutning",
    "Beslutning: Godkendt.",
    "Fraværende:",
    "Indstilling",
    "Direktøren indstiller, at broen males.",
    "Historik",
    "Beslutning i Byrådet den 12. april 2021:",
    "Vejudvalget, 3. februar 2020, pkt. 12:",
    "Bilag",
    "Kort over broen",
    "Asta Holm (A), Bo Lind og Karen Juhl var fraværende.",
    "For stemte 10 (A, F, Ø), imod stemte 5 (V, O).",
    "Ad 1. Godkendt. Ad 2. Udsat.",
    "Mødedato: 12. april 2021 kl. 17.00",
    "Havneudvalget",
    ".",
    "12-04-2021",
    "Bo Lind tager forbehold.",
    "Til stede: Asta Holm, Bo Lind",
)
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).filter(
    lambda text: text == text.strip()
)
paragraphs = st.builds(
    lambda text, level, gap, bullet: Paragraph(text=text, level=level, gap_before=gap, bullet=bullet),
    st.one_of(st.sampled_from(LINES), words),
    st.one_of(st.none(), st.integers(1, 4)),
    st.booleans(),
    st.booleans(),
)
tables = st.builds(
    lambda rows: Table(rows=tuple(map(tuple, rows))), st.lists(st.lists(words, min_size=1), min_size=1, max_size=3)
)


@given(st.lists(st.one_of(paragraphs, tables), max_size=40))
def test_any_flow_becomes_items_with_true_spans(flow: list[Paragraph | Table]) -> None:
    """Every span lies in the text, and the sections of an item follow one another without overlap."""
    text = lay_out(tuple(flow))
    minutes = assemble(text)

    for item in minutes.items:
        for start, end in _spans(item):
            assert 0 <= start <= end <= len(text.text)
        ends = [0, *(section.span[1] for section in item.sections)]
        assert all(before <= section.span[0] for before, section in zip(ends, item.sections, strict=False))


def _spans(item: Item) -> list[tuple[int, int]]:
    spans = [item.span]
    spans += [section.span for section in item.sections]
    spans += [recommendation.span for recommendation in item.recommendations]
    spans += [decision.span for decision in item.decisions]
    spans += [statement.span for statement in item.statements]
    spans += [attachment.span for attachment in item.attachments]
    return spans
