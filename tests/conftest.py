"""What tests of every kind share: one real S3 server for the whole run."""

from collections.abc import Iterator

import pytest

from tests.servers import S3Server, s3_server


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """Run one S3 server, started when the first test asks for it and stopped whatever happens."""
    with s3_server(tmp_path_factory.mktemp("s3")) as running:
        yield running
