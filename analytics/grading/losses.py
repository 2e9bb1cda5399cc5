"""What a network is taught to lessen.

Only training imports this module: it needs torch.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from analytics.grading.batches import Fields, Lesson, Row, allowed, padded
from analytics.grading.network import CrossEncoder
from analytics.grading.recipe import Recipe

_CONTRADICTORY = (2,)
_TINY = 1e-12


def marginal_loss(logits: Tensor, wanted: Tensor) -> Tensor:
    """Return minus the log probability of the wanted labels, of shape (batch,).

    Args:
        logits: Shape (batch, 5).
        wanted: Booleans of the same shape; more than one label may be wanted.
    """
    logged = torch.log_softmax(logits.float(), dim=-1)
    return -torch.logsumexp(logged.masked_fill(~wanted, float("-inf")), dim=-1)


def soft_loss(logits: Tensor, wanted: Tensor) -> Tensor:
    """Return the cross-entropy to a teacher's probabilities of the same shape, (batch,)."""
    return -(wanted * torch.log_softmax(logits.float(), dim=-1)).sum(-1)


def disagreement(one: Tensor, other: Tensor) -> Tensor:
    """Return the mean symmetric divergence of two passes over one batch (R-Drop)."""
    a, b = (torch.log_softmax(logits.float(), dim=-1) for logits in (one, other))
    return ((a.exp() - b.exp()) * (a - b)).sum(-1).mean() / 2


def has_bf16() -> bool:
    """Return whether the processor multiplies bf16 faster than fp32."""
    able = torch.cpu.get_capabilities()
    return bool(able.get("amx_bf16") or able.get("avx512_bf16"))


def learn(network: CrossEncoder, batch: Sequence[Row], recipe: Recipe) -> float:
    """Add the gradients of a batch to the network's; return the loss."""
    fields = padded([row.encoding for row in batch], network.kind.pad)
    lessons = [row.lesson for row in batch]
    if not recipe.adversarial:
        return _backward(network, fields, lessons, recipe)
    seen = _Embeddings(network.embeddings)
    loss = _backward(network, fields, lessons, recipe)
    seen.nudge(recipe.adversarial)
    _backward(network, fields, lessons, recipe)
    seen.leave()
    return loss


class _Embeddings:
    """Notes what leaves the embeddings, and later moves it against the network (FGM).

    The embeddings themselves are frozen, so the step is added to what they give.
    """

    def __init__(self, embeddings: nn.Module) -> None:
        self._given: Tensor | None = None
        self._step: Tensor | None = None
        self._hook = embeddings.register_forward_hook(self._pass)

    def nudge(self, length: float) -> None:
        """Move the next pass by a step of this length, up the loss."""
        if self._given is not None and self._given.grad is not None:
            slope = self._given.grad.float()
            size = slope.norm(dim=(1, 2), keepdim=True)
            self._step = length * slope / (size + _TINY)

    def leave(self) -> None:
        """Watch the network no longer."""
        self._hook.remove()

    def _pass(self, module: nn.Module, given: object, made: Tensor) -> Tensor:
        if self._step is not None:
            return made + self._step.to(made.dtype)
        self._given = made.detach().requires_grad_()
        return self._given


def _backward(
    network: CrossEncoder, fields: Fields, lessons: Sequence[Lesson], recipe: Recipe
) -> float:
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=has_bf16()):
        logits = network(*fields)
        again = network(*fields) if recipe.r_drop else None
    loss = _taught(logits, lessons, recipe)
    if again is not None:
        loss = loss + recipe.r_drop * disagreement(logits, again)
    loss.backward()
    return float(loss.detach())


def _taught(logits: Tensor, lessons: Sequence[Lesson], recipe: Recipe) -> Tensor:
    """Return the loss to the gold labels and, of lessons on which a teacher spoke, to its view."""
    told = [at for at, lesson in enumerate(lessons) if lesson.gold]
    asked = [at for at, lesson in enumerate(lessons) if lesson.soft is not None]
    share = torch.zeros(len(lessons))
    share[asked] = recipe.soft_share
    loss = logits.new_zeros((), dtype=torch.float32)
    if told:
        golds = [lessons[at].gold for at in told]
        heavier = recipe.contradictory_weight
        weights = torch.tensor([heavier if gold == _CONTRADICTORY else 1.0 for gold in golds])
        hard = marginal_loss(logits[told], allowed(golds))
        loss = loss + ((1.0 - share[told]) * weights * hard).sum() / weights.sum()
    if asked:
        soft = torch.tensor([lessons[at].soft for at in asked])
        loss = loss + (share[asked] * soft_loss(logits[asked], soft)).sum() / len(lessons)
    return loss
