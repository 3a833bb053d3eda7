"""One warm server for all hostile files, as in a worker."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from services.parser.sandbox.process import Program, ServerProcess

settings.register_profile("hours", max_examples=1_000_000, deadline=None, print_blob=True)


@pytest.fixture(scope="session")
def server() -> Iterator[ServerProcess]:
    """Run it to the end; a file that ends it fails its test."""
    server = ServerProcess(Program())
    yield server
    server.stop()
