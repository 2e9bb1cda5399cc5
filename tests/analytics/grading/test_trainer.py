"""Networks of a run are found again by their names; needs the `train` extra."""

from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("peft")

import torch

from analytics.grading.back_translation import BackTranslationSettings
from analytics.grading.dataset import Example
from analytics.grading.network import build_network
from analytics.grading.practice_set.reading import SPLIT
from analytics.grading.recipe import Recipe
from analytics.grading.run_export import NoSuchRun
from analytics.grading.teachers import Teachers
from analytics.grading.trainer import Trainer
from analytics.grading.training import predict
from analytics.grading.views import Views

pytestmark = pytest.mark.filterwarnings("ignore")

RECIPE = Recipe(layers=1, epochs=1.0, batch=4)
EXAMPLES = [
    Example("set_train", f"q{n}", (f"Why {n}?", ("the sun heats it",), "the sun"), (0,))
    for n in range(4)
]


@pytest.fixture
def trainer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trainer:
    monkeypatch.chdir(tmp_path)
    return Trainer("small", RECIPE, BackTranslationSettings(), folder=tmp_path)


def teachers(trainer: Trainer) -> Teachers:
    return Teachers(RECIPE, trainer.folder, trainer.folder / "kept")


def test_a_run_is_kept_under_its_kind_its_seed_and_what_it_learns(trainer: Trainer) -> None:
    trainer.seeded(2)(EXAMPLES, "full")
    assert (trainer.folder / "seed2-full.pt").is_file()
    assert replace(trainer, kind="large").named("fold0") == "large-seed1-fold0"


def test_a_pupil_learns_from_the_large_network_of_the_same_answers(trainer: Trainer) -> None:
    changed = {"soft_share": 1.0, "frozen_layers": 1, "rate": 0.05, "epochs": 30.0}
    recipe = RECIPE.model_copy(update=changed)
    teacher = build_network(RECIPE)
    with torch.no_grad():
        teacher.head.weight.zero_()
        teacher.head.bias.copy_(torch.tensor([0.0, 9.0, 0.0, 0.0, 0.0]))
    weights = trainer.folder / "large-seed1-fold0.pt"
    torch.save({"step": 1, "network": teacher.state_dict()}, weights)
    pupil = replace(trainer, recipe=recipe, teachers=teachers(trainer))(EXAMPLES, "fold0")
    said = predict(pupil, [example.item for example in EXAMPLES])
    assert set(said.argmax(axis=1)) == {1}


def test_teachers_of_public_answers_are_not_asked_about_practice(trainer: Trainer) -> None:
    torch.save(
        {"step": 1, "network": build_network(RECIPE).state_dict()},
        trainer.folder / "large-seed1-fold0.pt",
    )
    practised = [replace(one, split=SPLIT, item=("Why so?", *one.item[1:])) for one in EXAMPLES]
    schooled = replace(trainer, teachers=teachers(trainer))
    schooled([*EXAMPLES, *practised], "fold0")
    kept = Views(trainer.folder / "large-seed1-fold0.views.npz")
    assert None not in kept.of([example.item for example in EXAMPLES])
    assert set(kept.of([example.item for example in practised])) == {None}


def test_a_pupil_without_its_teacher_is_told_so(trainer: Trainer) -> None:
    with pytest.raises(NoSuchRun, match="large-seed1-full"):
        replace(trainer, teachers=teachers(trainer))(EXAMPLES, "full")
