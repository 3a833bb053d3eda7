"""PDFs that want memory, time, a way out, or a crash."""

from collections.abc import Iterator
from functools import partial

from reportlab.lib.pdfencrypt import StandardEncryption

from shared.contract.codes import RejectionReason
from tests.hostile.making import FONT, ODD, READ, TEXT, Hostile, flate, hostile, one_page, pdf, squeezed, stream
from tests.unit.parser.reading.conftest import canvas_pdf

LIMIT, MALFORMED, NO_TEXT = RejectionReason.LIMIT, RejectionReason.MALFORMED, RejectionReason.NO_TEXT
ENCRYPTED, TIMED_OUT = RejectionReason.ENCRYPTED, RejectionReason.TIMED_OUT
BOMB = (LIMIT, TIMED_OUT)
DRAWING = b"0 0 m 9 9 l S "
FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"
CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%s>>>>" % FONT
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def bombs() -> Iterator[Hostile]:
    """H1 and H22: little that becomes much."""
    yield hostile("H1", "a gigabyte of drawing", lambda: one_page(flate(DRAWING, 1024)), *BOMB)
    yield hostile("H1", "a gigabyte, packed twice", lambda: one_page(flate(DRAWING, 1024, 2)), *BOMB)
    yield hostile("H1", "four gigabytes, packed three times", lambda: one_page(flate(DRAWING, 4096, 3)), *BOMB)
    yield hostile("H1", "a gigabyte of blanks", lambda: one_page(flate(b" ", 1024)), *BOMB, NO_TEXT)
    yield hostile("H1", "a gigabyte behind hexadecimal digits", _hexadecimal, *BOMB, NO_TEXT)
    yield hostile("H1", "run lengths of a gigabyte", _run_lengths, *BOMB, NO_TEXT)
    yield hostile("H1", "a gigabyte of objects", _objects, *BOMB, MALFORMED)
    yield hostile("H1", "a font's map of a gigabyte", partial(_mapped, flate(b"<0001> <0041> ", 1024)), *BOMB, READ)
    yield hostile("H1", "an image of 30000 by 30000", _image, READ)
    yield hostile("H1", "a million texts", lambda: one_page(stream(b"BT /F 9 Tf (a) Tj ET " * 1_000_000)), *BOMB, READ)
    yield hostile("H1", "half a million paths", lambda: one_page(stream(TEXT + DRAWING * 500_000)), READ)
    yield hostile("H1", "half a million lines of a grid", _grid, READ)
    yield hostile("H22", "a title of 16 MB", lambda: _with_info(b"A" * 2**24), READ)
    yield hostile("H22", "a description of a gigabyte", _described, READ, *BOMB)


def cycles() -> Iterator[Hostile]:
    """H2: what refers to itself."""
    yield hostile("H2", "a table of references before itself", _table_loop, *ODD)
    yield hostile(
        "H2", "pages in themselves", lambda: pdf((CATALOG, b"<</Type/Pages/Kids[2 0 R]/Count 1>>")), MALFORMED
    )
    yield hostile("H2", "parents in a circle", lambda: one_page(page=b"/Parent 3 0 R"), *ODD)
    yield hostile("H2", "a length that is its own stream", _length_of_itself, *ODD)
    yield hostile("H2", "a page tree 20,000 deep", _deep_tree, *ODD)
    yield hostile("H2", "a form that draws itself twice", _self_drawing, *BOMB)
    yield hostile("H2", "forms that double thirty times", _doubling, *BOMB)
    yield hostile("H2", "a font that is its own descendant", _own_descendant, *ODD)
    yield hostile("H2", "an object that is a reference to itself", lambda: pdf((b"1 0 R",)), MALFORMED)


def pages() -> Iterator[Hostile]:
    """H3 and H4: too many pages, or pages of no size that paper has."""
    kids = b"3 0 R " * 1_000_000
    many = pdf((CATALOG, b"<</Type/Pages/Kids[%s]/Count 1000000>>" % kids, PAGE, stream(TEXT)))
    yield hostile("H3", "a million pages that are one", lambda: many, LIMIT)
    yield hostile("H3", "a count of a hundred million", lambda: _counting(10**8), *ODD, LIMIT)
    yield hostile("H3", "a negative count", lambda: _counting(-1), *ODD)
    yield hostile("H3", "4,000 pages without text", lambda: _empty_pages(4000), NO_TEXT)
    for name, box in (
        ("a billion", b"[0 0 1000000000 1000000000]"),
        ("nothing", b"[0 0 0 0]"),
        ("less than nothing", b"[595 842 0 0]"),
        ("no number", b"[0 0 1e400 nan]"),
        ("a dictionary", b"<</A 1>>"),
    ):
        yield hostile("H4", f"a page of {name}", partial(one_page, page=b"/MediaBox" + box), *ODD)
    yield hostile("H4", "a page turned by a million degrees", lambda: one_page(page=b"/Rotate 1000000000"), *ODD)
    yield hostile("H4", "letters of a size without end", lambda: one_page(stream(TEXT.replace(b"12", b"1e38"))), *ODD)


def endless() -> Iterator[Hostile]:
    """H5: what is begun and never ended."""
    for name, content in (
        ("an inline image", b"BI /W 9 /H 9 /BPC 8 /CS /RGB ID " + b"\0" * 1_000_000),
        ("inline images", b"BI /W 9 ID x " * 50_000),
        ("a string", b"BT (" + b"a" * 1_000_000),
        ("an array", b"[" * 200_000),
        ("a dictionary", b"<<" * 200_000),
        ("states", b"q " * 500_000),
        ("texts", b"BT " * 500_000),
        ("marks", b"/A BMC " * 300_000),
    ):
        drawn = stream(TEXT + b" " + content)
        yield hostile("H5", f"{name} without an end", partial(one_page, drawn), READ, LIMIT)
    yield hostile("H5", "arrays in a page", lambda: one_page(page=b"/A" + b"[" * 100_000), *ODD)
    yield hostile("H5", "dictionaries in a page", lambda: one_page(page=b"/A" + b"<</A" * 50_000), *ODD)


def locked() -> Iterator[Hostile]:
    """H6: encrypted, by any of the ways there are."""
    yield hostile("H6", "for readers", lambda: _encrypted("hemmelig"), ENCRYPTED)
    yield hostile("H6", "for owners alone", lambda: _encrypted(""), READ)
    for name, filter_ in (
        ("in an unknown way", b"/Ukendt"),
        ("for a certificate", b"/Adobe.PubSec/SubFilter/adbe.pkcs7.s5"),
    ):
        locked_by = b"/Encrypt<</Filter%s/V 4/R 4/Length 128>>/ID[(a)(b)]" % filter_
        yield hostile("H6", name, partial(pdf, (CATALOG, PAGES, PAGE, stream(TEXT)), locked_by), ENCRYPTED)


def active() -> Iterator[Hostile]:
    """H7 and H14: what asks a viewer to do something, which we are not."""
    form = b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"
    for name, catalog, more in (
        ("a script", b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\);while\\(1\\);)>>", ()),
        ("a program to be started", b"/OpenAction<</S/Launch/F(/bin/sh)/Win<</F(cmd.exe)>>>>", ()),
        ("a file inside", b"/Names<</EmbeddedFiles<</Names[(a.exe)<</EF<</F 5 0 R>>>>]>>>>", (stream(b"MZ" * 99),)),
        ("a form with external entities", b"/AcroForm<</XFA 5 0 R>>", (stream(form),)),
        ("a form to be sent", b"/OpenAction<</S/SubmitForm/F(http://x.invalid/)>>", ()),
    ):
        yield hostile("H7", name, partial(one_page, stream(TEXT), *more, catalog=catalog), READ)
    elsewhere = b"/Type/XObject/Subtype/Image/Width 9/Height 9/F(http://x.invalid/a.png)"
    image = partial(one_page, stream(TEXT + b" /I Do"), stream(b"", elsewhere), resources=b"/XObject<</I 5 0 R>>")
    yield hostile("H14", "a picture that lies elsewhere", image, READ)


def _hexadecimal() -> bytes:
    digits = squeezed(DRAWING.hex().encode(), 2048)
    return one_page(stream(digits, b"/Filter[/FlateDecode/ASCIIHexDecode]"))


def _run_lengths() -> bytes:
    return one_page(stream(squeezed(b"\x81 ", 16, 1), b"/Filter[/FlateDecode/RunLengthDecode]"))


def _objects() -> bytes:
    packed = flate(b"<<>> ", 1024, extra=b"/Type/ObjStm/N 1000000/First 0")
    return pdf((CATALOG, PAGES, b"5 0 R", packed)) + b"\n9 0 obj 10 0 R endobj"


def _mapped(mapping: bytes) -> bytes:
    font = (
        b"/Font<</F<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/ToUnicode 5 0 R/DescendantFonts[6 0 R]>>>>"
    )
    below = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(A)/Ordering(I)/Supplement 0>>>>"
    return pdf((CATALOG, PAGES, PAGE.replace(FONT, font), stream(TEXT), mapping, below))


def _image() -> bytes:
    extra = b"/Type/XObject/Subtype/Image/Width 30000/Height 30000/BitsPerComponent 8/ColorSpace/DeviceGray"
    image = flate(b"\0", 64, extra=extra)
    return one_page(stream(TEXT + b" q 500 0 0 500 0 0 cm /I Do Q"), image, resources=b"/XObject<</I 5 0 R>>")


def _grid() -> bytes:
    lines = b"".join(b"%d 0 m %d 800 l S 0 %d m 500 %d l S " % (n, n, n, n) for n in range(500))
    return one_page(stream(TEXT + b" " + lines * 19))


def _with_info(title: bytes) -> bytes:
    return pdf((CATALOG, PAGES, PAGE, stream(TEXT), b"<</Title(%s)>>" % title), b"/Info 5 0 R")


def _described() -> bytes:
    return one_page(stream(TEXT), flate(b"<x/>", 1024, extra=b"/Type/Metadata/Subtype/XML"), catalog=b"/Metadata 5 0 R")


def _table_loop() -> bytes:
    data = pdf((CATALOG, PAGES, PAGE, stream(TEXT)))
    return data + b"\nxref\n0 0\ntrailer<</Root 1 0 R/Size 5/Prev %d>>\nstartxref\n%d\n%%%%EOF" % (
        len(data) + 1,
        len(data) + 1,
    )


def _length_of_itself() -> bytes:
    return pdf((CATALOG, PAGES, PAGE, b"<</Length 4 0 R>>stream\n%s\nendstream" % TEXT))


def _deep_tree() -> bytes:
    tree = (b"<</Type/Pages/Kids[%d 0 R]/Count 1/Parent %d 0 R>>" % (n + 1, n - 1) for n in range(2, 20_002))
    return pdf((CATALOG, *tree, PAGE.replace(b"/Contents 4 0 R", b"")))


def _self_drawing() -> bytes:
    form = stream(b"/F Do /F Do", FORM + b"/Resources<</XObject<</F 5 0 R>>>>")
    return one_page(stream(b"/F Do"), form, resources=b"/XObject<</F 5 0 R>>")


def _doubling() -> bytes:
    forms = [stream(b"/F Do /F Do", FORM + b"/Resources<</XObject<</F %d 0 R>>>>" % below) for below in range(6, 36)]
    return one_page(stream(b"/F Do"), *forms, stream(b"BT (x) Tj ET", FORM), resources=b"/XObject<</F 5 0 R>>")


def _own_descendant() -> bytes:
    font = b"/Font<</F 5 0 R>>"
    return pdf((CATALOG, PAGES, PAGE.replace(FONT, font), stream(TEXT), b"<</Subtype/Type0/DescendantFonts[5 0 R]>>"))


def _counting(count: int) -> bytes:
    return pdf((CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count %d>>" % count, PAGE, stream(TEXT)))


def _empty_pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(3, count + 3))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    return pdf((CATALOG, b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count), *[page] * count))


def _encrypted(user_password: str) -> bytes:
    encryption = StandardEncryption(user_password, ownerPassword="ejer", canCopy=0)
    return canvas_pdf(lambda canvas: canvas.drawString(60, 700, "Referat af møde"), encrypt=encryption)
