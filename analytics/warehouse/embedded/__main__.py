"""Starts the embedded warehouse.

``SIGNPOST_CLICKHOUSE_PASSWORD=… python -m analytics.warehouse.embedded --data DIR``
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from .conversation import Account
from .engine import Engine
from .errors import EngineUnavailable, QueryFailed
from .guard import DiskGuard
from .parts import EngineParts
from .server import Limits, Server

EXIT_RESTART = 75
"""Exit status that asks the supervisor for a fresh process (EX_TEMPFAIL)."""

PASSWORD_VARIABLE = "SIGNPOST_CLICKHOUSE_PASSWORD"  # noqa: S105 - a name, not a password

_log = logging.getLogger("analytics.warehouse.embedded")


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; return the exit code."""
    options = _parse(arguments)
    logging.basicConfig(level=options.log_level, format="%(asctime)s %(levelname)s %(message)s")
    account = Account(options.user, os.environ.get(PASSWORD_VARIABLE, ""))
    if not account.password:
        _log.error("set %s", PASSWORD_VARIABLE)
        return 2
    try:
        engine = _open_engine(options.data.resolve())
    except (EngineUnavailable, OSError) as error:
        _log.error("cannot open %s: %s", options.data, error)
        return 1
    return _serve(engine, account, options)


def _open_engine(data: Path) -> Engine:
    """Open the engine below `data`, away from any config.xml it would pick up."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.chdir(data)
    return Engine(data)


def _serve(engine: Engine, account: Account, options: argparse.Namespace) -> int:
    try:
        if options.database:
            engine.create_database(options.database)
        server = Server((options.host, options.port), engine, account, Limits())
    except (QueryFailed, ValueError, OSError) as error:
        _log.error("cannot start: %s", error)
        engine.close()
        return 1
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.stop())
    sys.stdout.write("listening on {}:{}\n".format(*server.address))
    sys.stdout.flush()
    over, guard = threading.Event(), DiskGuard(EngineParts(engine), engine.has_room, _abort)
    watching = threading.Thread(target=guard.run, args=(over,), daemon=True)
    watching.start()
    if not server.serve():
        _log.warning("stopped with queries still running")
        os._exit(1)
    over.set()
    watching.join()
    engine.close()
    return 0


def _abort(_: Sequence[str]) -> None:
    """End at once: an orderly end might remove the parts that are wanted again."""
    logging.shutdown()
    os._exit(EXIT_RESTART)


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m analytics.warehouse.embedded",
        description="ClickHouse's native protocol over chDB, on loopback.",
        epilog=f"The password is read from {PASSWORD_VARIABLE}.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address")
    parser.add_argument("--port", type=int, default=9000, help="0 takes a free port")
    parser.add_argument("--data", type=Path, required=True, help="the data folder")
    parser.add_argument("--user", default="default")
    parser.add_argument("--database", help="create this database if it is not there")
    parser.add_argument("--log-level", default="INFO")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
