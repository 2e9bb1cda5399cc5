"""The training machinery on a tiny BERT with random weights.

It needs the ``train`` extra; run it with
``.venv-train/bin/python -m pytest tests/analytics/grading/test_training.py``, in an
environment that has pytest, pytest-asyncio and pytest-timeout as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the train extra (torch) is not installed")
transformers = pytest.importorskip("transformers", reason="the train extra is not installed")
pytest.importorskip("peft", reason="the train extra (peft) is not installed")
pytest.importorskip("tensorboard", reason="the train extra (tensorboard) is not installed")
tokenizers = pytest.importorskip("tokenizers")

from analytics.grading import training  # noqa: E402
from analytics.grading.batches import Lesson, Row  # noqa: E402
from analytics.grading.encoders import Encoder  # noqa: E402
from analytics.grading.losses import disagreement, learn, marginal_loss, soft_loss  # noqa: E402
from analytics.grading.network import CrossEncoder  # noqa: E402
from analytics.grading.overlap import text_pair  # noqa: E402
from analytics.grading.recipe import Recipe  # noqa: E402
from analytics.grading.training import train  # noqa: E402

TEXT = "| why ? a b c d e f g h right wrong water heat light"
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *TEXT.split()]
KIND = Encoder("minilm", pad=0, typed=True, attention="sdpa")
PLAIN = Recipe(epochs=2.0, batch=4, rate=1e-3, dropout=0.0, patience=0)
LESSONS = [
    Lesson((f"why {word} ?", (f"{word} right",), f"{word} {end}"), gold)
    for word in "abcdefgh"
    for end, gold in (("right", (0,)), ("wrong", (2,)), ("water", (1, 3, 4)))
]


@pytest.fixture(autouse=True)
def _tiny_tokenizer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = {word: at for at, word in enumerate(WORDS)}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(numbers, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.WhitespaceSplit()
    tokenizer.post_processor = tokenizers.processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    monkeypatch.setattr(training, "encoder_folder", lambda name: tmp_path)


def network(recipe: Recipe = PLAIN, seed: int = 0) -> CrossEncoder:
    """Return a BERT of two small layers; the same seed gives the same weights."""
    torch.manual_seed(seed)
    config = transformers.BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    return CrossEncoder(transformers.BertModel(config, add_pooling_layer=False), KIND, recipe)


def rows(lessons: Sequence[Lesson]) -> list[Row]:
    tokenizer = training.open_tokenizer(training.encoder_folder("minilm") / "tokenizer.json")
    encodings = tokenizer.encode_batch([text_pair(lesson.item) for lesson in lessons])
    return [Row(e, lesson) for e, lesson in zip(encodings, lessons, strict=True)]


def plan(epoch: int) -> list[Lesson]:
    return LESSONS


def weights(of: CrossEncoder) -> dict[str, Any]:
    return {name: value.clone() for name, value in of.state_dict().items()}


def assert_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert one.keys() == other.keys()
    for name, value in one.items():
        torch.testing.assert_close(value, other[name])


def gradients(recipe: Recipe, lessons: Sequence[Lesson] = LESSONS) -> list[Any]:
    tiny = network(recipe)
    tiny.train()
    learn(tiny, rows(lessons), recipe)
    return [p.grad for p in tiny.parameters() if p.requires_grad]


def test_training_lowers_the_loss(tmp_path: Path) -> None:
    losses: list[float] = []

    def watch(name: str, value: float, step: int) -> None:
        if name == "loss":
            losses.append(value)

    recipe = PLAIN.model_copy(update={"epochs": 1.0})
    longer = PLAIN.model_copy(update={"epochs": 12.0})
    train(plan, recipe, tmp_path / "short.pt", network(), watch)
    train(plan, longer, tmp_path / "long.pt", network(), watch)
    assert losses[-1] < losses[0]


def test_a_run_that_was_stopped_ends_with_the_weights_of_an_unbroken_one(tmp_path: Path) -> None:
    unbroken = train(plan, PLAIN, tmp_path / "unbroken.pt", network())

    class Stopped(Exception):
        pass

    asked: list[int] = []

    def stopping(of: CrossEncoder) -> float:
        asked.append(1)
        raise Stopped

    broken = tmp_path / "broken.pt"
    patient = PLAIN.model_copy(update={"patience": 5})
    with pytest.raises(Stopped):
        train(plan, patient, broken, network(), judge=stopping)
    assert asked == [1]
    assert broken.is_file()
    resumed = train(plan, PLAIN, broken, network(seed=7))
    assert_same(weights(unbroken), weights(resumed))


def judged_by(scores: Sequence[float], seen: list[dict[str, Any]]) -> Callable[..., float]:
    """Return a judge that gives each epoch its score and keeps the weights it saw."""
    left: Iterator[float] = iter(scores)

    def judge(of: CrossEncoder) -> float:
        seen.append(weights(of))
        return next(left)

    return judge


def test_the_epoch_that_did_best_on_held_out_questions_is_kept(tmp_path: Path) -> None:
    seen: list[dict[str, Any]] = []
    recipe = PLAIN.model_copy(update={"epochs": 5.0, "patience": 2})
    judge = judged_by((0.3, 0.5, 0.4, 0.2, 0.9), seen)
    done = train(plan, recipe, tmp_path / "run.pt", network(), judge=judge)
    assert len(seen) == 4, "two worse epochs in a row end the run before the fifth"
    assert_same(weights(done), seen[1])


def test_adversarial_steps_change_the_gradients_and_leave_no_hook() -> None:
    recipe = PLAIN.model_copy(update={"adversarial": 1.0})
    tiny = network(recipe)
    tiny.train()
    learn(tiny, rows(LESSONS), recipe)
    moved = [p.grad for p in tiny.parameters() if p.requires_grad]
    plain = gradients(PLAIN)
    assert not all(torch.allclose(2 * a, b) for a, b in zip(plain, moved, strict=True))
    assert not any(module._forward_hooks for module in tiny.modules())


def test_adapters_are_folded_into_layers_that_give_the_same(tmp_path: Path) -> None:
    recipe = PLAIN.model_copy(update={"lora_rank": 2})
    tiny = network(recipe)
    torch.manual_seed(1)
    for name, value in tiny.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(value)
    tiny.eval()
    fields = training.padded([row.encoding for row in rows(LESSONS)], KIND.pad)
    with torch.inference_mode():
        before = tiny(*fields)
        plain = network()(*fields)
        after = tiny.merge()(*fields)
    assert not any("lora" in name for name, _ in tiny.named_parameters())
    torch.testing.assert_close(before, after, atol=1e-4, rtol=1e-4)
    assert not torch.allclose(before, plain)


def test_only_adapters_and_the_head_learn_with_lora() -> None:
    tiny = network(PLAIN.model_copy(update={"lora_rank": 2}))
    learning = [name for name, value in tiny.named_parameters() if value.requires_grad]
    assert learning
    assert all("lora" in name or name.startswith("head") for name in learning)


def test_two_equal_passes_disagree_by_nothing_and_other_ones_by_more() -> None:
    logits = torch.randn(6, 5, generator=torch.Generator().manual_seed(0))
    assert float(disagreement(logits, logits)) == pytest.approx(0.0, abs=1e-7)
    assert float(disagreement(logits, logits.flip(0))) > 0.01
    assert float(disagreement(logits, logits + 3.0)) == pytest.approx(0.0, abs=1e-6)


def test_without_dropout_a_second_pass_changes_nothing_and_with_it_something() -> None:
    twice = PLAIN.model_copy(update={"r_drop": 1.0})
    for one, other in zip(gradients(PLAIN), gradients(twice), strict=True):
        torch.testing.assert_close(one, other)
    dropping = twice.model_copy(update={"dropout": 0.5})
    pairs = zip(gradients(PLAIN), gradients(dropping), strict=True)
    assert not all(torch.allclose(one, other) for one, other in pairs)


def test_a_network_taught_by_another_comes_nearer_to_its_view(tmp_path: Path) -> None:
    view = (0.1, 0.6, 0.1, 0.1, 0.1)
    taught = [replace(lesson, soft=view) for lesson in LESSONS]
    recipe = PLAIN.model_copy(update={"epochs": 10.0, "soft_share": 1.0})

    def divergence(of: CrossEncoder) -> float:
        of.eval()
        fields = training.padded([row.encoding for row in rows(LESSONS)], KIND.pad)
        with torch.inference_mode():
            return float(soft_loss(of(*fields), torch.tensor([view] * len(LESSONS))).mean())

    before = divergence(network())
    after = divergence(train(lambda epoch: taught, recipe, tmp_path / "run.pt", network()))
    entropy = -float(np.sum(np.array(view) * np.log(view)))
    assert entropy <= after < before
    assert after - entropy < 0.5 * (before - entropy)


def test_a_lesson_that_no_teacher_was_asked_of_is_learnt_by_its_label_alone() -> None:
    view = (0.1, 0.6, 0.1, 0.1, 0.1)
    first, *others = LESSONS
    recipe = PLAIN.model_copy(update={"soft_share": 1.0})
    only = gradients(recipe, [replace(first, soft=view)])
    both = gradients(recipe, [replace(first, soft=view), *others])
    alone = gradients(PLAIN, others)
    share = 1 / len(LESSONS)
    for one, other, mixed in zip(only, alone, both, strict=True):
        torch.testing.assert_close(share * one + (1 - share) * other, mixed, atol=1e-4, rtol=1e-2)


def test_any_of_several_allowed_labels_satisfies_the_loss() -> None:
    logits = torch.tensor([[0.0, 9.0, 0.0, 0.0, 0.0]])
    one = torch.tensor([[False, True, False, False, False]])
    several = torch.tensor([[False, True, False, True, True]])
    other = torch.tensor([[True, False, False, False, False]])
    assert float(marginal_loss(logits, several)) <= float(marginal_loss(logits, one)) < 0.01
    assert float(marginal_loss(logits, other)) > 5.0


def test_heavier_labels_weigh_more() -> None:
    heavy = PLAIN.model_copy(update={"contradictory_weight": 5.0})
    pairs = zip(gradients(PLAIN), gradients(heavy), strict=True)
    assert not all(torch.allclose(one, other) for one, other in pairs)
    only_right = [lesson for lesson in LESSONS if lesson.gold == (0,)]
    same = zip(gradients(PLAIN, only_right), gradients(heavy, only_right), strict=True)
    assert all(torch.allclose(one, other) for one, other in same)
