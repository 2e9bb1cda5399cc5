"""The real warehouse: the embedded server over a folder of its own."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.parts.processes import Part, free_port, running

PASSWORD = "for-tests"


@contextmanager
def running_warehouse(
    folder: Path | None = None, port: int | None = None, database: str = "signpost"
) -> Iterator[Part]:
    """Run a warehouse; a given folder and port let a test start it again.

    The database is empty, or not there yet: call `migrate`.
    """
    with tempfile.TemporaryDirectory(prefix="warehouse-") as temporary:
        home = folder or Path(temporary)
        chosen = port or free_port()
        command = [
            *(sys.executable, "-m", "analytics.warehouse.embedded"),
            *("--port", str(chosen), "--data", str(home / "data")),
        ]
        log = home / "warehouse.log"
        env = {"SIGNPOST_CLICKHOUSE_PASSWORD": PASSWORD}
        with running(command, port=chosen, log=log, env=env) as process:
            url = f"clickhouse://default:{PASSWORD}@127.0.0.1:{chosen}/{database}"
            yield Part(url=url, process=process, log=log)
