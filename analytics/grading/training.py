"""The training loop: it can be resumed, watched and stopped early.

Only training imports this module: it needs torch.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

from analytics.grading.batches import Plan, Row, padded, schedule
from analytics.grading.calibration import Array
from analytics.grading.encoders import encoder_folder
from analytics.grading.losses import has_bf16, learn
from analytics.grading.network import CrossEncoder, build_network
from analytics.grading.overlap import Item, text_pair
from analytics.grading.recipe import Recipe
from analytics.grading.scorer import open_tokenizer
from analytics.grading.tracking import Watcher, unwatched
from analytics.grading.types import LABELS

log = logging.getLogger(__name__)

_CHECKPOINT_STEPS = 100

Judge = Callable[[CrossEncoder], float]
"""Says how well a network does on questions that it does not learn; more is better."""


def train(
    plan: Plan,
    recipe: Recipe,
    checkpoint: Path,
    network: CrossEncoder | None = None,
    watch: Watcher = unwatched,
    judge: Judge | None = None,
) -> CrossEncoder:
    """Return a network fine-tuned on lessons; resume the checkpoint if any.

    Args:
        plan: What to learn in each epoch.
        recipe: How.
        checkpoint: Where the state is kept every few steps.
        network: What to start from, the pre-trained encoder by default.
        watch: Is told of the loss and the learning rate now and then.
        judge: Is asked after each epoch if the recipe has patience; the epoch that it
            liked best is returned.
    """
    torch.manual_seed(recipe.seed)
    tokenizer = open_tokenizer(encoder_folder(recipe.encoder) / "tokenizer.json")
    epochs = schedule(plan, tokenizer, recipe)
    steps = sum(len(batches) for batches in epochs)
    state = _State.fresh(network or build_network(recipe), recipe, steps)
    best = _Best(checkpoint.with_suffix(".best"), recipe.patience if judge else 0)
    step = state.resume(checkpoint)
    pace = _Pace(steps, watch)
    for batches in _left(epochs, step):
        state.network.train()
        for batch in batches:
            step += 1
            pace.note(state.step(batch, recipe), step, state.rate)
            if step % _CHECKPOINT_STEPS == 0:
                state.save(checkpoint, step)
        state.save(checkpoint, step)
        if judge and best.patience and not best.keeps(state.network, judge, watch, step):
            break
    network = best.restored(state.network).merge()
    network.eval()
    return network


def predict(network: CrossEncoder, items: Sequence[Item], batch: int = 32) -> Array:
    """Return five logits an item, in order."""
    tokenizer = open_tokenizer(encoder_folder(network.kind.name) / "tokenizer.json")
    encodings = tokenizer.encode_batch([text_pair(item) for item in items])
    order = sorted(range(len(items)), key=lambda i: len(encodings[i].ids))
    logits = np.zeros((len(items), len(LABELS)))
    network.eval()
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, has_bf16()):
        for at in range(0, len(order), batch):
            chosen = order[at : at + batch]
            fields = padded([encodings[i] for i in chosen], network.kind.pad)
            logits[chosen] = network(*fields).float().numpy()
    return logits


@dataclass(frozen=True, slots=True)
class _State:
    network: CrossEncoder
    optimizer: torch.optim.Optimizer
    schedule: torch.optim.lr_scheduler.LRScheduler

    @classmethod
    def fresh(cls, network: CrossEncoder, recipe: Recipe, steps: int) -> _State:
        """Return the state before the first step; the head may learn faster."""
        head = list(network.head.parameters())
        known = {id(p) for p in head}
        body = [p for p in network.parameters() if p.requires_grad and id(p) not in known]
        groups = [
            {"params": body, "lr": recipe.rate},
            {"params": head, "lr": recipe.rate * recipe.head_rate},
        ]
        optimizer = torch.optim.AdamW(groups, weight_decay=recipe.weight_decay, fused=True)
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: _slope(step / steps, recipe.warm_up)
        )
        return cls(network, optimizer, schedule)

    @property
    def rate(self) -> float:
        return float(self.schedule.get_last_lr()[0])

    def step(self, batch: Sequence[Row], recipe: Recipe) -> float:
        self.optimizer.zero_grad()
        loss = learn(self.network, batch, recipe)
        trained = [p for group in self.optimizer.param_groups for p in group["params"]]
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        self.optimizer.step()
        self.schedule.step()
        return loss

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


@dataclass(slots=True)
class _Best:
    """Keeps the weights of the epoch that did best on held-out questions."""

    path: Path
    patience: int
    _worse: int = 0

    def keeps(self, network: CrossEncoder, judge: Judge, watch: Watcher, step: int) -> bool:
        """Judge an epoch; return whether to go on."""
        score = judge(network.eval())
        watch("held_out", score, step)
        log.info("held-out questions: %.4f", score)
        before = torch.load(self.path, weights_only=True)["score"] if self.path.is_file() else None
        if before is None or score > before:
            torch.save({"score": score, "network": network.state_dict()}, self.path)
            self._worse = 0
        else:
            self._worse += 1
        return self._worse < self.patience

    def restored(self, network: CrossEncoder) -> CrossEncoder:
        """Return the network as it was at its best, or as it is if nobody judged."""
        if self.patience and self.path.is_file():
            network.load_state_dict(torch.load(self.path, weights_only=True)["network"])
        return network


@dataclass(slots=True)
class _Pace:
    """Tells how far a run is, and how long the rest will take."""

    steps: int
    watch: Watcher
    _began: float = field(default_factory=time.monotonic)
    _losses: list[float] = field(default_factory=list)
    _done: int = 0

    def note(self, loss: float, step: int, rate: float) -> None:
        self._losses.append(loss)
        self._done += 1
        if step % _CHECKPOINT_STEPS and step != self.steps:
            return
        mean, spent = float(np.mean(self._losses)), time.monotonic() - self._began
        left = spent / self._done * (self.steps - step)
        log.info("step %d/%d loss %.3f, %.0f s left", step, self.steps, mean, left)
        self.watch("loss", mean, step)
        self.watch("rate", rate, step)
        self._losses.clear()


def _left(epochs: Sequence[Sequence[list[Row]]], done: int) -> Iterator[Sequence[list[Row]]]:
    """Return what is left of each epoch after some steps."""
    for batches in epochs:
        if done < len(batches):
            yield batches[done:]
        done = max(0, done - len(batches))


def _slope(progress: float, warm_up: float) -> float:
    return progress / warm_up if progress < warm_up else (1 - progress) / (1 - warm_up)
