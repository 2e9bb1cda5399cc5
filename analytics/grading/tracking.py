"""Keeps the figures of a training run: TensorBoard, and Weights & Biases if configured.

Only training imports this module: it needs tensorboard.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from torch.utils.tensorboard import SummaryWriter

from analytics.grading.errors import GradingError

PROJECT_VARIABLE: Final = "WANDB_PROJECT"
"""Names the Weights & Biases project; unset, nothing leaves this machine."""

Watcher = Callable[[str, float, int], None]
"""Is told of a figure's name, its value and the step."""


class TrackerMissing(GradingError):
    """Say that a tracker is configured whose package is not installed."""


def unwatched(name: str, value: float, step: int) -> None:
    """Note nothing."""


@contextmanager
def watched(run: str, folder: Path) -> Iterator[Watcher]:
    """Note figures of a run below a folder, and where else is configured.

    Raises:
        TrackerMissing: Weights & Biases is configured but ``wandb`` is not installed.
    """
    with SummaryWriter(str(folder / run)) as board, _remote(run) as remote:

        def watch(name: str, value: float, step: int) -> None:
            board.add_scalar(name, value, step)
            remote(name, value, step)

        yield watch


@contextmanager
def _remote(run: str) -> Iterator[Watcher]:
    project = os.environ.get(PROJECT_VARIABLE)
    if not project:
        yield unwatched
        return
    try:
        import wandb  # noqa: PLC0415 -- only who configured it needs it
    except ImportError as error:
        raise TrackerMissing(f"{PROJECT_VARIABLE} is set: pip install wandb") from error
    with wandb.init(project=project, name=run, resume="allow", id=run) as opened:
        yield lambda name, value, step: opened.log({name: value}, step=step)
