import json
import subprocess
import sys
from contextlib import contextmanager

import pytest

from deploy.embedded.ports import free_port
from deploy.embedded.reservation import Reservation
from tests.parts.free_ports import remember_free_ports

STARTER = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from deploy.embedded.ports import choose
from deploy.embedded.reservation import Reservation

print("here", flush=True)
sys.stdin.readline()
with Reservation() as reservation:
    print(json.dumps(asdict(choose(Path(sys.argv[1]), reservation))), flush=True)
    sys.stdin.readline()
"""


@contextmanager
def starter(memory):
    """Run a process that chooses its ports when told, and holds them until it ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(memory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout.readline() == "here\n"
        yield process
        process.kill()


@pytest.fixture
def memory(tmp_path):
    """Return a file of last time, so that all who start want the same ports."""
    remember_free_ports(tmp_path / "ports.json")
    return tmp_path / "ports.json"


def tell(process):
    process.stdin.write("go on\n")
    process.stdin.flush()


def ports_of(process):
    return json.loads(process.stdout.readline())


def test_two_that_start_at_once_choose_different_ports(memory, tmp_path):
    copy = tmp_path / "copy.json"
    copy.write_bytes(memory.read_bytes())
    with starter(memory) as one, starter(copy) as other:
        tell(one)
        tell(other)
        chosen = [*ports_of(one).values(), *ports_of(other).values()]
    assert len(set(chosen)) == len(chosen)


def test_ports_that_nobody_listens_at_yet_stay_reserved(memory):
    with starter(memory) as one, Reservation() as reservation:
        tell(one)
        assert not any(reservation.take(port) for port in ports_of(one).values())


def test_a_killed_holder_is_in_nobodys_way(memory):
    with starter(memory) as one, Reservation() as reservation:
        tell(one)
        held = ports_of(one).values()
        one.kill()
        one.wait()
        assert all(reservation.take(port) for port in held)


def test_a_reservation_ends_with_its_block():
    port = free_port(set())
    with Reservation() as first:
        assert first.take(port)
    with Reservation() as second:
        assert second.take(port)


def test_a_port_that_cannot_be_reserved_for_another_reason_is_not_called_taken(monkeypatch):
    port = free_port(set())
    monkeypatch.setattr("socket.socket.bind", _refused)
    with Reservation() as reservation, pytest.raises(PermissionError):
        reservation.take(port)


def _refused(*_):
    raise PermissionError
