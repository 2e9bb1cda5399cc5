import shutil

import pytest

from deploy.kafka import ToolAbsent
from deploy.kafka.artifacts import jars, java_version
from deploy.kafka.cluster import place


def test_each_broker_is_a_controller_on_loopback_with_ports_and_a_rack_of_its_own(tmp_path):
    cluster = place(tmp_path, tmp_path / "libs", {1})
    settings = [cluster.settings(node) for node in cluster.nodes]
    assert len(cluster.bootstrap.split(",")) == 3
    assert len({one["log.dirs"] for one in settings}) == 3
    assert {one["broker.rack"] for one in settings} == {"rack-1", "rack-2", "rack-3"}
    ports = {port for node in cluster.nodes for port in (node.port, node.controller_port)}
    assert len(ports) == 6
    for one in settings:
        assert one["process.roles"] == "broker,controller"
        assert str(one["listeners"]).count("127.0.0.1") == 2


def test_one_broker_may_die_without_a_write_lost_or_refused(tmp_path):
    cluster = place(tmp_path, tmp_path / "libs", set())
    settings = cluster.settings(cluster.nodes[0])
    assert settings["default.replication.factor"] == 3
    assert settings["min.insync.replicas"] == 2
    assert settings["unclean.leader.election.enable"] == "false"


def test_a_broker_is_started_with_a_small_heap(tmp_path):
    cluster = place(tmp_path, tmp_path / "libs", set())
    command = cluster.command(cluster.nodes[0])
    assert command[0] == "java"
    assert "-Xmx256m" in command
    assert command[-1].endswith("broker-1/server.properties")


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('java version "1.8.0_402"', 8),
        ('openjdk version "25" 2025-09-16', 25),
        ("command not found", None),
    ],
)
def test_the_version_of_java_is_read_from_what_it_says(said, version):
    assert java_version(said) == version


def test_a_machine_without_java_is_told_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(ToolAbsent, match="install a JRE of version 17"):
        jars(tmp_path)
