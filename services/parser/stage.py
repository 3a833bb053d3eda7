"""The parser's stages for the sweep: every archive entry must have a result of this parser version."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from uuid import uuid4

from shared.contract import keys
from shared.contract.facts import FileArchived, ScanFound
from shared.contract.keys import Section
from shared.errors import ObjectNotFoundError
from shared.objectstore.port import ObjectInfo, ObjectStore
from shared.stage import Work


class ParseStage:
    """From the archive to the items. Under a new parser version every result is missing, and made again.

    A tombstone's output is not any result of its tail, but one that says so (``<key>#<section>``): a parser may have
    written what the bytes say after the tombstone had come, and then the work is still missing.
    """

    name = "parse"

    def __init__(self, archive: ObjectStore, items: ObjectStore, parser_version: str) -> None:
        self._archive = archive
        self._items = items
        self._parser_version = parser_version
        self._asked: dict[str, dict[tuple[str, str], str]] = {}  # by prefix: what results say, by key and ETag

    def prefixes(self) -> Iterable[str]:
        """Yield every prefix that has entries in any section of the archive."""
        yield from sorted({prefix for section in Section for prefix in self._archive.top_level(f"{section}/")})

    def inputs(self, prefix: str) -> Iterable[Work]:
        """Yield the entry that counts for each tail: a later section wins."""
        entries: dict[str, Work] = {}
        for section in Section:
            for tail, info in self._entries(section, prefix):
                result = keys.item(self._parser_version, tail)
                output = _saying(result, section) if section in keys.TOMBSTONES else result
                entries[tail] = Work(input=info.key, output=output, since=info.last_modified)
        return entries.values()

    def standing(self, prefix: str) -> Collection[str]:
        """Name every result of this parser version, and those that OCR is asked for: they are the next stage's.

        Where there is a tombstone the result is named with what it says, too.
        """
        found = {info.key: info.etag for info in self._items.list(f"{self._parser_version}/{prefix}/")}
        left_to_ocr = {output for output in map(_made_by_ocr, found) if output}
        return {*found, *left_to_ocr, *self._said(prefix, found)}

    def hint(self, work: Work) -> FileArchived:
        """Make the fact that has an entry parsed."""
        return FileArchived(trace_id=uuid4().hex, key=work.input)

    def _entries(self, section: Section, prefix: str) -> Iterator[tuple[str, ObjectInfo]]:
        for info in self._archive.list(f"{section}/{prefix}/"):
            try:
                yield keys.split_archive(info.key)[1], info
            except ValueError:
                continue  # somebody else's object: no fetcher of ours spells a key like this

    def _said(self, prefix: str, found: Mapping[str, str]) -> Iterator[str]:
        """Name the results of what has a tombstone, with what each says; one that has not changed is asked once."""
        before, now = self._asked.get(prefix, {}), {}
        for section in keys.TOMBSTONES:
            for tail, _ in self._entries(section, prefix):
                result = keys.item(self._parser_version, tail)
                if result in found:
                    known = (result, found[result])
                    etag, said = (known[1], before[known]) if known in before else self._ask(result)
                    now[result, etag] = said  # of what answered, which may be newer than what was listed
                    yield _saying(result, said)
        self._asked[prefix] = now

    def _ask(self, result: str) -> tuple[str, str]:
        try:
            info = self._items.head(result)
        except ObjectNotFoundError:
            return "", ""
        return info.etag, info.metadata.get("outcome", "")


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


def _saying(result: str, outcome: str) -> str:
    """Name a result together with what it says became of its entry."""
    return f"{result}#{outcome}"


def _made_by_ocr(key: str) -> str | None:
    """Name the result that OCR makes where a scan is noted; ``None`` for what is no such note."""
    try:
        return keys.item(*keys.split_scan(key))
    except ValueError:
        return None
