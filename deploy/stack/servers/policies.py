"""Who may do what in the buckets: the policy documents that production uses, too."""

import json
import re
from pathlib import Path
from typing import Final

from deploy.stack.servers.process import CannotStartError

FOLDER: Final = Path(__file__).parents[2] / "store" / "policies"
_MUNICIPALITY: Final = re.compile(r"k(\d{3,4})")
_PLACEHOLDER: Final = "KOMMUNEKODE"


def policy(user: str) -> str:
    """Give the policy document of a service, or of a municipality (``k165``). Raises CannotStartError."""
    municipality = _MUNICIPALITY.fullmatch(user)
    file = FOLDER / f"{'municipality' if municipality else user}.json"
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise CannotStartError(f"the store's user {user!r} has no policy: {error}") from error
    if municipality:
        text = text.replace(_PLACEHOLDER, municipality[1])
    return json.dumps(json.loads(text))
