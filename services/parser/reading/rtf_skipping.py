"""Groups of an RTF file that are left out, skipped without reading them."""

import re

_SIGN = re.compile(r"[{}]|\\bin(\d{1,10}) ?|\\.", re.DOTALL)


def end_of_group(text: str, position: int) -> int | None:
    """Find the brace that closes the group around ``position``; pictures are skipped by their length."""
    depth = 0
    at: int | None = position
    while at is not None:
        jump = None
        for sign in _SIGN.finditer(text, at):
            if sign[0] == "{":
                depth += 1
            elif sign[0] == "}":
                depth -= 1
                if depth < 0:
                    return sign.start()
            elif sign[1]:
                jump = sign.end() + int(sign[1])
                break
        at = jump if jump is not None and jump <= len(text) else None
    return None
