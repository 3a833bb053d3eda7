"""The passwords of a stack."""

from pathlib import Path

from deploy.stack.secrets import Secrets
from deploy.stack.servers.policies import policy


def test_secrets_are_remembered_and_nobody_elses(tmp_path: Path) -> None:
    """A folder's next stack has the same ones, and other users of the machine can't read them."""
    first, second = Secrets.of(tmp_path), Secrets.of(tmp_path)

    assert first == second
    assert (tmp_path / "secrets.json").stat().st_mode & 0o077 == 0
    assert len(set(first.store.values())) == len(first.store)


def test_every_user_of_the_store_has_a_policy(tmp_path: Path) -> None:
    """Services have their own, municipalities that of all municipalities with their own code in it."""
    users = [user for user in Secrets.of(tmp_path).store if user != "root"]

    assert {"fetcher", "k165", "k1081"} <= set(users)
    assert all(policy(user) for user in users)
    assert "drop/165/*" in policy("k165")
