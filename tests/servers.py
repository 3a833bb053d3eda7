"""Real servers in tests: without its package a server is skipped by a developer, and fails where nothing may be."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import NoReturn, TypeVar

import pytest

from deploy.stack.servers.process import NotInstalledError
from deploy.stack.servers.s3 import S3Server
from deploy.stack.servers.server import Server
from deploy.stack.stack import Stack
from shared.objectstore.opening import open_store
from shared.objectstore.port import ObjectStore
from shared.settings import StoreSettings, load

S = TypeVar("S", bound=Server | Stack)


@contextmanager
def running(server: S) -> Iterator[S]:
    """Run a server, or all of them, for a block. One that is not installed skips the test, and fails it in CI."""
    with ExitStack() as stack:
        try:
            stack.enter_context(server)
        except NotInstalledError as error:
            miss(str(error))
        yield server


def miss(reason: str) -> NoReturn:
    """Skip the test because something is not installed; in CI, fail it."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def new_store(s3: S3Server) -> ObjectStore:
    """Make an empty bucket and open it as the services do."""
    return open_store(load(StoreSettings, s3.environ()), s3.new_bucket())
