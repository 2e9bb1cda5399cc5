"""Open edX's LTI platform in an environment of its own: another's view of LTI.

It brings Django and XBlock along, which nothing here needs: the environment is
made in `var/` by `python -m tests.parts.open_edx`, or is the one that
`SIGNPOST_OPEN_EDX_PYTHON` names. Without either the tests that need it are skipped.
"""

import json
import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest

PACKAGES = ("lti-consumer-xblock==11.4.4", "cryptography>=43")
HOME = Path("var/open-edx")
DONE = HOME / PACKAGES[0]
SCRIPT = Path(__file__).with_name("open_edx_peer.py")


@dataclass(frozen=True)
class Peer:
    """The other end of the pipe."""

    to: IO[str]
    back: IO[str]

    def ask(self, job: str, **body: Any) -> Any:
        """Return the answer of a job; None when it was refused."""
        return self.verdict(job, **body).get("answer")

    def verdict(self, job: str, **body: Any) -> dict[str, Any]:
        """Return the answer of a job, or how it was refused."""
        self.to.write(json.dumps({"job": job, **body}) + "\n")
        self.to.flush()
        found: dict[str, Any] = json.loads(self.back.readline())
        return found


@contextmanager
def open_edx() -> Iterator[Peer]:
    """Run the peer until the block ends."""
    command = [str(_python()), str(SCRIPT)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        try:
            yield Peer(process.stdin, process.stdout)
        finally:
            process.stdin.close()
            process.wait(timeout=20)


def _python() -> Path:
    named = os.environ.get("SIGNPOST_OPEN_EDX_PYTHON")
    if not named and not DONE.exists():
        pytest.skip("Open edX's platform is not installed here: `make check-open-edx` does it")
    return Path(named) if named else HOME / "bin" / "python"


def install() -> None:
    """Make the environment, unless it is there."""
    if DONE.exists():
        return
    venv.create(HOME, with_pip=True, clear=True)
    pip = [str(HOME / "bin" / "python"), "-m", "pip", "install", "--quiet", *PACKAGES]
    subprocess.run(pip, check=True, timeout=900, stdout=sys.stderr)
    DONE.touch()


if __name__ == "__main__":
    install()
