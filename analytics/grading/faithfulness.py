"""Asks whether the marked words of an answer are what its score rests on.

A marked span is deleted, then as many words where nothing is marked; if the marks are
faithful to the grader, the score falls more for the first (DeYoung et al. 2020,
"ERASER", call the like comprehensiveness).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.grading.dataset import Example, of_split
from analytics.grading.evidence import compare
from analytics.grading.marks import label_of, score_of
from analytics.grading.metrics import Array
from analytics.grading.overlap import Item, Reading
from analytics.grading.probe_set.cases import WRITTEN, cases

MARGIN: Final = 0.05
"""How much more the score must fall, of 1.

Chosen on answers of the training split, where it falls by much more; lowered from .10, by what
the probe set shows, as networks came that go by single words less."""

TIMES: Final = 5
"""How many times as much it must fall: the less single words count, the less others may."""

DRAWS: Final = 4
_SAMPLED = 300
_RESAMPLED = 2_000
_EARNING = ("correct", "partially_correct_incomplete")
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+(?:['\u2019-][^\W_\u3400-\u9fff]+)*")

Place = tuple[int, int]
"""Characters of an answer from the first up to the second."""

Marker = Callable[[Item], Sequence[Place]]
"""Says which characters of an answer are marked as covering a reference."""

Scores = Callable[[Sequence[Item]], Array]
"""Gives five probabilities an item, as `Scorer.probabilities` does."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, and the question that the bootstrap draws it with."""

    question_id: str
    item: Item


@dataclass(frozen=True, slots=True)
class Faithfulness:
    """How much the score falls, of 1, by what is deleted.

    Attributes:
        answers: Those graded right or partly right that have marks and other words.
        marked: Mean fall when a marked span is deleted.
        random: The same for as many words elsewhere.
        margin: By how much the first is larger.
        low, high: Of the margin, the interval that holds .95 of the bootstrap over
            whole questions.
        share: Of the answers, those where a marked span matters more.
    """

    answers: int
    marked: float
    random: float
    margin: float
    low: float
    high: float
    share: float


@dataclass(frozen=True, slots=True)
class _Cut:
    """An answer without some of its words."""

    answer: int
    marked: bool
    item: Item


def marked_places(item: Item) -> list[Place]:
    """Return what the served grader marks as covered in an answer."""
    question, references, answer = item
    nearest = references[Reading.of(item).order[0]]
    found = compare(nearest, answer, question).answer
    return [(span.start, span.end) for span in found if span.kind == "covered"]


def misplaced(item: Item) -> list[Place]:
    """Return marks of the same lengths at places drawn at random: a control."""
    rng = random.Random(item[2])  # noqa: S311 -- repeatable, not secret
    words = _words(item[2])
    lengths = [len(_within(words, place)) for place in marked_places(item)]
    return sorted({_run(words, rng.randrange(len(words) - n + 1), n) for n in lengths if n})


def faithfulness(
    scores: Scores, answers: Sequence[Answer], marker: Marker = marked_places
) -> Faithfulness:
    """Return whether deleting what is marked lowers the score more than other words.

    Raises:
        ValueError: No answer that earns marks has both marked and other words.
    """
    given = scores([answer.item for answer in answers])
    earning = [at for at, row in enumerate(given) if label_of(row.tolist()) in _EARNING]
    cuts = [cut for at in earning for cut in _cuts(at, answers[at].item, marker)]
    if not cuts:
        raise ValueError("no answer has both marked words and others")
    before = [score_of(row.tolist()) for row in given]
    after = [score_of(row.tolist()) for row in scores([cut.item for cut in cuts])]
    falls = [before[cut.answer] - score for cut, score in zip(cuts, after, strict=True)]
    return _summary(answers, cuts, falls)


def of_probe_set(scores: Scores, marker: Marker = marked_places) -> Faithfulness:
    """Return it for the right answers of the committed English probe set."""
    right = {kind for kind, expected in WRITTEN.items() if expected == "accept"}
    chosen = [case for case in cases("en") if case.kind in right]
    items = [Answer(c.question_id, (c.question, c.references, c.answer)) for c in chosen]
    return faithfulness(scores, items, marker)


def of_training(scores: Scores, examples: Sequence[Example]) -> Faithfulness:
    """Return it for some answers of the public training splits, always the same."""
    training = of_split(examples, "train")
    rng = random.Random(1)  # noqa: S311 -- repeatable, not secret
    some = rng.sample(training, min(_SAMPLED, len(training)))
    return faithfulness(scores, [Answer(example.group, example.item) for example in some])


def _cuts(at: int, item: Item, marker: Marker) -> Iterator[_Cut]:
    """Yield an answer without each marked span, and without as much elsewhere."""
    question, references, answer = item
    rng = random.Random(answer)  # noqa: S311 -- repeatable, not secret
    places, words = marker(item), _words(answer)
    for place in places:
        others = _elsewhere(words, len(_within(words, place)), places)
        drawn = rng.sample(others, min(DRAWS, len(others)))
        for where in [place, *drawn] if drawn else []:
            left = f"{answer[: where[0]]} {answer[where[1] :]}"
            yield _Cut(at, where == place, (question, references, " ".join(left.split())))


def _elsewhere(words: Sequence[Place], length: int, marked: Sequence[Place]) -> list[Place]:
    """Return every run of so many words that touches no marked one."""
    runs = [_run(words, first, length) for first in range(len(words) - length + 1)]
    return [run for run in runs if not any(_touches(run, place) for place in marked)]


def _summary(
    answers: Sequence[Answer], cuts: Sequence[_Cut], falls: Sequence[float]
) -> Faithfulness:
    used = sorted({cut.answer for cut in cuts})
    marked, others = (_means(used, cuts, falls, marked=kind) for kind in (True, False))
    margins = marked - others
    low, high = _interval(margins, [answers[at].question_id for at in used])
    return Faithfulness(
        answers=len(used),
        marked=float(marked.mean()),
        random=float(others.mean()),
        margin=float(margins.mean()),
        low=low,
        high=high,
        share=float(np.mean(margins > 0)),
    )


def _means(
    used: Sequence[int], cuts: Sequence[_Cut], falls: Sequence[float], *, marked: bool
) -> Array:
    found: dict[int, list[float]] = {at: [] for at in used}
    for cut, fall in zip(cuts, falls, strict=True):
        if cut.marked == marked:
            found[cut.answer].append(fall)
    return np.array([np.mean(some) for some in found.values()])


def _interval(margins: Array, questions: Sequence[str]) -> tuple[float, float]:
    names, which = np.unique(questions, return_inverse=True)
    sums, counts = np.bincount(which, margins), np.bincount(which)
    rng = np.random.default_rng(0)
    drawn = rng.integers(len(names), size=(_RESAMPLED, len(names)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return float(low), float(high)


def _words(text: str) -> list[Place]:
    return [found.span() for found in _WORD.finditer(text)]


def _run(words: Sequence[Place], first: int, length: int) -> Place:
    return words[first][0], words[first + length - 1][1]


def _within(words: Sequence[Place], place: Place) -> list[Place]:
    return [word for word in words if _touches(word, place)]


def _touches(one: Place, other: Place) -> bool:
    return one[0] < other[1] and other[0] < one[1]
