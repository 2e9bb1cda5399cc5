import os
import socket
from contextlib import contextmanager

import pytest

from deploy.embedded.errors import PortTaken
from deploy.embedded.parts import Part
from deploy.embedded.ports import HOST, free_port
from deploy.embedded.strangers import refuse_strangers, strangers_at

with_ipv6 = pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="no IPv6 here")


@contextmanager
def listening(host=HOST, family=socket.AF_INET):
    with socket.create_server((host, 0), family=family) as server:
        yield server.getsockname()[1]


def nobody():
    return []


def us():
    return [os.getpid()]


def part(*ports):
    return Part("web", "Signpost web", ["x"], lambda: None, wave=1, ports=ports)


def test_a_foreign_listener_is_named_with_its_process():
    with listening() as port:
        [words] = strangers_at({port}, nobody).values()
    assert f"(process {os.getpid()})" in words


def test_a_listener_of_ours_is_no_stranger():
    with listening() as port:
        assert strangers_at({port}, us) == {}


def test_a_port_that_nobody_holds_has_no_stranger():
    assert strangers_at({free_port(set())}, nobody) == {}


def test_a_connection_that_leaves_from_the_port_holds_it_too():
    with listening() as server, socket.create_connection((HOST, server)) as client:
        port = client.getsockname()[1]
        assert set(strangers_at({port}, nobody)) == {port}


@with_ipv6
def test_a_listener_on_all_addresses_of_both_kinds_is_a_stranger():
    with socket.create_server(("", 0), family=socket.AF_INET6, dualstack_ipv6=True) as server:
        port = server.getsockname()[1]
        assert set(strangers_at({port}, nobody)) == {port}


@with_ipv6
def test_a_listener_on_another_address_is_in_nobodys_way():
    with listening("::1", socket.AF_INET6) as port:
        assert strangers_at({port}, nobody) == {}


def test_the_refusal_names_the_port_the_part_and_what_to_do():
    with listening() as port, pytest.raises(PortTaken) as refused:
        refuse_strangers([part(free_port({port}), port)], nobody)
    assert f"Signpost web wanted port {port}" in str(refused.value)
    assert "start again and another port is chosen" in str(refused.value)


def test_parts_that_listen_themselves_are_not_refused():
    with listening() as port:
        refuse_strangers([part(port)], us)
