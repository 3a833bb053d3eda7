"""Prometheus, where the operating system has it."""

import shutil
from pathlib import Path

from deploy.stack.servers.asking import answers
from deploy.stack.servers.process import Launch, NotInstalledError
from deploy.stack.servers.server import Server


class PrometheusServer(Server):
    """A Prometheus that scrapes what a configuration file names."""

    def __init__(self, folder: Path | None = None, *, configuration: Path) -> None:
        super().__init__("prometheus", folder, ports=1)
        self.configuration = configuration

    @property
    def url(self) -> str:
        """The base of its pages and of its API."""
        return f"http://{self.address}"

    def is_usable(self) -> bool:
        """Ask whether it is ready to answer queries."""
        return answers(f"{self.url}/-/ready")

    def _launch(self) -> Launch:
        program = shutil.which("prometheus")
        if program is None:
            raise NotInstalledError("Prometheus is missing: apt-get install prometheus (the service may stay off)")
        command = (
            program,
            f"--config.file={self.configuration.resolve()}",
            f"--storage.tsdb.path={self.folder / 'data'}",
            f"--web.listen-address={self.address}",
            "--web.enable-lifecycle",
        )
        return Launch(command=command, folder=self.folder)
