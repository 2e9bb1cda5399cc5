"""The older models that the learner model is held against, in the same folds."""

import importlib
from collections.abc import Sequence

from analytics.mastery.evaluation import bkt, elo
from analytics.mastery.evaluation.answers import Answer, Log
from analytics.mastery.evaluation.figures import Numbers
from analytics.mastery.evaluation.regressions import best_lr, pfa

DKT_LIMIT = 130_000
"""Answers up to which a network is trained: five folds on one core take minutes."""


def chances(log: Log, train: Sequence[Answer], test: Sequence[Answer]) -> dict[str, Numbers]:
    """Return by model the chance of each test answer."""
    found = {
        "bkt": bkt.predicted(train, test, log.skills),
        "pfa": pfa(train, test, log.skills),
        "best_lr": best_lr(train, test, log.skills),
        "elo": elo.predicted(train, test, log.skills),
    }
    if dkt_left_out(log) is None:
        network = importlib.import_module("analytics.mastery.evaluation.dkt")
        found["dkt"] = network.predicted(train, test, log.skills)
    return found


def dkt_left_out(log: Log) -> str | None:
    """Return why no network is trained on a log; None when one is."""
    if len(log.answers) > DKT_LIMIT:
        return f"over {DKT_LIMIT:,} answers"
    try:
        importlib.import_module("torch")
    except ImportError:
        return "PyTorch is not here: install the train extra"
    return None
