"""Ask a part whether it is ready; the answer is None or what is wrong."""

import socket
from collections.abc import Callable
from pathlib import Path

import httpx

Check = Callable[[], str | None]
TIMEOUT_S = 2.0


def http_ok(url: str) -> Check:
    """Return a check that a URL answers 200."""

    def check() -> str | None:
        try:
            response = httpx.get(url, timeout=TIMEOUT_S)
        except httpx.HTTPError as error:
            return f"{url}: {type(error).__name__}"
        return None if response.status_code == httpx.codes.OK else f"{url}: {response.status_code}"

    return check


def port_open(host: str, port: int) -> Check:
    """Return a check that something accepts TCP connections."""

    def check() -> str | None:
        try:
            socket.create_connection((host, port), timeout=TIMEOUT_S).close()
        except OSError as error:
            return f"{host}:{port}: {error}"
        return None

    return check


def file_there(path: Path) -> Check:
    """Return a check that a process has written its ready file."""
    return lambda: None if path.exists() else f"{path.name} is not written yet"
