"""The whole product, started as a user starts it: `signpost up`."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.embedded.layout import Layout
from deploy.embedded.parts import Site
from deploy.embedded.ports import Ports
from tests.parts.free_ports import remember_free_ports

START_TIMEOUT_S = 240.0


@dataclass(frozen=True, slots=True)
class Product:
    """A running product.

    Attributes:
        root: its folder of data and logs.
        facts: what `addresses.json` says.
        process: the launcher.
        seconds: how long the start took.
    """

    root: Path
    facts: dict[str, Any]
    process: "subprocess.Popen[bytes]"
    seconds: float

    @property
    def environment(self) -> dict[str, str]:
        """Return the settings under which its commands and clients work."""
        layout = Layout(self.root)
        ports = Ports(**json.loads((layout.data / "ports.json").read_text()))
        return Site(layout, ports, layout.secrets()).environment()

    def pid(self, name: str) -> int | None:
        """Return the process id of a part now, None while it is down."""
        status = self._supervisorctl("pid", name).strip()
        return int(status) if status.isdigit() and status != "0" else None

    def _supervisorctl(self, *words: str) -> str:
        config = str(Layout(self.root).run / "supervisord.conf")
        done = subprocess.run(
            [sys.executable, "-m", "supervisor.supervisorctl", "-c", config, *words],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        return done.stdout

    def command(self, *arguments: str) -> str:
        """Run one `signpost` command beside it and return what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "deploy.cli", *arguments],
            env=os.environ | self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return done.stdout


@contextmanager
def running_product(root: Path) -> Iterator[Product]:
    """Run the product on free ports below `root` until the block ends."""
    started = time.monotonic()
    output = root / "up.txt"
    root.mkdir(parents=True, exist_ok=True)
    remember_free_ports(Layout(root).data / "ports.json")
    with output.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "deploy.cli", "up", "--var", str(root)],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            env=os.environ | {"SIGNPOST_LMS_TEST_API": "true"},
        )
    addresses = Layout(root).addresses
    try:
        while not addresses.exists():
            if process.poll() is not None or time.monotonic() - started > START_TIMEOUT_S:
                raise RuntimeError(f"the product did not start:\n{output.read_text()}")
            time.sleep(0.1)
        seconds = time.monotonic() - started
        yield Product(root, json.loads(addresses.read_text()), process, seconds)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=90)
        except subprocess.TimeoutExpired:
            process.kill()
