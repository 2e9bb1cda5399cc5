import json
import socket
from dataclasses import asdict

from deploy.embedded.ports import HOST, Ports, choose, is_free


def test_a_taken_port_gives_way_to_a_free_one(tmp_path):
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        taken = other.getsockname()[1]
        memory = tmp_path / "ports.json"
        memory.write_text(json.dumps({"web": taken}))
        ports = choose(memory)
        assert ports.web != taken
        assert is_free(ports.web)


def test_the_ports_of_last_time_are_kept_where_they_are_free(tmp_path):
    memory = tmp_path / "ports.json"
    first = choose(memory)
    assert choose(memory) == first


def test_no_two_parts_share_a_port(tmp_path):
    memory = tmp_path / "ports.json"
    memory.write_text(json.dumps(dict.fromkeys(asdict(Ports()), 18999)))
    chosen = asdict(choose(memory)).values()
    assert len(set(chosen)) == len(chosen)
