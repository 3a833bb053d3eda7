"""Whether something answers over HTTP."""

from urllib3 import PoolManager
from urllib3.exceptions import HTTPError


def answers(url: str) -> bool:
    """Ask once and tell whether the answer is 200."""
    with PoolManager(timeout=5, retries=False) as pool:
        try:
            return pool.request("GET", url).status == 200
        except HTTPError:
            return False
