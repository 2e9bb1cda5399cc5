"""Another school's demo LMS beside the product, of a flavour of its own."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.demo_lms.flavours import FlavourName
from tests.parts.processes import free_port, running


@contextmanager
def running_lms(
    folder: Path, flavour: FlavourName, *, port: int | None = None, site_name: str = "Hillside"
) -> Iterator[str]:
    """Run a demo LMS until the block ends; yield its address.

    Started again at the same folder and port it is the same school.
    """
    at = port or free_port()
    url = f"http://127.0.0.1:{at}"
    folder.mkdir(parents=True, exist_ok=True)
    settings = {
        "PUBLIC_URL": url,
        "DATABASE_PATH": str(folder / "lms.sqlite"),
        "KEY_PATH": str(folder / "key.pem"),
        "SECRET": "a secret of tests",
        "DEFAULT_TOOL_REGISTRATION_URL": "",
        "FLAVOUR": flavour,
        "SITE_NAME": site_name,
    }
    command = [sys.executable, "-m", "gunicorn", "deploy.demo_lms.wsgi:app"]
    command += ["--bind", f"127.0.0.1:{at}", "--worker-class", "gthread", "--threads", "8"]
    command += ["--no-control-socket", "--keep-alive", "30"]
    env = {f"SIGNPOST_LMS_{name}": value for name, value in settings.items()}
    with running(command, port=at, log=folder / "lms.log", env=env):
        yield url
