"""The indexer's stage for the sweep: every result of the newest parser version must be rows and a receipt."""

from collections.abc import Collection, Iterable, Iterator
from uuid import uuid4

from services.indexer.failing import stands_for
from services.indexer.repository import Indexed, Repository
from shared.contract import keys
from shared.contract.facts import ResultWritten
from shared.objectstore.port import ObjectInfo, ObjectStore
from shared.stage import Work


class IndexStage:
    """From the items bucket to the database.

    The output of a result is its key and ETag: a result that is written again is indexed again. Where it was given up,
    the failure in its place has that ETag and is the input.
    """

    name = "index"

    def __init__(self, items: ObjectStore, repository: Repository) -> None:
        self._items = items
        self._repository = repository

    def prefixes(self) -> Iterable[str]:
        """Yield every prefix that has results of any parser version."""
        found = {prefix for version in self._versions() for prefix in self._items.top_level(f"{version}/")}
        yield from sorted(found)

    def inputs(self, prefix: str) -> Iterable[Work]:
        """Yield, for every tail, its result under the highest parser version that has one."""
        seen: set[str] = set()
        for version in self._versions():
            found = {info.key: info for info in self._items.list(f"{version}/{prefix}/")}
            for info in found.values():
                try:
                    _, tail = keys.split_item(info.key)
                except ValueError:
                    continue  # a note, or somebody else's object
                if tail not in seen:
                    seen.add(tail)
                    failure = found.get(keys.failure(version, tail))
                    yield _work(info.key, failure if failure and stands_for(failure, info) else info)

    def standing(self, prefix: str) -> Collection[str]:
        """Name every result that is indexed and has its receipt."""
        return self._repository.standing(prefix)

    def hint(self, work: Work) -> ResultWritten:
        """Make the fact that has a result indexed."""
        return ResultWritten(trace_id=uuid4().hex, key=work.input)

    def _versions(self) -> Iterator[str]:
        """Yield the parser versions, the highest first."""
        yield from sorted(self._items.top_level(), key=keys.version_order, reverse=True)


def _work(item_key: str, info: ObjectInfo) -> Work:
    """Say what must become of a result, or of the failure that stands for it."""
    indexed = Indexed(item_key=item_key, etag=info.etag)
    return Work(input=info.key, output=indexed.output, since=info.last_modified)
