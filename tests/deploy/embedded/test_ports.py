import json
import socket
from dataclasses import asdict

import pytest

from deploy.embedded.ports import HOST, Ports, choose, is_free
from deploy.embedded.reservation import Reservation
from tests.parts.free_ports import remember_free_ports


@pytest.fixture
def reservation():
    with Reservation() as own:
        yield own


def test_a_taken_port_gives_way_to_a_free_one(tmp_path, reservation):
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        taken = other.getsockname()[1]
        memory = tmp_path / "ports.json"
        memory.write_text(json.dumps({"web": taken}))
        ports = choose(memory, reservation)
        assert ports.web != taken
        assert is_free(ports.web)


def test_the_ports_of_last_time_are_kept_where_they_are_free(tmp_path):
    memory = tmp_path / "ports.json"
    remember_free_ports(memory)
    with Reservation() as earlier:
        first = choose(memory, earlier)
    with Reservation() as later:
        assert choose(memory, later) == first


def test_no_two_parts_share_a_port(tmp_path, reservation):
    memory = tmp_path / "ports.json"
    memory.write_text(json.dumps(dict.fromkeys(asdict(Ports()), 18999)))
    chosen = asdict(choose(memory, reservation)).values()
    assert len(set(chosen)) == len(chosen)
