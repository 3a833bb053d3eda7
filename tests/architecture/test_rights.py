"""Every user of the store may do what it needs, and nothing else."""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from tests.architecture import sources

STORE = sources.ROOT / "deploy" / "store"

# Who may do what with the objects and with the list of each bucket; nothing else is allowed to anybody.
RIGHTS = {
    "fetcher": {"drop": "list read", "archive": "list read write"},
    "parser": {"archive": "list read", "items": "list read write"},
    "indexer": {
        "archive/operator": "list",
        "archive/operator/confirmed": "read",
        "items": "list read",
        "items/*.fail": "write",
        "receipts": "list read write",
    },
    "scheduler": {"drop": "list", "archive": "list", "archive/operator": "read", "items": "list read"},
    "keeper": {"drop": "list read"} | dict.fromkeys(("archive", "items", "receipts"), "list read write delete"),
    "municipality": {"drop/KOMMUNEKODE": "write delete", "receipts/KOMMUNEKODE": "read"},
}
ACTIONS = {
    "s3:ListBucket": "list",
    "s3:ListBucketVersions": "list",
    "s3:GetObject": "read",
    "s3:GetObjectVersion": "read",
    "s3:PutObject": "write",
    "s3:AbortMultipartUpload": "write",
    "s3:ListMultipartUploadParts": "write",
    "s3:DeleteObject": "delete",
    "s3:DeleteObjectVersion": "delete",
}


@pytest.mark.parametrize("user", RIGHTS)
def test_a_policy_allows_what_its_user_needs_and_nothing_else(user: str) -> None:
    """Each user of the store has exactly its rights: the list on the bucket itself, the others on objects."""
    policy = json.loads((STORE / "policies" / f"{user}.json").read_text(encoding="utf-8"))
    allowed: dict[str, set[str]] = {}
    for statement in policy["Statement"]:
        for resource in statement["Resource"]:
            place = resource.removeprefix("arn:aws:s3:::")
            rights = {ACTIONS[action] for action in statement["Action"]}
            assert (rights == {"list"}) == ("/*" not in place)
            place += "".join(f"/{part}" for part in _listed_part(statement))
            allowed.setdefault(place.removesuffix("/*"), set()).update(rights)

    assert {statement["Effect"] for statement in policy["Statement"]} == {"Allow"}
    assert allowed == {place: set(rights.split()) for place, rights in RIGHTS[user].items()}


def test_a_municipality_is_added_with_rights_to_its_own_prefix_alone(tmp_path: Path) -> None:
    """The buckets' job gives a user the policy with its own code in it, and takes nothing that is no code."""
    said, policies = _prepare(tmp_path, "165")
    refused, _ = _prepare(tmp_path, "../165")

    assert re.fullmatch(r"access key: k165\nsecret key: [0-9a-f-]{36}\n", said.stdout)
    assert "arn:aws:s3:::drop/165/*" in policies
    assert "KOMMUNEKODE" not in policies
    assert refused.returncode == 2


def _listed_part(statement: Mapping[str, Any]) -> Sequence[str]:
    """Name the part of a bucket that may be listed, where it is not the whole."""
    return cast("Sequence[str]", statement.get("Condition", {}).get("StringLike", {}).get("s3:prefix", ()))


def _prepare(folder: Path, code: str) -> tuple[subprocess.CompletedProcess[str], str]:
    """Run the buckets' job for one municipality against an ``mc`` that only keeps the policy it is given."""
    script = folder / "prepare.sh"
    shutil.copytree(STORE / "policies", folder / "policies", dirs_exist_ok=True)
    shutil.copy(STORE / "prepare.sh", script)
    (folder / "mc").write_text('#!/bin/sh\n[ "$4" != create ] || cat "$7" >"$KEPT"\n', encoding="utf-8")
    (folder / "mc").chmod(0o755)
    kept = folder / "kept"
    environment = {"PATH": f"{folder}:/usr/bin:/bin", "KEPT": str(kept), "TMPDIR": str(folder)}
    environment |= {"STORE_URL": "http://store", "STORE_ROOT_USER": "operator", "STORE_ROOT_PASSWORD": "secret"}
    done = subprocess.run(["/bin/sh", script, code], env=environment, capture_output=True, text=True, check=False)
    return done, kept.read_text(encoding="utf-8") if kept.exists() else ""
