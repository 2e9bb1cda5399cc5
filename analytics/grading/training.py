"""The training loop: length buckets, bf16, checkpoints that can be resumed."""

from __future__ import annotations

import logging
import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor

from analytics.grading.dataset import Example
from analytics.grading.network import CrossEncoder, build_network, encoder_folder, marginal_loss
from analytics.grading.scorer import open_tokenizer, text_pair
from analytics.grading.types import LABELS

log = logging.getLogger(__name__)

_BUCKET_BATCHES = 50
_CHECKPOINT_STEPS = 150


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one network is trained.

    Attributes:
        seed: Of the shuffling, the dropout and the made answers.
        epochs: Passes over the examples; the last need not be whole.
        batch: Answers a step.
        rate: Highest learning rate.
        warm_up: Share of the steps in which the rate rises; then it falls to nothing.
        weight_decay: Of every trained weight.
    """

    seed: int = 1
    epochs: float = 3.0
    batch: int = 16
    rate: float = 1.5e-4
    warm_up: float = 0.06
    weight_decay: float = 0.01


@dataclass(frozen=True, slots=True)
class _Row:
    encoding: Encoding
    gold: tuple[int, ...]


def train(
    examples: Sequence[Example],
    recipe: Recipe,
    checkpoint: Path,
    network: CrossEncoder | None = None,
) -> CrossEncoder:
    """Return a network fine-tuned on the examples; resume the checkpoint if any.

    Args:
        examples: What to learn.
        recipe: How.
        checkpoint: Where the state is kept every few steps.
        network: What to start from, the pre-trained encoder by default.
    """
    torch.manual_seed(recipe.seed)
    rows = _encode(examples, open_tokenizer(encoder_folder() / "tokenizer.json"))
    batches = _schedule(rows, recipe)
    network = network or build_network()
    trained = [p for p in network.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=recipe.rate, weight_decay=recipe.weight_decay)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: _slope(step / len(batches), recipe.warm_up)
    )
    state = _State(network, optimizer, schedule)
    start = state.resume(checkpoint)
    network.train()
    began, losses = time.monotonic(), []
    for step in range(start, len(batches)):
        losses.append(_step(state, batches[step], trained))
        if (step + 1) % _CHECKPOINT_STEPS == 0:
            state.save(checkpoint, step + 1)
            spent = time.monotonic() - began
            log.info("step %d/%d loss %.3f %.0f s", step + 1, len(batches), np.mean(losses), spent)
            losses.clear()
    state.save(checkpoint, len(batches))
    network.eval()
    return network


@dataclass(frozen=True, slots=True)
class _State:
    network: CrossEncoder
    optimizer: torch.optim.Optimizer
    schedule: torch.optim.lr_scheduler.LRScheduler

    def save(self, path: Path, step: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        parts = {name: getattr(self, name).state_dict() for name in self.__slots__}
        torch.save({"step": step, **parts}, partial)
        partial.replace(path)

    def resume(self, path: Path) -> int:
        if not path.is_file():
            return 0
        saved = torch.load(path, weights_only=True)
        for name in self.__slots__:
            getattr(self, name).load_state_dict(saved[name])
        return int(saved["step"])


def _step(state: _State, batch: Sequence[_Row], trained: Sequence[Tensor]) -> float:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = state.network(*_tensors(batch))
    loss = marginal_loss(logits, _allowed(batch))
    state.optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(trained, 1.0)
    state.optimizer.step()
    state.schedule.step()
    return float(loss.detach())


def _slope(progress: float, warm_up: float) -> float:
    return progress / warm_up if progress < warm_up else (1 - progress) / (1 - warm_up)


def _encode(examples: Sequence[Example], tokenizer: Tokenizer) -> list[_Row]:
    encodings = tokenizer.encode_batch([text_pair(example.item) for example in examples])
    return [_Row(e, x.gold) for e, x in zip(encodings, examples, strict=True)]


def _schedule(rows: Sequence[_Row], recipe: Recipe) -> list[list[_Row]]:
    epochs = range(math.ceil(recipe.epochs))
    batches = [batch for epoch in epochs for batch in _batches(rows, recipe, epoch)]
    return batches[: round(len(batches) * recipe.epochs / len(epochs))]


def _batches(rows: Sequence[_Row], recipe: Recipe, epoch: int) -> Iterator[list[_Row]]:
    rng = random.Random(recipe.seed * 1_000 + epoch)  # noqa: S311 -- repeatable, not secret
    shuffled = rng.sample(list(rows), len(rows))
    bucket = recipe.batch * _BUCKET_BATCHES
    batches: list[list[_Row]] = []
    for at in range(0, len(shuffled), bucket):
        ordered = sorted(shuffled[at : at + bucket], key=lambda row: len(row.encoding.ids))
        batches += [ordered[i : i + recipe.batch] for i in range(0, len(ordered), recipe.batch)]
    rng.shuffle(batches)
    return iter(batches)


def _tensors(rows: Sequence[_Row]) -> tuple[Tensor, Tensor, Tensor]:
    longest = max(len(row.encoding.ids) for row in rows)
    padded = torch.zeros(3, len(rows), longest, dtype=torch.int64)
    for at, row in enumerate(rows):
        e = row.encoding
        columns = torch.tensor([e.ids, e.attention_mask, e.type_ids])
        padded[:, at, : len(e.ids)] = columns
    return padded[0], padded[1], padded[2]


def _allowed(rows: Sequence[_Row]) -> Tensor:
    allowed = torch.zeros(len(rows), len(LABELS), dtype=torch.bool)
    for at, row in enumerate(rows):
        allowed[at, list(row.gold)] = True
    return allowed
