"""No personal number passes because it lies upon a page of a PDF, or is a property of it."""

import zlib
from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from services.parser.parse import parse_file
from services.parser.reading.read import read
from services.parser.sandbox.port import Request
from services.parser.screening import screen
from shared.contract.codes import Place
from shared.contract.result import Rejected
from tests.hostile.making import one_page, stream
from tests.unit.parser.reading.conftest import canvas_pdf

NUMBER = "120385-1236"
BOX = (60, 200, 300, 240)
XMP = (
    '<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="r"><r:Description {}><d:title xmlns:d="d">'
    "<r:Alt><r:li>{}</r:li></r:Alt></d:title></r:Description></r:RDF></x:xmpmeta>"
)


def _screened(data: bytes) -> Rejected | None:
    return screen(read(data))


def _drawn(draw: Callable[[Canvas], None]) -> bytes:
    """Draw on the second of two pages."""

    def both(canvas: Canvas) -> None:
        canvas.drawString(60, 700, "Referat")
        canvas.showPage()
        canvas.drawString(60, 700, "Bilag")
        draw(canvas)

    return canvas_pdf(both)


def _field(canvas: Canvas, value: str) -> None:
    canvas.acroForm.textfield(name="borger", value=value, x=60, y=200, width=200, height=20)


@pytest.mark.parametrize(
    ("draw", "place"),
    [
        (_field, Place.TEXT),
        (lambda canvas, n: canvas.textAnnotation(n, Rect=BOX), Place.TEXT),
        (lambda canvas, n: canvas.freeTextAnnotation(n, DA="/Helv 10 Tf 0 g", Rect=BOX), Place.TEXT),
        (lambda canvas, n: canvas.linkURL(f"https://x.invalid/{n}.pdf", BOX), Place.PROPERTIES),
    ],
    ids=["field", "note", "text upon the page", "link"],
)
def test_what_lies_upon_a_page_tells_its_page(draw: Callable[[Canvas, str], None], place: Place) -> None:
    """Fields and notes are text to whoever sees the page; a link shows where it stands, and hides where it leads."""
    found = _screened(_drawn(lambda canvas: draw(canvas, NUMBER)))

    assert found is not None
    assert (found.places, found.pages) == ((place,), (2,))
    assert _screened(_drawn(lambda canvas: draw(canvas, "bilag 4"))) is None


@pytest.mark.parametrize("name", ["dhFormfield-1203851236", "Felt_1203851236"])
def test_programs_number_their_fields(name: str) -> None:
    """Such a name is no person's, and that of a field may say what its value is."""

    def draw(name: str, value: str) -> bytes:
        return _drawn(lambda c: c.acroForm.textfield(name=name, value=value, x=60, y=200, width=200, height=20))

    assert _screened(draw(name, "bilag 4")) is None
    assert _screened(draw(NUMBER, "bilag 4")) is not None
    assert _screened(draw("sagsnr", "1203851236")) is None
    assert _screened(draw("cpr1", "1203851236")) is not None


def _bookmark(canvas: Canvas, title: str) -> None:
    canvas.bookmarkPage("a")
    canvas.addOutlineEntry("Bilag", "a")
    canvas.addOutlineEntry(title, "a", level=1)


PROGRAM = "Skriveprogram 15.0.1203851236"


@pytest.mark.parametrize(
    ("draw", "harmless"),
    [
        (_bookmark, "Bilag 4"),
        (lambda canvas, n: canvas.setCreator(n), PROGRAM),
        (lambda canvas, n: canvas.setProducer(n), PROGRAM),
    ],
    ids=["bookmark", "creator", "producer"],
)
def test_what_a_pdf_says_of_itself_is_looked_at(draw: Callable[[Canvas, str], None], harmless: str) -> None:
    """Its bookmarks, and what made it, whose versions are numbers too."""
    found = _screened(_drawn(lambda canvas: draw(canvas, NUMBER)))

    assert found is not None
    assert (found.places, found.pages) == ((Place.PROPERTIES,), ())
    assert _screened(_drawn(lambda canvas: draw(canvas, harmless))) is None


def _with_xmp(packet: str, *, packed: bool = False) -> bytes:
    extra = b"/Type/Metadata/Subtype/XML"
    content = packet.encode()
    packet_stream = stream(zlib.compress(content), extra + b"/Filter/FlateDecode") if packed else stream(content, extra)
    return one_page(stream(b"BT /F 12 Tf 60 700 Td (Referat) Tj ET"), packet_stream, catalog=b"/Metadata 5 0 R")


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("packet", [XMP.format("", NUMBER), XMP.format(f"d:part='{NUMBER}'", "x")])
def test_xmp_is_looked_at(packet: str, *, packed: bool) -> None:
    """A title stands there as often as among the properties, as text or as an attribute."""
    assert _screened(_with_xmp(packet, packed=packed)) is not None
    assert _screened(_with_xmp(packet.replace(NUMBER, "bilag 4"), packed=packed)) is None


def test_a_property_that_a_program_has_made_up_is_looked_at() -> None:
    """Case systems give files properties of names that nobody else knows."""
    data = one_page() + b"\n9 0 obj\n<</Title(Referat)/Part#20i#20sagen(%s)>>\nendobj\n" % NUMBER.encode()

    assert _screened(data + b"trailer<</Root 1 0 R/Info 9 0 R>>") is not None
    assert _screened(data.replace(NUMBER.encode(), b"bilag 4") + b"trailer<</Root 1 0 R/Info 9 0 R>>") is None


def _form(value: bytes) -> bytes:
    """Make a form whose value stands in the field that the one on the page is a part of."""
    field = b"<</FT/Tx/T(borger)/V(%s)/Kids[6 0 R]>>" % value
    part = b"<</Type/Annot/Subtype/Widget/Parent 5 0 R/Rect[60 200 300 240]>>"
    return one_page(
        stream(b"BT /F 12 Tf 60 700 Td (Referat) Tj ET"),
        field,
        part,
        catalog=b"/AcroForm<</Fields[5 0 R]>>",
        page=b"/Annots[6 0 R]",
    )


def test_a_field_takes_its_value_from_the_one_above() -> None:
    """So it is where one field stands on several pages."""
    found = _screened(_form(NUMBER.encode()))

    assert found is not None
    assert found.pages == (1,)
    assert _screened(_form(b"bilag 4")) is None


def test_bookmarks_in_a_circle_end() -> None:
    """Each is the next one of the other."""
    one, two = (
        b"<</Title(Bilag)/Parent 5 0 R/Next %d 0 R/First %d 0 R>>" % (following, following) for following in (7, 6)
    )
    root = b"<</Type/Outlines/First 6 0 R/Last 7 0 R/Count 2>>"
    data = one_page(stream(b"BT /F 12 Tf 60 700 Td (Referat) Tj ET"), root, one, two, catalog=b"/Outlines 5 0 R")

    assert _screened(data) is None
    assert isinstance(parse_file(data, Request(sha256="0" * 64, parser_version="test")), Rejected)
