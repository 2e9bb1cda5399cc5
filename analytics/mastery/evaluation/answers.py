"""Reads public logs of answers: one row a question, whatever its skills."""

import csv
import itertools
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

from analytics.mastery.evaluation.errors import LeakyLog, UnreadableLog

LEAK_LIMIT = 0.02
"""The largest share of rows that may repeat the item and answer before them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One learner's answer to one question.

    Attributes:
        time: seconds since some start, 0 throughout where the log has none.
    """

    learner: int
    item: int
    right: int
    time: int


@dataclass(frozen=True, slots=True)
class Log:
    """A log of answers, each learner's in order and together.

    Attributes:
        skills: the skills of each item.
    """

    name: str
    answers: tuple[Answer, ...]
    skills: dict[int, tuple[int, ...]]

    def of(self, learners: frozenset[int]) -> "Log":
        """Return the log of these learners alone."""
        kept = tuple(answer for answer in self.answers if answer.learner in learners)
        return Log(self.name, kept, self.skills)


def read_log(folder: Path) -> Log:
    """Read a log; raise `LeakyLog` if its answers stand in it twice.

    Two layouts are known: a tab-separated row a question with an item-by-skill
    matrix beside it, and blocks of four comma-separated lines a learner.
    """
    name = folder.name.partition("_")[0]
    if (folder / "q_mat.npz").exists():
        log = Log(name, _tabbed(folder), _skills_of(folder / "q_mat.npz"))
    else:
        log = _blocks(name, folder)
    if not log.answers:
        raise UnreadableLog(f"{folder} holds no answers in a known layout.")
    share = repeated_share(log)
    if share > LEAK_LIMIT:
        raise LeakyLog(
            f"{folder}: {share:.1%} of the rows repeat the item and answer of the row before "
            f"(at most {LEAK_LIMIT:.0%} may): questions with several skills were written once "
            "for each, and a model would read the answer off the row before."
        )
    return log


def repeated_share(log: Log) -> float:
    """Return the share of rows with the learner, item and answer before them."""
    pairs = zip(log.answers, log.answers[1:], strict=False)
    same = sum(a.learner == b.learner and a.item == b.item and a.right == b.right for a, b in pairs)
    return same / len(log.answers)


def folds(log: Log, count: int = 5, seed: int = 42) -> list[frozenset[int]]:
    """Return the learners of a log, dealt at random into `count` sets."""
    learners = sorted({answer.learner for answer in log.answers})
    Random(seed).shuffle(learners)  # noqa: S311 - a split, not a secret
    return [frozenset(learners[place::count]) for place in range(count)]


def _tabbed(folder: Path) -> tuple[Answer, ...]:
    rows = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += [
                Answer(
                    int(row["user_id"]),
                    int(row["item_id"]),
                    int(row["correct"]),
                    int(float(row["timestamp"])),
                )
                for row in csv.DictReader(file, delimiter="\t")
            ]
    return tuple(sorted(rows, key=lambda answer: answer.learner))


def _skills_of(path: Path) -> dict[int, tuple[int, ...]]:
    with np.load(path) as matrix:
        starts, columns = matrix["indptr"].tolist(), matrix["indices"].tolist()
    return {
        item: tuple(columns[start:end])
        for item, (start, end) in enumerate(itertools.pairwise(starts))
    }


def _blocks(name: str, folder: Path) -> Log:
    rows: list[Answer] = []
    skills: dict[int, tuple[int, ...]] = {}
    for path in sorted(folder.glob("*.csv")):
        lines = [line.split(",") for line in path.read_text(encoding="utf-8").split()]
        for head, items, tags, marks in zip(*(lines[place::4] for place in range(4)), strict=True):
            for item, tag, mark in zip(items, tags, marks, strict=True):
                rows.append(Answer(int(head[-1]), int(item), int(mark), 0))
                known = skills.get(int(item), ())
                skills[int(item)] = known if int(tag) in known else (*known, int(tag))
    return Log(name, tuple(rows), skills)
