"""Keep the parts running by supervisord: restart, logs, orderly stop."""

import configparser
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast
from xmlrpc.client import Fault, ServerProxy

from supervisor.xmlrpc import SupervisorTransport

from deploy.embedded.errors import EmbeddedError
from deploy.embedded.layout import Layout
from deploy.embedded.parts import Part, Site
from deploy.embedded.processes import pids_with

MARK = "SIGNPOST_RUN_DIR"
_PR_SET_PDEATHSIG = 1
_LOG_BYTES = 10_000_000


class Supervisor:
    """One supervisord and the parts below it.

    It ends by itself, with all parts, when the process that made it dies.
    """

    def __init__(self, site: Site, parts: Iterable[Part]) -> None:
        """Prepare; nothing is started before `start`."""
        self._site = site
        self._parts = list(parts)
        self._process: subprocess.Popen[bytes] | None = None

    def _ask(self, method: str, *values: object) -> Any:
        """Call a method over a new connection: one that broke cannot be used again."""
        password = self._site.secrets["supervisor_password"]
        transport = SupervisorTransport("signpost", password, _address(self._site.layout))
        try:
            proxy = ServerProxy("http://127.0.0.1", transport=transport).supervisor
            return getattr(proxy, method)(*values)
        finally:
            transport.close()

    def start(self) -> None:
        """Start supervisord with every part still stopped.

        Raises:
            EmbeddedError: it did not come up; its log says why.
        """
        config = write_config(self._site, self._parts)
        log = self._site.layout.log / "supervisord.txt"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "supervisor.supervisord", "--nodaemon", "-c", str(config)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - before any thread
                env=os.environ | {MARK: str(self._site.layout.run.resolve())},
            )
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                self._ask("getState")
            except (OSError, Fault):
                time.sleep(0.05)
            else:
                return
        raise EmbeddedError(f"supervisord did not start; see {log}")

    def launch(self, name: str) -> None:
        """Start one part, without waiting for it."""
        self._ask("startProcess", name, False)  # noqa: FBT003 - XML-RPC knows no names

    def pids(self) -> dict[str, int]:
        """Return the process id of each part that runs."""
        rows = cast("list[dict[str, Any]]", self._ask("getAllProcessInfo"))
        return {row["name"]: row["pid"] for row in rows if row["pid"]}

    def failed(self) -> list[str]:
        """Return the parts that supervisord has given up."""
        rows = cast("list[dict[str, Any]]", self._ask("getAllProcessInfo"))
        return [row["name"] for row in rows if row["statename"] == "FATAL"]

    def alive(self) -> bool:
        """Tell whether supervisord itself still runs."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """End every part and supervisord; return when all are gone."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        sweep(self._site.layout)


def sweep(layout: Layout) -> list[int]:
    """Kill what an earlier run of this folder left behind; return the ids."""
    left = []
    for pid in pids_of(layout):
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)
            left.append(pid)
    return left


def pids_of(layout: Layout) -> Iterator[int]:
    """Yield the processes of this folder's runs, all that parts started among them."""
    mark = f"{MARK}={layout.run.resolve()}"
    return (pid for pid in pids_with(mark) if pid != os.getpid())


def write_config(site: Site, parts: Iterable[Part]) -> Path:
    """Write supervisord's configuration, readable by its owner only.

    The settings that all parts share, secrets among them, are not in it: they
    are in the environment of supervisord, which parts inherit.
    """
    layout = site.layout
    config = configparser.RawConfigParser()
    config["supervisord"] = {
        "logfile": str(layout.log / "supervisord.log"),
        "pidfile": str(layout.run / "supervisord.pid"),
        "childlogdir": str(layout.log),
    }
    config["unix_http_server"] = {
        "file": _address(layout).removeprefix("unix://"),
        "chmod": "0600",
        "username": "signpost",
        "password": site.secrets["supervisor_password"],
    }
    config["supervisorctl"] = {
        "serverurl": _address(layout),
        "username": "signpost",
        "password": site.secrets["supervisor_password"],
    }
    config["rpcinterface:supervisor"] = {
        "supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface"
    }
    for part in parts:
        config[f"program:{part.name}"] = _program(layout, part)
    path = layout.run / "supervisord.conf"
    path.touch(mode=0o600)
    with path.open("w") as file:
        config.write(file)
    return path


def _program(layout: Layout, part: Part) -> dict[str, str]:
    return {
        "command": " ".join(_quoted(word) for word in part.argv),
        "directory": str(part.directory or Path.cwd()),
        "environment": ",".join(f"{k}={_quoted(v)}" for k, v in part.env.items()),
        "autostart": "false",
        "autorestart": "true",
        "startsecs": "1",
        "startretries": "1000000",
        "stopwaitsecs": str(part.stop_s),
        "stopasgroup": "true",
        "killasgroup": "true",
        "redirect_stderr": "true",
        "stdout_logfile": str(layout.log / f"{part.name}.log"),
        "stdout_logfile_maxbytes": str(_LOG_BYTES),
        "stdout_logfile_backups": "2",
    }


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def _address(layout: Layout) -> str:
    path = layout.run.resolve() / "supervisor.sock"
    longest = 100
    if len(str(path)) > longest:
        raise EmbeddedError(f"the folder {layout.root} has too long a path for a socket")
    return f"unix://{path}"


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
