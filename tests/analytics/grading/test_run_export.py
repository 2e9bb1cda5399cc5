"""What a run learnt is served as it was learnt; needs the `train` extra."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("peft")

import torch

from analytics.grading import training
from analytics.grading.export import TooShallow
from analytics.grading.network import build_network
from analytics.grading.overlap import Item
from analytics.grading.recipe import Recipe
from analytics.grading.run_export import NoSuchRun, Run, Target, export_run
from analytics.grading.scorer import Array, Scorer
from analytics.grading.training import predict

pytestmark = pytest.mark.filterwarnings("ignore")

RECIPE = Recipe(layers=3, lora_rank=4)
ITEMS: list[Item] = [
    ("Why does it dry?", ("the sun heats it",), "because of " + "very " * n + "hot sun")
    for n in range(0, 40, 3)
]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    torch.manual_seed(1)
    path = tmp_path_factory.mktemp("run") / "seed1.pt"
    torch.save({"step": 1, "network": build_network(RECIPE).state_dict()}, path)
    return Run(path, RECIPE)


@pytest.fixture(scope="module")
def learnt(run: Run) -> Array:
    network = build_network(RECIPE)
    network.load_state_dict(torch.load(run.weights, weights_only=True)["network"])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(training, "has_bf16", lambda: False)
        return predict(network.merge(), ITEMS)


@pytest.mark.parametrize(
    ("target", "most"), [("processor", 0.2), ("gpu", 1e-4), ("gpu-half", 0.01)]
)
def test_an_exported_network_says_what_the_trained_one_says(
    target: Target, most: float, run: Run, learnt: Array, tmp_path: Path
) -> None:
    export_run(run, target, tmp_path)
    assert np.abs(Scorer(tmp_path).logits(ITEMS) - learnt).max() < most


def test_a_calibration_is_kept_beside_the_weights(run: Run, tmp_path: Path) -> None:
    kept = Path("model_repository/grader/1/calibration.json")
    export_run(Run(run.weights, run.recipe, kept), "gpu-half", tmp_path)
    assert (tmp_path / "calibration.json").read_bytes() == kept.read_bytes()


def test_weights_of_another_recipe_are_refused(run: Run, tmp_path: Path) -> None:
    with pytest.raises(NoSuchRun, match="minilm"):
        export_run(Run(run.weights, Recipe(layers=4)), "gpu", tmp_path)


def test_a_network_without_the_aligned_layer_is_refused(tmp_path: Path) -> None:
    shallow, weights = Recipe(layers=2), tmp_path / "seed1.pt"
    torch.save({"step": 1, "network": build_network(shallow).state_dict()}, weights)
    with pytest.raises(TooShallow, match="layers = 3 or more"):
        export_run(Run(weights, shallow), "processor", tmp_path)
