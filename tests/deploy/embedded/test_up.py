import os
import signal
import socket
from unittest.mock import create_autospec, patch

import pytest

from deploy.embedded.errors import PortTaken
from deploy.embedded.parts import Part
from deploy.embedded.ports import HOST
from deploy.embedded.supervision import Supervisor
from deploy.embedded.up import up
from deploy.preparing import prepare_admin, prepare_sql, prepare_warehouse, register_demo
from tests.parts.free_ports import remember_free_ports

STEPS = (prepare_sql, prepare_admin, prepare_warehouse, register_demo)


class Start:
    """A start whose parts are no processes and whose preparations do nothing."""

    def __init__(self, root):
        self.root = root
        self.parts = {name: self.part(name) for name in ("warehouse", "broker", "web")}
        self.supervisor = create_autospec(Supervisor, instance=True)
        self.supervisor.failed.return_value = []
        self.supervisor.pids.return_value = {}
        self.supervisor.alive.return_value = False
        self.steps = {step.__name__: create_autospec(step) for step in STEPS}

    def part(self, name, ready=lambda: None, ports=()):
        return Part(name, name, ["x"], ready, wave=2 if name == "web" else 1, ports=ports)

    def run(self):
        remember_free_ports(self.root / "data/ports.json")
        module = "deploy.embedded.up"
        with (
            patch.dict(os.environ),
            patch.multiple(module, **self.steps),
            patch(f"{module}.parts_of", lambda _: list(self.parts.values())),
            patch(f"{module}.Supervisor", lambda *_: self.supervisor),
        ):
            up(self.root)

    def interrupt(self, name):
        """Let Ctrl-C come while a part is not ready."""

        def pressed():
            signal.raise_signal(signal.SIGINT)
            return "not yet"

        self.parts[name] = self.part(name, pressed)

    @property
    def prepared(self):
        return [name for name, step in self.steps.items() if step.called]


@pytest.fixture
def start(tmp_path):
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield Start(tmp_path)
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_start_that_nothing_disturbs_prepares_everything_in_order(start):
    start.run()
    assert start.prepared == [step.__name__ for step in STEPS]
    start.supervisor.stop.assert_called_once_with()


@pytest.mark.parametrize(
    ("part", "prepared"),
    [
        ("warehouse", ["prepare_sql", "prepare_admin"]),
        ("broker", ["prepare_sql", "prepare_admin", "prepare_warehouse"]),
        ("web", ["prepare_sql", "prepare_admin", "prepare_warehouse"]),
    ],
)
def test_ctrl_c_during_the_start_ends_it_without_the_steps_to_come(start, part, prepared):
    start.interrupt(part)
    start.run()
    assert start.prepared == prepared
    assert not (start.root / "run/addresses.json").exists()
    start.supervisor.stop.assert_called_once_with()


@pytest.mark.parametrize("answer", [None, "not yet"])
def test_a_stranger_at_the_port_of_a_part_ends_the_start(start, answer):
    with socket.create_server((HOST, 0)) as stranger:
        port = stranger.getsockname()[1]
        start.parts["web"] = start.part("web", lambda: answer, ports=(port,))
        with pytest.raises(PortTaken, match=f"web wanted port {port}"):
            start.run()
    start.supervisor.stop.assert_called_once_with()
