"""The passwords of a stack: made at its first start, and remembered in its folder."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import token_hex

from deploy.stack.servers.postgres import ROLES
from deploy.stack.servers.s3 import ROOT, SERVICES
from shared.municipalities import all_listed


def user_of(municipality: str) -> str:
    """Name the store's user of a municipality."""
    return f"k{municipality}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """One for each user of the store and each role of the database, one for the broker, one for the fetcher's door."""

    store: dict[str, str]
    broker: str
    door: str
    database: dict[str, str]

    @classmethod
    def of(cls, folder: Path) -> "Secrets":
        """Read them from the folder, or make them; the file is for its owner alone."""
        file = folder / "secrets.json"
        if file.exists():
            return cls(**json.loads(file.read_text(encoding="utf-8")))
        municipalities = [user_of(listed.municipality.code) for listed in all_listed()]
        made = cls(
            store={user: token_hex(16) for user in (ROOT, *SERVICES, *municipalities)},
            broker=token_hex(16),
            door=token_hex(16),
            database={role: token_hex(16) for role in ROLES},
        )
        file.touch(mode=0o600)
        file.write_text(json.dumps(asdict(made), indent=1), encoding="utf-8")
        return made

    def values(self) -> dict[str, str]:
        """Spell them as the compose file asks for them."""
        return {
            "STORE_ROOT_USER": ROOT,
            "STORE_ROOT_PASSWORD": self.store[ROOT],
            "BROKER_PASSWORD": self.broker,
            "DOOR_TOKEN": self.door,
            "DATABASE_OWNER_PASSWORD": self.database["referat"],
            **{f"{user.upper()}_SECRET_KEY": self.store[user] for user in SERVICES},
            **{f"DATABASE_{role.upper()}_PASSWORD": self.database[role] for role in ROLES if role != "referat"},
        }
