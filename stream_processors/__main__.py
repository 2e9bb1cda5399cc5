"""Runs a stream worker: `python -m stream_processors`."""

import asyncio
import logging

import faust

from stream_processors.app import build_app
from stream_processors.errors import TransientError
from stream_processors.settings import Settings
from stream_processors.wiring import declare

log = logging.getLogger(__name__)

_WAIT_S = 1.0
_WORDY = ("aiokafka", "faust", "mode")
"""Libraries that tell of every timer and every rebalance."""


def main(settings: Settings | None = None) -> None:
    """Run a worker until it is told to stop; it waits for the broker first."""
    chosen = settings or Settings()
    logging.basicConfig(level=logging.INFO)
    for name in _WORDY:
        logging.getLogger(name).setLevel(logging.WARNING)
    chosen.data_dir.mkdir(parents=True, exist_ok=True)
    asyncio.run(_wait_for_topics(chosen))
    app = build_app(chosen)
    faust.Worker(app, loglevel="INFO", redirect_stdouts=False).execute_from_commandline()


async def _wait_for_topics(settings: Settings) -> None:
    while True:
        try:
            return await declare(settings)
        except TransientError as error:
            log.warning("waits for the broker: %s", error)
            await asyncio.sleep(_WAIT_S)


if __name__ == "__main__":
    main()
