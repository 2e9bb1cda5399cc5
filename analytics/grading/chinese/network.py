"""The Chinese cross-encoder: one softmax over tenths of the marks.

Only training imports this module: it needs torch and transformers.
"""

from __future__ import annotations

from torch import Tensor, nn
from transformers import BertModel

from analytics.grading.chinese.scorer import SHARES


class ScoreEncoder(nn.Module):  # type: ignore[misc]
    """Gives a logit for each tenth of the marks and each way to earn none."""

    def __init__(self, encoder: BertModel, frozen: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(0.1)
        self.head = nn.Linear(encoder.config.hidden_size, len(SHARES))
        self._still = [encoder.embeddings, *encoder.encoder.layer[:frozen]]
        for part in self._still:
            part.requires_grad_(requires_grad=False)

    def train(self, mode: bool = True) -> ScoreEncoder:  # noqa: FBT001, FBT002 -- torch's own
        """Switch training on or off; frozen parts never drop anything."""
        super().train(mode)
        for part in self._still:
            part.eval()
        return self

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Return logits of shape (batch, 13)."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        kept = attention_mask.unsqueeze(-1).to(hidden.dtype)
        return self.head(self.dropout((hidden * kept).sum(1) / kept.sum(1)))
