"""The cross-encoder: a pre-trained encoder, its mean and one softmax over five labels.

Only training imports this module: it needs torch and transformers.
"""

from __future__ import annotations

from peft import LoraConfig, get_peft_model
from torch import Tensor, nn
from transformers import AutoModel, PreTrainedModel

from analytics.grading.encoders import ENCODERS, Encoder, encoder_folder
from analytics.grading.recipe import Recipe
from analytics.grading.types import LABELS


class CrossEncoder(nn.Module):  # type: ignore[misc]
    """Gives five logits for each pair of texts."""

    def __init__(self, encoder: PreTrainedModel, kind: Encoder, recipe: Recipe) -> None:
        super().__init__()
        self.kind = kind
        self.dropout = nn.Dropout(recipe.dropout)
        self.head = nn.Linear(encoder.config.hidden_size, len(LABELS))
        if recipe.layers:
            encoder.encoder.layer = encoder.encoder.layer[: recipe.layers]
            encoder.config.num_hidden_layers = recipe.layers
        self._still = [encoder.embeddings, *encoder.encoder.layer[: recipe.frozen_layers]]
        for part in self._still:
            part.requires_grad_(requires_grad=False)
        self.encoder = _adapted(encoder, recipe.lora_rank) if recipe.lora_rank else encoder

    @property
    def embeddings(self) -> nn.Module:
        """Return what turns tokens into vectors."""
        return self._still[0]

    def train(self, mode: bool = True) -> CrossEncoder:  # noqa: FBT001, FBT002 -- as torch has it
        """Switch training on or off; frozen parts never drop anything."""
        super().train(mode)
        for part in self._still:
            part.eval()
        return self

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Return logits of shape (batch, 5); an untyped encoder ignores the types."""
        typed = {"token_type_ids": token_type_ids} if self.kind.typed else {}
        hidden = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, **typed
        ).last_hidden_state
        kept = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * kept).sum(1) / kept.sum(1)
        return self.head(self.dropout(mean))

    def merge(self) -> CrossEncoder:
        """Fold adapters, if any, into the layers that they adapt."""
        if hasattr(self.encoder, "merge_and_unload"):
            self.encoder = self.encoder.merge_and_unload()
        return self


def build_network(recipe: Recipe | None = None, *, traced: bool = False) -> CrossEncoder:
    """Return a pre-trained encoder under a fresh head.

    Args:
        recipe: Names the encoder, and what of it is kept, frozen or adapted.
        traced: Whether a tracer will read it rather than training.
    """
    recipe = recipe or Recipe()
    kind = ENCODERS[recipe.encoder]
    encoder = AutoModel.from_pretrained(
        encoder_folder(recipe.encoder),
        add_pooling_layer=False,
        attn_implementation="eager" if traced else kind.attention,
    )
    return CrossEncoder(encoder, kind, recipe)


def _adapted(encoder: PreTrainedModel, rank: int) -> nn.Module:
    config = LoraConfig(r=rank, lora_alpha=2 * rank, target_modules="all-linear")
    return get_peft_model(encoder, config)
