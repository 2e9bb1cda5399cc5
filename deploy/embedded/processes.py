"""What the kernel tells of processes: proc(5). Those that end meanwhile are skipped."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
_SOCKET = re.compile(r"socket:\[(\d+)\]")


def pids() -> Iterator[int]:
    """Yield the id of every process that may be seen."""
    return (int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit())


def pids_with(variable: str) -> Iterator[int]:
    """Yield the processes started with a variable, given as NAME=value."""
    for pid in pids():
        with suppress(OSError):
            if variable.encode() in (_PROC / str(pid) / "environ").read_bytes().split(b"\0"):
                yield pid


def sockets_of(pid: int) -> Iterator[int]:
    """Yield the inodes of a process's sockets; none when it may not be looked into."""
    with suppress(OSError):
        for descriptor in (_PROC / str(pid) / "fd").iterdir():
            with suppress(OSError):
                if match := _SOCKET.fullmatch(str(descriptor.readlink())):
                    yield int(match[1])


def name_of(pid: int) -> str:
    """Return the short name of a process's program, empty when it has ended."""
    with suppress(OSError):
        return (_PROC / str(pid) / "comm").read_text().strip()
    return ""
