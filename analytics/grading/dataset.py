"""Reads the SemEval-2013 task 7 answers and folds them by question."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from analytics.grading.errors import GradingError
from analytics.grading.overlap import Item

DATA_VARIABLE: Final = "SIGNPOST_DATA"
DEFAULT_DATA: Final = Path("../shared/data")

_FILES: Final = {
    "scientsbank": "asag/semeval2013_scientsbank.jsonl",
    "beetle": "asag/semeval2013_beetle.jsonl",
}
_FIVE_WAY: Final = {
    "correct": (0,),
    "partially_correct_incomplete": (1,),
    "contradictory": (2,),
    "irrelevant": (3,),
    "non_domain": (4,),
}
_THREE_WAY: Final = {"correct": (0,), "contradictory": (2,), "incorrect": (1, 3, 4)}

TEST_SPLITS: Final = (
    "scientsbank_ua",
    "scientsbank_uq",
    "scientsbank_ud",
    "beetle_ua",
    "beetle_uq",
)


class DataMissing(GradingError):
    """Say that the public data sets are not where they were looked for."""


@dataclass(frozen=True, slots=True)
class Example:
    """One answer with its gold label.

    Attributes:
        split: ``<dataset>_train`` or one of `TEST_SPLITS`.
        group: The question, which no two folds share.
        item: What the scorer reads.
        gold: Indices of the five labels that the gold label may stand for.
    """

    split: str
    group: str
    item: Item
    gold: tuple[int, ...]

    @property
    def verdict(self) -> int:
        """Return 0 for correct, 1 for contradictory, 2 for otherwise wrong."""
        return {0: 0, 2: 1}.get(self.gold[0], 2)


def data_folder() -> Path:
    """Return the folder of the public data sets.

    Raises:
        DataMissing: The folder does not hold them; the message says what to set.
    """
    folder = Path(os.environ.get(DATA_VARIABLE, DEFAULT_DATA))
    for name in _FILES.values():
        if not (folder / name).is_file():
            message = f"{folder / name} is absent: set {DATA_VARIABLE} to the data folder"
            raise DataMissing(message)
    return folder


def load(folder: Path) -> list[Example]:
    """Return every SciEntsBank and BEETLE answer of every split."""
    return [example for name, file in _FILES.items() for example in _read(name, folder / file)]


def of_split(examples: Sequence[Example], split: str) -> list[Example]:
    """Return the examples whose split has this name or this ending."""
    return [e for e in examples if e.split == split or e.split.endswith(f"_{split}")]


def fold_of(example: Example, folds: int, salt: str = "fold") -> int:
    """Return the fold that the example's topic falls in; each salt folds anew.

    Questions of one topic share their words, so no two folds share a topic: what a
    network does on a fold, it does on questions of a new domain.
    """
    return int(hashlib.sha256((salt + topic_of(example)).encode()).hexdigest(), 16) % folds


def topic_of(example: Example) -> str:
    """Return the module of a SciEntsBank question, the topic of a practice question.

    Each question of BEETLE is its own topic.
    """
    dataset, _, question = example.group.partition("/")
    if dataset == "practice":
        return example.group.rpartition("/")[0]
    return f"{dataset}/{question.partition('_')[0]}" if dataset == "scientsbank" else example.group


def _read(dataset: str, path: Path) -> Iterator[Example]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            five, three = row.get("label_5way"), row["label_3way"]
            yield Example(
                split=f"{dataset}_{row['split'].removeprefix('test_')}",
                group=f"{dataset}/{row['question_id']}",
                item=(row["question"], tuple(row["references"]), row["student_answer"]),
                gold=_FIVE_WAY[five] if five else _THREE_WAY[three],
            )
