"""What of a web page is no text of the minutes: navigation, the page's own head and foot, scripts, what is hidden."""

import re
from collections.abc import Mapping

from selectolax.lexbor import LexborNode

Attributes = Mapping[str, str | None]

SECTIONS = frozenset(("main", "article", "section", "header"))  # a header that is kept is content too

_NEVER = frozenset(
    (
        *(
            "head",
            "title",
            "script",
            "style",
            "template",
            "noscript",
            "iframe",
            "object",
            "embed",
            "applet",
            "frameset",
        ),
        *("svg", "math", "canvas", "video", "audio", "map", "dialog", "nav", "menu", "search", "del", "rp", "rt"),
        *("button", "input", "select", "textarea", "label", "legend", "datalist", "option", "progress", "meter"),
    )
)
_ROLES = frozenset(
    (
        *("navigation", "banner", "contentinfo", "search", "menu", "menubar", "dialog", "alertdialog"),
        *("toolbar", "tablist", "button"),
    )
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all", re.IGNORECASE)
_HIDDEN_NAMES = frozenset(("visually-hidden", "visuallyhidden", "sr-only", "screen-reader-text", "element-invisible"))
_FURNITURE_NAMES = frozenset(
    (
        *("breadcrumb", "breadcrumbs", "nav", "navbar", "navigation", "menu", "footer", "site-footer", "pagefooter"),
        *("cookie", "cookies", "cookie-banner", "cookiebanner", "cookiebar", "skip-link", "skiplink", "skip-links"),
    )
)
_MAX_NAMES = 50
_HEADING = "h1,h2,h3"
_NAVIGATION = "nav,[role=navigation],[role=search]"
_CONTENT = "h1,h2,h3,h4,h5,h6,p,table,li"


def is_left_out(node: LexborNode, name: str, attributes: Attributes, *, in_section: bool) -> bool:
    """Tell whether an element and all inside is left out; ``in_section`` says that the page's content is around it."""
    if name in _NEVER or (attributes and is_hidden(attributes)):
        return True
    if name == "form":
        return attributes.get("role") == "search" or node.css_first(_CONTENT) is None
    if in_section:
        return False
    if is_printed_furniture(name, attributes):
        return True
    if name == "footer" or (name != "body" and attributes and _is_named_furniture(attributes)):
        return True
    return name == "header" and (node.css_first(_HEADING) is None or node.css_first(_NAVIGATION) is not None)


def is_printed_furniture(name: str, attributes: Attributes) -> bool:
    """Tell whether an element is what LibreOffice printed at each page's head or foot."""
    return name == "div" and attributes.get("title") in {"header", "footer"}


def is_hidden(attributes: Attributes) -> bool:
    """Tell whether an element's attributes hide it, or say that it is no text."""
    if "hidden" in attributes or attributes.get("aria-hidden") == "true" or attributes.get("role") in _ROLES:
        return True
    style = attributes.get("style")
    if style and _HIDDEN.search(style):
        return True
    return not _HIDDEN_NAMES.isdisjoint(_names(attributes.get("class")))


def _is_named_furniture(attributes: Attributes) -> bool:
    names = (*_names(attributes.get("class")), *_names(attributes.get("id")))
    return not _FURNITURE_NAMES.isdisjoint(names)


def _names(value: str | None) -> list[str]:
    return value.lower().split(maxsplit=_MAX_NAMES)[:_MAX_NAMES] if value else []
