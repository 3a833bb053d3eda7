"""The files of a fault test: small invented minutes under names of every kind, and what must become of each."""

import hashlib
import io
import os
import random
import secrets
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from minio import Minio

from shared.contract.codes import RejectionReason

MUNICIPALITIES = ("101", "165", "306", "329", "461", "846")
_BODIES = ("Byrådet", "Teknik- og Miljøudvalget", "Kultur- og Fritidsudvalget", "Børne- og Skoleudvalget")
_THINGS = ("cykelstativ", "legeplads", "shelter", "bålhytte", "bådebro", "drikkepost", "multibane", "udekøkken")
_PLACES = ("Ærtevej", "Åhavnen", "Østerlunden", "Søndre Skole", "Ny Fælled", "Møllebakken")
_DECISIONS = ("Godkendt.", "Anbefales godkendt.", "Taget til efterretning.", "Udsat.", "Ikke godkendt.")
# Of every minutes that are made here; where documents are not shown, none of these words may be.
PHRASES = ("Der mangler en", "Forvaltningen indstiller", "For stemte 5")
# Has the shape of a personal number, and is nobody's: its last digit does not check. It may be nowhere but in the bytes
# of files, however it is spelled.
NUMBER = "010190-1234"
NUMBERS = tuple(NUMBER.replace("-", between) for between in ("-", "", " ", "\N{EN DASH}"))
_NUMBERED = 20  # one file in so many holds it
# What a name may hold: every one of these must come out of the last bucket as it went into the first.
_NAMES = (
    "referat {n}.md",
    "2024/møde {n} + bilag.md",
    "æøå/Ærø Østerå {n}.md",
    "100%2B{n}.md",
    "a+b={n}.md",
    "dybt/nede/i mappen/{n}.md",
    "A\u030aben {n}.md",  # å as NFD
    "\N{CLASSICAL BUILDING} {n}@rådhuset.md",
)
CLOCK_SECONDS = 1.1  # the store's clock counts whole seconds, and it alone orders the versions of a name


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file as it is put into the drop. It must become minutes, or be rejected for its ``reason``."""

    key: str
    body: bytes
    media_type: str = "text/markdown"
    reason: RejectionReason | None = None

    @property
    def sha256(self) -> str:
        """The hash of its bytes."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """One name taken out of the drop; or, by an operator, withdrawn or erased wherever it lies."""

    key: str
    is_by_operator: bool = False


def seed_of_run() -> int:
    """Take the seed of an earlier run from ``FAULT_SEED``, or a new one, and show it."""
    seed = int(os.environ.get("FAULT_SEED") or secrets.randbits(32))
    print(f"FAULT_SEED={seed}")  # noqa: T201 - shown when it fails, to run it again
    return seed


def files_of_run(otherwise: int) -> int:
    """Take the number of files from ``FAULT_FILES``, for a run that may take hours, or as many as fit into minutes."""
    return int(os.environ.get("FAULT_FILES") or otherwise)


def chance(seed: int) -> random.Random:
    """Make what chooses: the same seed chooses the same."""
    return random.Random(seed)  # noqa: S311 - repeatable, and no secret


def files(count: int, choice: random.Random) -> list[File]:
    """Make so many files of different names, in the order of their arrival.

    One in 25 has the bytes of another one, under another name or in another municipality; ten are no minutes, and two
    hold a personal number.
    One name in 30 comes again later with other bytes, and one of them a third time with its first ones.
    """
    rejected = list(_rejected())
    doubles = count // 25
    made = [_minutes_file(number, choice) for number in range(count - doubles - len(rejected))]
    for number, original in enumerate(choice.sample(made, doubles)):
        prefix = original.key.partition("/")[0] if number % 2 else choice.choice(MUNICIPALITIES)
        made.append(replace(original, key=f"{prefix}/kopi/{number} af {original.key.rpartition('/')[2]}"))
    made += rejected
    choice.shuffle(made)
    again = choice.sample([file for file in made if not file.reason], count // 30)
    later = [_minutes_file(count + number, choice, key=file.key) for number, file in enumerate(again)]
    later += [again[0], replace(_minutes_file(2 * count, choice), key=_first(rejected, "NOT_MINUTES").key)]
    later.append(replace(_first(rejected, "UNSUPPORTED_TYPE"), key=again[-1].key))
    for file in later:
        stands = max(place for place, other in enumerate(made) if other.key == file.key)
        made.insert(choice.randint(stands + 1, len(made)), file)
    return made


class Arrival:
    """Files on their way into the drop: put there in order, as many at a time as somebody wants."""

    def __init__(self, client: Minio, files: Sequence[File]) -> None:
        self._client = client
        self._coming = deque(files)
        self._puts: dict[str, float] = {}

    @property
    def names(self) -> int:
        """How many names lie in the drop."""
        return len(self._puts)

    def put(self, count: int | None = None) -> None:
        """Put the next files into the drop, or all that are left."""
        for _ in range(len(self._coming) if count is None else count):
            file = self._coming.popleft()
            time.sleep(max(0.0, self._puts.get(file.key, 0.0) + CLOCK_SECONDS - time.monotonic()))
            self._client.put_object(
                bucket_name="drop",
                object_name=file.key,
                data=io.BytesIO(file.body),
                length=len(file.body),
                content_type=file.media_type,
            )
            self._puts[file.key] = time.monotonic()


def some_minutes(numbers: range, folder: str, choice: random.Random) -> list[File]:
    """Make minutes of names of their own, a file for each number; one in 20 holds a personal number."""
    made = [
        File(key=f"{choice.choice(MUNICIPALITIES)}/{folder}/referat {number}.md", body=minutes(number, choice))
        for number in numbers
    ]
    return [
        numbered(file) if number % _NUMBERED == _NUMBERED // 2 else file
        for number, file in zip(numbers, made, strict=True)
    ]


def numbered(file: File, number: str = NUMBER) -> File:
    """Write a personal number into minutes, for which they must be rejected."""
    body = file.body + f"\n\nHenvendelse fra en borger, {number}".encode()
    return replace(file, body=body, reason=RejectionReason.PERSONAL_NUMBER)


def minutes(number: int, choice: random.Random) -> bytes:
    """Write invented minutes with a few items; no two numbers make the same ones.

    Every item has a vote and an attachment, one in three of them a table. ``content_oracle.py`` reads them back.
    """
    day = (
        f"{choice.randint(1, 28)}. {choice.choice(('januar', 'marts', 'juni', 'oktober'))} {choice.randint(2015, 2024)}"
    )
    lines = [
        "# Referat",
        choice.choice(_BODIES),
        f"Mødet den {day} kl. 16.00",
        "Til stede: Asta Birk, Bo Lind, Eva Ris",
    ]
    for item in range(1, choice.randint(2, 4)):
        thing, place = choice.choice(_THINGS), choice.choice(_PLACES)
        lines += [
            f"## Punkt {item}: Ny {thing} ved {place}",
            "### Sagsfremstilling",
            f"Der mangler en {thing} ved {place}. Sag nummer {number} koster {choice.randint(3, 90)}.000 kr.",
            *([f"| Udgift | Kr. |\n| --- | --- |\n| Sag {number} | {item}.000 |"] if (number + item) % 3 == 0 else []),
            "### Indstilling",
            f"Forvaltningen indstiller, at der opstilles en {thing} ved {place}.",
            "### Beslutning",
            choice.choice(_DECISIONS),
            "For stemte 5, imod stemte 2.",
            "Bilag:",
            f"Tegning af en {thing}",
        ]
    return "\n\n".join(lines).encode()


def _minutes_file(number: int, choice: random.Random, *, key: str = "") -> File:
    name = _NAMES[number % len(_NAMES)].format(n=number)
    return File(key=key or f"{choice.choice(MUNICIPALITIES)}/{name}", body=minutes(number, choice))


def _rejected() -> Iterator[File]:
    """Make two files of each kind that is rejected: ten that are no minutes, and two that hold a personal number."""
    nobody, empty = RejectionReason.UNKNOWN_MUNICIPALITY, RejectionReason.EMPTY
    for number in range(2):
        yield File(
            key=f"165/pakke {number}.zip",
            body=b"PK\x05\x06" + bytes([number]) + bytes(17),
            media_type="application/zip",
            reason=RejectionReason.UNSUPPORTED_TYPE,
        )
        yield File(key=f"306/tom {number}.md", body=b"", reason=empty)
        yield File(key=f"0165/referat {number}.md", body=minutes(-1 - number, chance(number)), reason=nobody)
        yield File(key=f"i roden {number}.md", body=minutes(-3 - number, chance(number)), reason=nobody)
        yield File(
            key=f"846/seddel {number}.md",
            body=f"Husk nøglen til skab {number}.".encode(),
            reason=RejectionReason.NOT_MINUTES,
        )
        held_back = File(key=f"329/borger {number}.md", body=minutes(-5 - number, chance(number)))
        yield numbered(held_back, NUMBERS[number])


def _first(rejected: Sequence[File], reason: str) -> File:
    return next(file for file in rejected if file.reason is RejectionReason[reason])
