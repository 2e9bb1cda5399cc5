from __future__ import annotations

from pathlib import Path

import pytest

from analytics.warehouse.embedded.__main__ import PASSWORD_VARIABLE, main
from analytics.warehouse.embedded.conversation import Account
from analytics.warehouse.embedded.server import Limits, Server, is_loopback
from tests.fakes.embedded import FakeEngine


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.0.1", "::1", "localhost"])
def test_a_loopback_address_is_one(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "", "::", "192.168.1.1", "example.org"])  # noqa: S104
def test_an_address_that_others_can_reach_is_refused(host: str, engine: FakeEngine) -> None:
    with pytest.raises(ValueError, match="not a loopback address"):
        Server((host, 0), engine, Account("default", "secret"), Limits())


def test_an_empty_password_is_refused(engine: FakeEngine) -> None:
    with pytest.raises(ValueError, match="password"):
        Server(("127.0.0.1", 0), engine, Account("default", ""), Limits())


def test_the_command_does_not_start_without_a_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    assert main(["--data", str(tmp_path / "data")]) == 2
    assert not (tmp_path / "data").exists()
