"""Lock the parser's version to its code, data and golden outputs: `python -m tests.golden.accept`.

The lock lets nobody change what the parser says without saying so: a change of any golden output needs a
higher PARSER_VERSION, since results of the old one are already in people's buckets.
"""

import hashlib
import json
import sys
from pathlib import Path

from services.parser.parse import parse_file
from services.parser.sandbox.port import Parsed, Request
from services.parser.version import PARSER_VERSION
from shared.contract.codec import encode

ROOT = Path(__file__).parents[2]
LOCK = Path(__file__).with_name("parser.lock.json")
Locked = dict[str, str]


def current() -> Locked:
    """Fingerprint the parser as it is: version, code and data, and what it says of every sample."""
    return {"version": PARSER_VERSION, "code_and_data": _code_and_data(), "outputs": _outputs()}


def locked() -> Locked:
    """Read the fingerprint that was last accepted."""
    lock: Locked = json.loads(LOCK.read_text(encoding="utf-8"))
    return lock


def _code_and_data() -> str:
    digest = hashlib.sha256()
    files = [*ROOT.glob("services/parser/**/*.py"), *ROOT.glob("services/parser/**/*.toml")]
    for path in sorted(
        [
            *files,
            ROOT / "shared/municipalities.toml",
            ROOT / "shared/contract/record.py",
            *ROOT.glob("shared/personal_numbers/*.py"),
        ]
    ):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _outputs() -> str:
    digest = hashlib.sha256()
    samples = sorted(path for path in (ROOT / "demo/samples").rglob("*") if path.is_file())
    for path in (*samples, *sorted(LOCK.parent.glob("family-*/minutes.txt"))):
        data = path.read_bytes()
        municipality = path.parent.name if path in samples else None
        request = Request(sha256=hashlib.sha256(data).hexdigest(), parser_version="", municipality=municipality)
        answer = parse_file(data, request)
        said = encode(answer.record) + answer.text.encode() if isinstance(answer, Parsed) else answer.reason.encode()
        digest.update(f"{path.name}\0".encode() + said)
    return digest.hexdigest()


def main() -> int:
    """Write the lock anew, unless outputs changed under an unchanged version."""
    now, before = current(), locked() if LOCK.exists() else {}
    if before and now["outputs"] != before["outputs"] and now["version"] == before["version"]:
        print(f"Golden outputs changed: raise PARSER_VERSION above {PARSER_VERSION} first.", file=sys.stderr)  # noqa: T201
        return 1
    LOCK.write_text(json.dumps(now, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
