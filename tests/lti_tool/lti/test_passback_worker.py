"""The passback as a process."""

import threading
from pathlib import Path

from lti_tool.lti_wiring import build_lti
from lti_tool.settings import Settings
from lti_tool.workers.passback import run
from tests.parts.database import empty_database


def test_the_worker_ends_when_told(tmp_path: Path) -> None:
    database = empty_database(tmp_path / "tool.db")
    settings = Settings(secret_key="s" * 32, database_url=str(database.engine.url))
    assert not build_lti(settings, database).passback.step()
    database.dispose()
    stop = threading.Event()
    stop.set()
    run(settings, stop)
