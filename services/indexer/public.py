"""What of a result anybody may see: everything but the text of closed items.

That a closed item (lukket punkt) was there, under which number and title, every agenda tells. What was said in it is
not for the public, even where a municipality has published it by mistake: it reaches no row, index or receipt.
"""

from collections.abc import Iterable
from dataclasses import replace

from shared.contract.record import Item, Span
from shared.contract.result import Result

_BLANK = "\N{FULL BLOCK}"


def public(result: Result) -> Result:
    """Take the text of closed items out of a result; every span still points where it did."""
    record = result.record
    if record is None or not any(item.closed for item in record.items):
        return result
    closed = {index for index, item in enumerate(record.items) if item.closed}
    hidden = [span for index in closed if (span := _hidden(record.items[index]))]
    shown = replace(
        record,
        items=tuple(_without_text(item) if item.closed else item for item in record.items),
        warnings=tuple(warning for warning in record.warnings if warning.item not in closed),
    )
    return replace(result, record=shown, text=_blanked(result.text or "", hidden))


def _without_text(item: Item) -> Item:
    return replace(item, sections=(), recommendations=(), decisions=(), statements=(), attendance=(), attachments=())


def _hidden(item: Item) -> Span | None:
    """Say where an item's text stands: all that follows its heading."""
    start = min((section.span[0] for section in item.sections), default=None)
    return None if start is None else (start, item.span[1])


def _blanked(text: str, spans: Iterable[Span]) -> str:
    pieces, position = [], 0
    for start, end in sorted(spans):
        if end > position:
            shown = text[position : max(start, position)]
            pieces += [shown, _BLANK * (end - position - len(shown))]
            position = end
    return "".join((*pieces, text[position:]))
