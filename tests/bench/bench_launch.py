"""Whole launches (login and launch) through our door and through bare PyLTI1p3.

The apps are called in this process in turn; what the platform does, signing foremost,
is not counted, but a request for its keys is. Ours writes to a SQLite file as the
product does. `bare` is the library's own example; `bare_keys_at_hand` spares it the
request for keys that it makes at each launch.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import httpx
import numpy as np
from flask import Flask
from werkzeug.test import TestResponse

from lti_tool.adapters.database import Database
from lti_tool.lti_wiring import build_lti
from lti_tool.migrations import migrate
from lti_tool.models import Deployment, utc_now
from lti_tool.settings import Settings
from tests.bench.bare_pylti_peer import bare_app, write_configuration
from tests.fakes.door import Browser, door_app, registration
from tests.fakes.lms import DEPLOYMENT, TOOL, FakeLms, public_jwk, query_of
from tests.parts.processes import free_port, running

_WARM_UP = 20


def run(launches: int = 300) -> dict[str, float]:
    """Return launches a second of each, and our 95th percentile in ms."""
    lms = FakeLms(utc_now)
    with TemporaryDirectory() as made, _served(Path(made)) as url:
        folder = Path(made)
        apps = {
            "ours": _app(folder, lms),
            "bare": _bare(folder / "bare.json", url, keys_at_hand=False),
            "bare_keys_at_hand": _bare(folder / "at_hand.json", url, keys_at_hand=True),
        }
        seconds: dict[str, list[float]] = {name: [] for name in apps}
        for turn in range(launches + _WARM_UP):
            for name, app in apps.items():
                spent = _launch(app, lms)
                if turn >= _WARM_UP:
                    seconds[name].append(spent)
    rates = {f"launch.{name}": len(spent) / sum(spent) for name, spent in seconds.items()}
    p50, p95 = np.percentile(np.asarray(seconds["ours"]) * 1_000, [50, 95])
    return {
        **rates,
        "launch.ours_of_bare": rates["launch.ours"] / rates["launch.bare"],
        "launch.p50": float(p50),
        "launch.p95": float(p95),
    }


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """Serve the platform's keys by a process of their own; yield their address."""
    site, port = folder / "site", free_port()
    site.mkdir()
    (site / "keys").write_text(json.dumps({"keys": [public_jwk("key-1")]}), encoding="utf-8")
    serve = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    command = [*serve, "--directory", str(site)]
    with running(command, port=port, log=folder / "keys.log"):
        yield f"http://127.0.0.1:{port}/keys"


def _bare(configuration: Path, url: str, *, keys_at_hand: bool) -> Flask:
    write_configuration(configuration, url, keys_at_hand=keys_at_hand)
    return bare_app(configuration)


def _app(folder: Path, lms: FakeLms) -> Flask:
    settings = Settings(
        public_url=TOOL, secret_key="s" * 32, database_url=f"sqlite:///{folder}/tool.db"
    )
    migrate(settings.database_url)
    database = Database(settings.database_url)
    with database.write() as session:
        tenant = Deployment(registration=registration(), deployment_id=DEPLOYMENT, approved=True)
        session.add(tenant)
    lti = build_lti(settings, database, utc_now, httpx.MockTransport(lms.handle))
    return door_app(SimpleNamespace(settings=settings, database=database, clock=utc_now, lti=lti))


def _launch(app: Flask, lms: FakeLms) -> float:
    """Return the seconds of one student's launch, in a browser of its own."""
    browser = Browser(app.test_client(), lms)
    login, first = _timed(browser.login)
    asked = query_of(login.location)
    token = lms.sign(lms.claims(asked["nonce"]))
    taken, second = _timed(lambda: browser.post(id_token=token, state=asked["state"]))
    assert taken.status_code in {200, 303}, taken.text
    return first + second


def _timed(action: Callable[[], TestResponse]) -> tuple[TestResponse, float]:
    began = time.perf_counter()
    done = action()
    return done, time.perf_counter() - began
