"""The time, as everything here keeps it."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Tell what time it is, in UTC. Whoever must be told another time in a test takes it as ``clock``."""
    return datetime.now(UTC)
