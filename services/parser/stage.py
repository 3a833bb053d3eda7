"""The parser's stages for the sweep: every archive entry must have a result of this parser version."""

from collections.abc import Collection, Iterable
from uuid import uuid4

from shared.contract import keys
from shared.contract.facts import FileArchived, ScanFound
from shared.contract.keys import Section
from shared.objectstore.port import ObjectStore
from shared.stage import Work


class ParseStage:
    """From the archive to the items. Under a new parser version every result is missing, and made again."""

    name = "parse"

    def __init__(self, archive: ObjectStore, items: ObjectStore, parser_version: str) -> None:
        self._archive = archive
        self._items = items
        self._parser_version = parser_version

    def prefixes(self) -> Iterable[str]:
        """Yield every prefix that has entries in any section of the archive."""
        yield from sorted({prefix for section in Section for prefix in self._archive.top_level(f"{section}/")})

    def inputs(self, prefix: str) -> Iterable[Work]:
        """Yield the entry that counts for each tail: a later section wins."""
        entries: dict[str, Work] = {}
        for section in Section:
            for info in self._archive.list(f"{section}/{prefix}/"):
                try:
                    _, tail = keys.split_archive(info.key)
                except ValueError:
                    continue  # somebody else's object: no fetcher of ours spells a key like this
                output = keys.item(self._parser_version, tail)
                entries[tail] = Work(input=info.key, output=output, since=info.last_modified)
        return entries.values()

    def standing(self, prefix: str) -> Collection[str]:
        """Name every result of this parser version, and those that OCR is asked for: they are the next stage's."""
        found = {info.key for info in self._items.list(f"{self._parser_version}/{prefix}/")}
        return found | {output for output in map(_made_by_ocr, found) if output}

    def hint(self, work: Work) -> FileArchived:
        """Make the fact that has an entry parsed."""
        return FileArchived(trace_id=uuid4().hex, key=work.input)


class OcrStage:
    """From the notes of scans to their results, both in the items bucket. A note stays when its result stands."""

    name = "ocr"

    def __init__(self, items: ObjectStore, parser_version: str) -> None:
        self._items = items
        self._parser_version = parser_version

    def prefixes(self) -> Iterable[str]:
        """Yield every prefix that has results or scans of this parser version."""
        yield from self._items.top_level(f"{self._parser_version}/")

    def inputs(self, prefix: str) -> Iterable[Work]:
        """Yield every scan that has no result; both lie in one listing, so that nothing else need be asked."""
        found = {info.key: info for info in self._items.list(f"{self._parser_version}/{prefix}/")}
        for key, info in found.items():
            if (output := _made_by_ocr(key)) and output not in found:
                yield Work(input=key, output=output, since=info.last_modified)

    def standing(self, prefix: str) -> Collection[str]:  # noqa: ARG002 - the inputs leave out what stands
        """Name nothing: the inputs have left out what stands."""
        return ()

    def hint(self, work: Work) -> ScanFound:
        """Make the fact that has a scan read."""
        return ScanFound(trace_id=uuid4().hex, key=work.input)


def _made_by_ocr(key: str) -> str | None:
    """Name the result that OCR makes where a scan is noted; ``None`` for what is no such note."""
    try:
        return keys.item(*keys.split_scan(key))
    except ValueError:
        return None
