"""The training loop of the Chinese grader: length buckets, bf16, one file a network.

Only training imports this module: it needs torch.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from tokenizers import Encoding
from torch import Tensor

from analytics.grading.chinese.dataset import Scored
from analytics.grading.chinese.network import ScoreEncoder
from analytics.grading.chinese.scorer import SHARES, Item, open_tokenizer, text_pair
from analytics.grading.losses import marginal_loss
from analytics.grading.scorer import Array

log = logging.getLogger(__name__)

_BUCKET_BATCHES: Final = 20
_ASKED_AT_ONCE: Final = 32
_CLIP: Final = 1.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one network is trained.

    Attributes:
        epochs: Passes over the examples.
        rate: Highest learning rate.
        batch: Answers a step.
        warm_up: Share of the steps in which the rate rises; then it falls to nothing.
        weight_decay: Of every trained weight.
        share_weight: Of the squared error of the expected share beside the log loss.
        seed: Of the shuffling, the dropout and the made answers.
    """

    epochs: int = 4
    rate: float = 1e-4
    batch: int = 16
    warm_up: float = 0.1
    weight_decay: float = 0.01
    share_weight: float = 2.0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class _Row:
    encoding: Encoding
    gold: tuple[int, ...]


def train(
    network: ScoreEncoder,
    examples: Sequence[Scored],
    recipe: Recipe,
    tokenizer: Path,
    kept: Path,
) -> ScoreEncoder:
    """Train a network on the examples, or read what an earlier run kept.

    Args:
        network: What to start from; it is changed.
        examples: What to learn.
        recipe: How.
        tokenizer: The tokenizer's file.
        kept: Where the trained weights are kept; a run that was stopped skips the
            networks that are there.
    """
    if kept.is_file():
        network.load_state_dict(torch.load(kept, weights_only=True))
        network.eval()
        return network
    torch.manual_seed(recipe.seed)
    encodings = open_tokenizer(tokenizer).encode_batch([text_pair(e.item) for e in examples])
    rows = [_Row(e, x.gold) for e, x in zip(encodings, examples, strict=True)]
    batches = [b for epoch in range(recipe.epochs) for b in _batches(rows, recipe, epoch)]
    _fit(network, batches, recipe)
    kept.parent.mkdir(parents=True, exist_ok=True)
    partial = kept.with_suffix(".partial")
    torch.save(network.state_dict(), partial)
    partial.replace(kept)
    network.eval()
    return network


def predict(network: ScoreEncoder, items: Sequence[Item], tokenizer: Path) -> Array:
    """Return the network's logits in fp32, one row an item, in order."""
    encodings = open_tokenizer(tokenizer).encode_batch([text_pair(item) for item in items])
    order = sorted(range(len(items)), key=lambda i: len(encodings[i].ids))
    logits = np.zeros((len(items), len(SHARES)))
    with torch.inference_mode():
        for at in range(0, len(order), _ASKED_AT_ONCE):
            chosen = order[at : at + _ASKED_AT_ONCE]
            logits[chosen] = network(*_tensors([encodings[i] for i in chosen])).numpy()
    return logits


def _fit(network: ScoreEncoder, batches: Sequence[Sequence[_Row]], recipe: Recipe) -> None:
    trained = [p for p in network.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=recipe.rate, weight_decay=recipe.weight_decay)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: _slope((step + 1) / (len(batches) + 1), recipe.warm_up)
    )
    network.train()
    began, losses = time.monotonic(), []
    for step, batch in enumerate(batches, 1):
        loss = _loss(network, batch, recipe.share_weight)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, _CLIP)
        optimizer.step()
        schedule.step()
        losses.append(float(loss.detach()))
        if step % 50 == 0 or step == len(batches):
            spent = time.monotonic() - began
            log.info("step %d/%d loss %.3f %.0f s", step, len(batches), np.mean(losses), spent)
            losses.clear()


def _loss(network: ScoreEncoder, batch: Sequence[_Row], share_weight: float) -> Tensor:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = network(*_tensors([row.encoding for row in batch])).float()
    allowed = torch.zeros(len(batch), len(SHARES), dtype=torch.bool)
    for at, row in enumerate(batch):
        allowed[at, list(row.gold)] = True
    exact = [at for at, row in enumerate(batch) if len({SHARES[o] for o in row.gold}) == 1]
    wanted = torch.tensor([SHARES[batch[at].gold[0]] for at in exact], dtype=torch.float32)
    expected = torch.softmax(logits[exact], dim=-1) @ torch.tensor(SHARES, dtype=torch.float32)
    off = ((expected - wanted) ** 2).sum() / len(batch)
    return marginal_loss(logits, allowed) + share_weight * off


def _slope(progress: float, warm_up: float) -> float:
    return progress / warm_up if progress < warm_up else (1 - progress) / (1 - warm_up)


def _batches(rows: Sequence[_Row], recipe: Recipe, epoch: int) -> Iterator[list[_Row]]:
    rng = random.Random(recipe.seed * 1_000 + epoch)  # noqa: S311 -- repeatable, not secret
    mixed = rng.sample(list(rows), len(rows))
    bucket = recipe.batch * _BUCKET_BATCHES
    batches: list[list[_Row]] = []
    for at in range(0, len(mixed), bucket):
        ordered = sorted(mixed[at : at + bucket], key=lambda row: len(row.encoding.ids))
        batches += [ordered[i : i + recipe.batch] for i in range(0, len(ordered), recipe.batch)]
    rng.shuffle(batches)
    return iter(batches)


def _tensors(encodings: Sequence[Encoding]) -> tuple[Tensor, Tensor]:
    longest = max(len(e.ids) for e in encodings)
    padded = torch.zeros(2, len(encodings), longest, dtype=torch.int64)
    padded[0] = 1  # the padding token
    for at, e in enumerate(encodings):
        padded[:, at, : len(e.ids)] = torch.tensor([e.ids, e.attention_mask])
    return padded[0], padded[1]
