"""No personal number passes because it stands where nobody looks: hidden, deleted, linked to or filled in."""

from collections.abc import Callable
from typing import Any

import pytest

from services.parser.parse import parse_file
from services.parser.sandbox.port import Answer, Parsed, Request
from shared.contract.codes import Place, RejectionReason
from shared.contract.result import Rejected
from tests.unit.parser.reading.office_files import docx, furniture, odt, paragraph
from tests.unit.parser.test_parse import MINUTES

NUMBER, OTHER = "120385-1236", "bilag 4"
REQUEST = Request(sha256="0" * 64, parser_version="test")
LINES = [line.lstrip("#* ") for line in MINUTES.split("\n") if line.strip()]
WORD = "".join(map(paragraph, LINES))
OPEN = "".join(f"<text:p>{line}</text:p>" for line in LINES)
RICH = "".join(rf"\pard {line}\par " for line in LINES).encode("ascii", "backslashreplace").decode()
PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"

Hide = Callable[[str], str | bytes]


def _parse(data: str | bytes) -> Answer:
    return parse_file(data if isinstance(data, bytes) else data.encode(), REQUEST)


def _word(inside: str, others: dict[str, str | bytes] | None = None, /, **parts: str) -> bytes:
    return docx(f"{WORD}<w:p><w:r><w:t>Se bilag</w:t></w:r>{inside}</w:p>", others or {}, **parts)


def _rtf(inside: str) -> str:
    return f"{{\\rtf1\\ansi {inside} {RICH.replace(chr(92) + 'xe6', chr(92) + chr(39) + 'e6')}}}"


def long_dash(number: str) -> str:
    """Spell the dash as Word does."""
    return number.replace("-", "\\'96")


def _html(body: str, head: str = "") -> str:
    shown = "".join(f"<p>{line}</p>" for line in LINES)
    return f"<html><head><title>Referat</title>{head}</head><body>{shown}{body}</body></html>"


def _link(to: str) -> str:
    return (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="l" Type="x/hyperlink" Target="{to}" '
        'TargetMode="External"/></Relationships>'
    )


HIDDEN_IN_WORD: dict[str, Hide] = {
    "custom property": lambda n: _word(
        "",
        {
            "docProps/custom.xml": f'<Properties xmlns="{PROPERTIES}custom-properties" xmlns:vt="{PROPERTIES}'
            f'docPropsVTypes"><property pid="2" name="Borger"><vt:lpwstr>{n}</vt:lpwstr></property></Properties>'
        },
    ),
    "manager": lambda n: _word("", {"docProps/app.xml": f"<Properties><Manager>{n}</Manager></Properties>"}),
    "category": lambda n: _word("", {"docProps/core.xml": f"<c:a xmlns:c='c'><c:category>{n}</c:category></c:a>"}),
    "data of a case system": lambda n: _word("", {"customXml/item1.xml": f"<sag><part>{n}</part></sag>"}),
    "variable": lambda n: _word(
        "", {"word/settings.xml": f'<w:s xmlns:w="{W}"><w:docVar w:name="Part" w:val="{n}"/></w:s>'}
    ),
    "comment": lambda n: _word("", comments=f'<w:comment w:id="1">{paragraph(n)}</w:comment>'),
    "note without a mark": lambda n: _word("", footnotes=f'<w:footnote w:id="2">{paragraph(n)}</w:footnote>'),
    "hidden text": lambda n: _word(f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{n}</w:t></w:r>"),
    "deleted text in two runs": lambda n: _word(
        f'<w:del w:id="1"><w:r><w:delText>{n[:4]}</w:delText></w:r><w:r><w:delText>{n[4:]}</w:delText></w:r></w:del>'
    ),
    "alternative text": lambda n: _word(f'<w:r><w:drawing><p:docPr xmlns:p="p" id="1" descr="{n}"/></w:drawing></w:r>'),
    "code of a field": lambda n: _word(
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "http://x/{n[:3]}</w:instrText></w:r>'
        f'<w:r><w:instrText>{n[3:]}.pdf"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:t>Bilag</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    ),
    "link": lambda n: _word("", {"word/_rels/other.xml.rels": _link(f"https://x.invalid/{n}.pdf")}),
    "coded link": lambda n: _word(
        "", {"word/_rels/other.xml.rels": _link(f"https://x.invalid/{n.replace('-', '%2D').replace(' ', '%20')}.pdf")}
    ),
    "name of a part": lambda n: _word("", {f"word/embeddings/{n}.docx": "x"}),
}
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HIDDEN_IN_OPEN: dict[str, Hide] = {
    "property of one's own": lambda n: odt(
        OPEN, {"meta.xml": f"<m:a xmlns:m='m'><m:user-defined m:name='Borger'>{n}</m:user-defined></m:a>"}
    ),
    "comment": lambda n: odt(f"{OPEN}<text:p>x<office:annotation><text:p>{n}</text:p></office:annotation></text:p>"),
    "deleted text": lambda n: odt(
        f"<text:tracked-changes><text:deletion><text:p>{n}</text:p></text:deletion></text:tracked-changes>{OPEN}"
    ),
    "hidden section": lambda n: odt(f"{OPEN}<text:section text:display='none'><text:p>{n}</text:p></text:section>"),
}
HIDDEN_IN_RICH_TEXT: dict[str, Hide] = {
    "title with a charset": lambda n: _rtf(f"{{\\info{{\\title {{\\loch {n}}}}}}}"),
    "title with a long dash": lambda n: _rtf(f"{{\\info{{\\title {long_dash(n)}}}}}"),
    "comment of its own": lambda n: _rtf(f"{{\\info{{\\doccomm x}}{{\\*\\company {n}}}}}"),
    "property of one's own": lambda n: _rtf(f"{{\\*\\userprops{{\\propname Borger}}\\proptype30{{\\staticval {n}}}}}"),
    "annotation in two runs": lambda n: _rtf(f"x{{\\*\\annotation \\pard {{\\b {n[:4]}}}{{\\i {n[4:]}}}}}\\par"),
    "hidden text": lambda n: _rtf(f"x{{\\v {n}}}\\par"),
    "link": lambda n: _rtf(f'{{\\field{{\\*\\fldinst {{HYPERLINK "http://x/{n}.pdf"}}}}{{\\fldrslt Bilag}}}}\\par'),
    "alternative text": lambda n: _rtf(
        f"{{\\*\\shppict{{\\pict{{\\*\\picprop{{\\sp{{\\sn wzDescription}}{{\\sv {n}}}}}}}\\pngblip 00}}}}\\par"
    ),
}
HIDDEN_IN_WEB_PAGES: dict[str, Hide] = {
    "what it tells machines": lambda n: _html("", f'<meta property="og:title" content="{n}">'),
    "alternative text": lambda n: _html(f'<img alt="{n}">'),
    "words over an element": lambda n: _html(f'<p title="{n}">Se bilag</p>'),
    "hidden text": lambda n: _html(f'<p style="display:none"><b>Ansøger</b> {n}</p>'),
    "deleted text": lambda n: _html(f"<p>Se <del>{n}</del></p>"),
    "comment": lambda n: _html(f"<!-- Ansøger {n} -->"),
    "comment of a word processor": lambda n: _html("", f"<!--[if mso]><xml><o:Author>{n}</o:Author></xml><![endif]-->"),
    "template": lambda n: _html(f"<template><p>{n}</p></template>"),
    "link": lambda n: _html(f'<p><a href="/bilag/{n}.pdf">Ansøgning</a></p>'),
    "hidden field": lambda n: _html(f'<form><p>Søg</p><input type="hidden" value="{n}"></form>'),
}
SHOWN: dict[str, Hide] = {
    "long header of Word": lambda n: _word("", header="".join(map(paragraph, [*map(str, range(30)), n]))),
    "note of rich text": lambda n: _rtf(f"Se noten.{{\\footnote {n}}}\\par"),
    "long header of rich text": lambda n: _rtf(
        f"{{\\header {' '.join(f'Linje {i}{chr(92)}par' for i in range(30))} {n}}}"
    ),
    "label": lambda n: _html(f"<p><label>{n}</label></p>"),
    "text field": lambda n: _html(f"<p>Bemærk <textarea>{n}</textarea></p>"),
    "filled field": lambda n: _html(f'<p>Borger <input value="{n}"></p>'),
    "menu": lambda n: _html(f"<nav><a>{n}</a><script>x</script></nav>"),
    "long foot": lambda n: _html(f"<footer>{'Ring til os ' * 60}{n}</footer>"),
}


def _cases(*kinds: dict[str, Hide]) -> list[Any]:
    return [pytest.param(hide, id=name) for kind in kinds for name, hide in kind.items()]


@pytest.mark.parametrize("hide", _cases(HIDDEN_IN_WORD, HIDDEN_IN_OPEN, HIDDEN_IN_RICH_TEXT, HIDDEN_IN_WEB_PAGES))
def test_what_a_file_does_not_show_is_looked_at(hide: Hide) -> None:
    """It goes wherever the file goes, and the same file without a number is minutes."""
    assert _places(hide(NUMBER)) == (Place.PROPERTIES,)
    assert isinstance(_parse(hide(OTHER)), Parsed)


@pytest.mark.parametrize("hide", _cases(SHOWN))
def test_what_a_file_shows_beside_its_text_is_text(hide: Hide) -> None:
    """Whoever opens the file sees it."""
    assert _places(hide(NUMBER)) == (Place.TEXT,)
    assert isinstance(_parse(hide(OTHER)), Parsed)


def test_a_web_page_is_full_of_numbers_of_programs() -> None:
    """What goes with a choice, and what a page tells machines, is no person's."""
    choices = "".join(
        f"<{tag} value='0707614285'>x</{tag.split()[0]}>" for tag in ("option", "button", "li", "input type=radio")
    )
    page = _html(f"<form><p>Søg</p><select>{choices}</select></form>", '<meta name="id" content="1203851236">')

    assert isinstance(_parse(page), Parsed)


def test_markdown_leads_elsewhere_too() -> None:
    """The words of a link are text, and its address is not."""
    assert _places(f"{MINUTES}\n\n[Ansøgning](/bilag/{NUMBER}.pdf)\n") == (Place.PROPERTIES,)


def test_hidden_text_that_repeats_the_text_tells_of_the_text_alone() -> None:
    """All that a Word document shows stands in the same part as what it hides."""
    hidden = f"<w:r><w:rPr><w:vanish/></w:rPr><w:t> {NUMBER}</w:t></w:r>"

    assert _places(_word(f"<w:r><w:t> {NUMBER}</w:t></w:r>{hidden}")) == (Place.TEXT,)
    assert _places(_word(f"<w:r><w:t> 070761-4285</w:t></w:r>{hidden}")) == (Place.PROPERTIES, Place.TEXT)


def test_a_long_header_is_cut_for_all_but_numbers() -> None:
    """Municipality and body stand in its first lines."""
    lines = [f"Linje {number}" for number in range(30)]

    assert furniture(docx(WORD, header="".join(map(paragraph, lines)))) == tuple(lines[:20])


def _places(data: str | bytes) -> tuple[Place, ...]:
    answer = _parse(data)
    assert isinstance(answer, Rejected)
    assert answer.reason is RejectionReason.PERSONAL_NUMBER
    return answer.places
