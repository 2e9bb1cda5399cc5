"""The passback as a process."""

import threading
from pathlib import Path

from lti_tool.adapters.database import Database
from lti_tool.lti_wiring import build_lti
from lti_tool.models import Base
from lti_tool.settings import Settings
from lti_tool.workers.passback import run


def test_the_worker_ends_when_told(tmp_path: Path) -> None:
    settings = Settings(secret_key="s" * 32, database_url=f"sqlite:///{tmp_path}/tool.db")
    database = Database(settings.database_url)
    Base.metadata.create_all(database.engine)
    assert not build_lti(settings, database).passback.step()
    database.dispose()
    stop = threading.Event()
    stop.set()
    run(settings, stop)
