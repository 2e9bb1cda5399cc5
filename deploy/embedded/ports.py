"""Choose ports: the usual ones, those of last time, or free ones."""

import json
import socket
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from deploy.embedded.reservation import Reservation

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Ports:
    """The port of each part on loopback."""

    web: int = 8700
    lms: int = 8701
    kafka: int = 8792
    clickhouse: int = 8790
    triton_http: int = 8710
    triton_grpc: int = 8711
    triton_metrics: int = 8712

    def at(self, name: str) -> str:
        """Return host:port of a part."""
        return f"{HOST}:{getattr(self, name)}"


def is_free(port: int) -> bool:
    """Tell whether a server could listen on a loopback port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port(taken: set[int]) -> int:
    """Return a port that the system says is free and `taken` lacks."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.bind((HOST, 0))
            port = int(probe.getsockname()[1])
        if port not in taken:
            return port


def choose(memory: Path, reservation: Reservation) -> Ports:
    """Reserve and return the ports to use, and remember them in a file for next time.

    A port of last time is kept where it is free, so that links already placed
    in a course still open.
    """
    remembered = json.loads(memory.read_text()) if memory.exists() else {}
    wanted = asdict(Ports()) | remembered
    chosen: dict[str, int] = {}
    for field in fields(Ports):
        port = int(wanted[field.name])
        while not (is_free(port) and reservation.take(port)):
            port = free_port(set(chosen.values()))
        chosen[field.name] = port
    memory.write_text(json.dumps(chosen, indent=2))
    return Ports(**chosen)
