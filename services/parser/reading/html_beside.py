"""What a web page holds beside its text: what is left out or hidden, comments, and attributes that hold words."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from services.parser.reading.html_furniture import Attributes, is_hidden
from services.parser.reading.letters import clean
from services.parser.reading.model import Beside

_NEVER_SHOWN = frozenset(("head", "title", "template", "noscript", "iframe", "object", "datalist", "del"))
_OF_PROGRAMS = frozenset(("script", "style"))
_WORDS = ("alt", "title", "placeholder", "aria-label", "summary", "label")
_ADDRESSES = ("href", "src", "download", "action", "data", "cite")
_SELECTED = ",".join(f"[{name}]" for name in (*_WORDS, *_ADDRESSES, "content", "value"))
_NAMES = ("name", "property", "itemprop", "http-equiv")  # of what a page tells machines
_CHOICES = frozenset(("hidden", "checkbox", "radio", "submit", "button", "image", "reset"))
_TEMPLATE = "template"
_EMBEDDED = "data:"  # a picture, spelled out
_MAX_ADDRESS = 4_000
_TAG = re.compile(r"<[^<>]*>")


class LeftOut:
    """Takes what the text does not take."""

    def __init__(self) -> None:
        self._shown: list[str] = []
        self._hidden: list[str] = []
        self._head: list[str] = []
        self._addresses: list[str] = []

    def take(self, node: LexborNode, name: str, attributes: Attributes) -> None:
        """Take an element that is left out, with all inside."""
        if name in _OF_PROGRAMS:
            return
        if name == "head":
            into = self._head  # its title is furniture
        else:
            into = self._hidden if name in _NEVER_SHOWN or is_hidden(attributes) else self._shown
        into += _texts(node)
        if name == _TEMPLATE:
            into.append(_markup(node))

    def take_comment(self, node: LexborNode) -> None:
        """Take a comment, in which programs keep markup of their own."""
        if words := _comment(node):
            self._hidden.append(words)

    def take_attributes(self, root: LexborNode) -> None:
        """Take the attributes of all elements that may hold words of people, or lead elsewhere."""
        for node in root.css(_SELECTED):
            attributes = node.attributes
            self._hidden += filter(None, map(attributes.get, _WORDS))
            self._addresses += filter(_is_address, filter(None, map(attributes.get, _ADDRESSES)))
            if content := attributes.get("content"):
                names = filter(None, map(attributes.get, _NAMES))
                self._hidden.append(f"{' '.join(names)}: {content}")
            if value := attributes.get("value"):
                # What is filled in is for people to see, what goes with a choice is a program's.
                is_shown = node.tag == "input" and attributes.get("type") not in _CHOICES
                (self._shown if is_shown else self._addresses).append(value)

    def beside(self) -> Iterator[Beside]:
        """Yield all of it."""
        yield Beside(text="\n\n".join(map(clean, self._shown)), is_shown=True)
        yield Beside(text="\n\n".join(map(clean, self._hidden)))
        yield Beside(text="\n\n".join(map(clean, self._head)), repeats=True)
        yield from (Beside(text=address, is_address=True) for address in self._addresses)


def _is_address(value: str) -> bool:
    return not value.startswith(_EMBEDDED) and len(value) <= _MAX_ADDRESS


def _comment(node: LexborNode) -> str:
    return _TAG.sub("\n\n", node.comment_content or "") if node.is_comment_node else ""


def _markup(node: LexborNode) -> str:
    """Give the text of a template, which stands outside of the tree."""
    return _TAG.sub("\n\n", node.html or "")


def _texts(top: LexborNode) -> Iterator[str]:
    """Yield the texts of an element one by one, without recursion: pages may be nested deep."""
    above: list[LexborNode] = []
    node = top.first_child
    while node is not None:
        if node.tag == "-text":
            yield node.text_content or ""
        elif not node.is_element_node:
            yield _comment(node)
        elif node.tag == _TEMPLATE:
            yield _markup(node)
        elif node.tag not in _OF_PROGRAMS and (below := node.first_child) is not None:
            above.append(node)
            node = below
            continue
        following = node.next
        while following is None and above:
            following = above.pop().next
        node = following
