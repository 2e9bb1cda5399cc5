"""Writes the figures of a measuring run into the model card.

The card's prose is written by people; what stands between `<!-- figures: NAME -->` and
`<!-- end -->` is made of the kept report, so that no number is typed by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from analytics.grading.errors import GradingError
from analytics.grading.release import PROMISED, ReleaseTable, read_release

CARD: Final = Path("model_repository/grader/MODEL_CARD.md")
FIGURES: Final = Path("model_repository/grader/figures.json")
"""The report of `make evaluate-grader` on the committed weights."""

_BLOCK = re.compile(r"(<!-- figures: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_SPLITS: Final = {
    "scientsbank_ua": "SciEntsBank, unseen answers",
    "scientsbank_uq": "SciEntsBank, unseen questions",
    "scientsbank_ud": "SciEntsBank, unseen domains",
    "beetle_ua": "BEETLE, unseen answers",
    "beetle_uq": "BEETLE, unseen questions",
}
_COLUMNS: Final = {
    "macro-F1, three-way": "macro_f1_3way",
    "accuracy, two-way": "accuracy_2way",
    "floor, two-way": "lexical_accuracy_2way",
    "calibration error": "ece",
}
_CLASSES: Final = {
    "paraphrase": ("paraphrase", "right"),
    "misspelt": ("the same with a learner's spelling", "right"),
    "dialect": ("regional words", "right"),
    "other_words": ("the right idea in other words", "right"),
    "negation": ("the right answer denied", "wrong"),
    "turned": ("a word or two of the right answer changed", "wrong"),
    "off_topic": ("off the topic", "wrong"),
    "copied_question": ("question copied", "wrong"),
    "copied_reference": ("reference copied", "right"),
    "keyword_list": ("list of the key words", "wrong"),
    "injection": ("orders to the grader", "wrong"),
    "empty": ("empty", "wrong"),
    "wrong_language": ("another language", "wrong"),
    "name": ('"My name is ..." before a right answer', "right"),
}
_KINDS: Final = {"ua": "unseen answers", "uq": "unseen questions", "ud": "unseen domains"}

Figures = Mapping[str, Any]


class BadCard(GradingError):
    """Say what of the card or of the report does not fit."""


def rewritten(card: str, figures: Figures, release: ReleaseTable) -> str:
    """Return a card with its blocks made anew.

    Args:
        card: Markdown.
        figures: As `make evaluate-grader` reports them.
        release: The rules by which grades go out without a teacher.

    Raises:
        BadCard: A block has a name that nothing is written for, or a figure is missing.
    """
    blocks: dict[str, Callable[[], str]] = {
        "run": lambda: _run(figures),
        "english": lambda: _english(figures["small"]),
        "english_probes": lambda: _probes(figures["probe"]),
        "chinese": lambda: _chinese(figures["zh"]["training_run"]),
        "fooled": lambda: _fooled(figures),
        "marked": lambda: _marked(figures["faithfulness"]["probe_set"]),
        "promised": lambda: _promised(release),
        "released": lambda: _released(figures["release"]),
    }

    def block(found: re.Match[str]) -> str:
        try:
            return f"{found[1]}{blocks[found[2]]()}\n{found[3]}"
        except KeyError as error:
            raise BadCard(f"block {found[2]} of the card: {error} is not there") from error

    return _BLOCK.sub(block, card)


def keep(report: Path, figures: Path = FIGURES, card: Path = CARD) -> None:
    """Keep a report beside the weights and write it into the card.

    Raises:
        BadCard: There is no such report, or it does not fit the card.
    """
    try:
        text = report.read_text(encoding="utf-8")
    except OSError as error:
        raise BadCard(f"{report}: {error.strerror}; run make evaluate-grader first") from error
    made = rewritten(card.read_text(encoding="utf-8"), json.loads(text), read_release())
    card.write_text(made, encoding="utf-8")
    figures.write_text(text, encoding="utf-8")


def _run(figures: Figures) -> str:
    return f"Measured {figures['at'][:10]} on {figures['machine']}."


def _english(splits: Figures) -> str:
    rows = [
        [name, *(_number(splits[split][key]) for key in _COLUMNS.values())]
        for split, name in _SPLITS.items()
    ]
    below = [
        name
        for split, name in _SPLITS.items()
        if splits[split]["accuracy_2way"] < splits[split]["lexical_accuracy_2way"]
    ]
    said = f"**Below the floor**: {'; '.join(below)}." if below else "No split is below the floor."
    return "\n".join([_table(["split", *_COLUMNS], rows), "", said])


def _probes(probe: Figures) -> str:
    refused, taken = probe["negation_told_apart"], probe["copied_or_stuffed_accepted"]
    return (
        f'Of unseen references with an added "not" it refused {_percent(refused)}; of copied\n'
        f"questions and references with their words shuffled it accepted {_percent(taken)}."
    )


def _chinese(run: Figures) -> str:
    measures = {
        "quadratic weighted kappa": "qwk",
        "accuracy, two-way": "accuracy_2way",
        "root mean square error of the share of marks": "rmse",
        "calibration error": "ece",
    }
    groups = ("unseen_answers", "unseen_questions")
    rows = [
        [name, *(_number(run[group][key]) for group in groups)] for name, key in measures.items()
    ]
    return _table(["", "unseen answers", "unseen questions"], rows)


def _fooled(figures: Figures) -> str:
    english = figures["probe"] | figures["probe"]["by_class"]["en"]
    chinese = figures["zh"]["probe"] | figures["zh"]["probe"]["by_class"]
    rows = [
        [name, wanted, *(_number(probe[kind]) for probe in (english, chinese))]
        for kind, (name, wanted) in _CLASSES.items()
    ]
    gaps = " and ".join(
        f"{100 * probe['spelling_gap']:.1f} points in {language}"
        for probe, language in ((english, "English"), (chinese, "Chinese"))
    )
    names = " and ".join(
        f"{_percent(probe['names_changed'])} of the verdicts in {language}"
        for probe, language in ((english, "English"), (chinese, "Chinese"))
    )
    said = f"A learner's spelling costs {gaps} (aim: 3). A name changes {names}."
    return "\n".join([_table(["class", "expected", "English", "Chinese"], rows), "", said])


def _marked(found: Figures) -> str:
    low, high = _number(found["low"]), _number(found["high"])
    return (
        f"Without the words that are marked as covered an answer's score falls by "
        f"{_number(found['marked'])}, without as\nmany others by {_number(found['random'])} "
        f"({found['answers']} probe answers; the difference is {_number(found['margin'])}, from "
        f"{low} to {high}\nin 95 of 100 redraws of questions)."
    )


def _promised(release: ReleaseTable) -> str:
    rows = [
        [_number(promise), _number(rule.certainty), _number(rule.accuracy), _percent(rule.share)]
        for strictness, promise in PROMISED.items()
        if (rule := release.rule(strictness, "en"))
    ]
    return _table(["promise", "least certainty", "right, held-out", "released, held-out"], rows)


def _released(found: Figures) -> str:
    parts = [
        f"{_percent(found[f'coverage_{kind}'])} of {name} "
        f"({_number(found[f'accuracy_{kind}'])} right)"
        for kind, name in _KINDS.items()
    ]
    whole = _number(found["accuracy"])
    return (
        "On the published test splits the default releases\n"
        f"{', '.join(parts)}; {whole} of them all are right."
    )


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _number(value: float) -> str:
    """Return a share with three places, without the naught before the point."""
    return f"{value:.3f}".replace("0.", ".", 1)


def _percent(value: float) -> str:
    return f"{100 * value:.0f} %"
