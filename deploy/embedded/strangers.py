"""Find who holds a port that a part of ours waits for."""

import os
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from deploy.embedded.errors import PortTaken
from deploy.embedded.parts import Part
from deploy.embedded.ports import is_free
from deploy.embedded.processes import name_of, pids, sockets_of

_TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
_LOCAL, _UID, _INODE = 1, 7, 9


@dataclass(frozen=True, slots=True)
class _Socket:
    port: int
    uid: int
    inode: int


def refuse_strangers(parts: Iterable[Part], own: Callable[[], Iterable[int]]) -> None:
    """Do nothing while no port of these parts is in foreign hands; some 10 ms.

    Raises:
        PortTaken: one is; the message names the port, the part and the holder.
    """
    wanted = {port: part for part in parts for port in part.ports}
    for port, stranger in strangers_at(wanted, own).items():
        raise PortTaken(
            f"{wanted[port].title} wanted port {port}, but {stranger} has taken it; "
            "start again and another port is chosen, or end that program first"
        )


def strangers_at(ports: Container[int], own: Callable[[], Iterable[int]]) -> dict[int, str]:
    """Return who holds any of the ports without being of us, in words, by port.

    Somebody is named only when that is certain: a port that is held in a way the
    kernel does not show counts as ours.

    Args:
        ports: where parts of ours are to listen.
        own: returns the ids of our processes; asked only if a port is held.
    """
    held = [s for s in _sockets() if s.port in ports and not is_free(s.port)]
    if not held:
        return {}
    inodes = {inode for pid in own() for inode in sockets_of(pid)}
    ours = {s.port for s in held if s.inode in inodes}
    holders = {s.port: _holder(s) for s in held if s.port not in ours}
    return {port: holder for port, holder in holders.items() if holder}


def _sockets() -> Iterator[_Socket]:
    for table in _TABLES:
        with suppress(FileNotFoundError):
            for line in table.read_text().splitlines()[1:]:
                columns = line.split()
                port = int(columns[_LOCAL].rpartition(":")[2], base=16)
                if inode := int(columns[_INODE]):
                    yield _Socket(port, int(columns[_UID]), inode)


def _holder(held: _Socket) -> str:
    pid = next((pid for pid in pids() if held.inode in sockets_of(pid)), None)
    if pid is not None:
        return f"{name_of(pid)} (process {pid})"
    return "a program of another account" if held.uid != os.getuid() else ""
