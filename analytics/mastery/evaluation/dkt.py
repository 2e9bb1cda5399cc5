"""Deep knowledge tracing: a small LSTM over skills and outcomes.

After Piech et al., Deep knowledge tracing, NeurIPS 2015. Needs the `train`
extra; small and short on purpose, to say where a network stands on one core.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from analytics.mastery.evaluation.answers import Answer
from analytics.mastery.evaluation.figures import Numbers

WIDTH, EPOCHS, CHUNK, BATCH = 64, 6, 200, 16
SEED = 42


class Network(nn.Module):  # type: ignore[misc]  # torch is not typed here
    """Skill and outcome in, the chance of each skill's next answer out."""

    def __init__(self, skills: int) -> None:
        super().__init__()
        self.embed = nn.Embedding(2 * skills + 1, WIDTH)
        self.lstm = nn.LSTM(WIDTH, WIDTH, batch_first=True)
        self.out = nn.Linear(WIDTH, skills)

    def forward(self, seen: Tensor, asked: Tensor) -> Tensor:
        """Return logits (rows, steps) of what is asked after what was seen."""
        hidden, _ = self.lstm(self.embed(seen))
        logits: Tensor = self.out(hidden).gather(2, asked[:, :, None])[:, :, 0]
        return logits


def predicted(
    train: Sequence[Answer], test: Sequence[Answer], skills: Mapping[int, tuple[int, ...]]
) -> Numbers:
    """Return the chance of each test answer, fitted on the training answers."""
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    numbers: dict[tuple[int, ...], int] = {}
    known, asked = (_chunks(part, skills, numbers) for part in (train, test))
    network = Network(len(numbers))
    _fit(network, [_tensors(c, train, skills, numbers) for c in known])
    chances = np.empty(len(test))
    network.eval()
    with torch.no_grad():
        for chunk in asked:
            seen, target, _ = _tensors(chunk, test, skills, numbers)
            logits = network(seen[None], target[None])[0]
            chances[chunk] = torch.sigmoid(logits).numpy()
    return chances


def _chunks(
    answers: Sequence[Answer],
    skills: Mapping[int, tuple[int, ...]],
    numbers: dict[tuple[int, ...], int],
) -> list[list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for place, answer in enumerate(answers):
        numbers.setdefault(skills.get(answer.item, ()), len(numbers))
        found[answer.learner].append(place)
    return [own[n : n + CHUNK] for own in found.values() for n in range(0, len(own), CHUNK)]


def _tensors(
    chunk: Sequence[int],
    answers: Sequence[Answer],
    skills: Mapping[int, tuple[int, ...]],
    numbers: Mapping[tuple[int, ...], int],
) -> tuple[Tensor, Tensor, Tensor]:
    asked = torch.tensor([numbers[skills.get(answers[n].item, ())] for n in chunk])
    right = torch.tensor([answers[n].right for n in chunk])
    seen = torch.cat([torch.zeros(1, dtype=torch.long), 1 + 2 * asked[:-1] + right[:-1]])
    return seen, asked, right.float()


def _fit(network: Network, rows: list[tuple[Tensor, Tensor, Tensor]]) -> None:
    optimiser = torch.optim.Adam(network.parameters(), lr=5e-3)
    order = torch.Generator().manual_seed(SEED)
    for _ in range(EPOCHS):
        places = torch.randperm(len(rows), generator=order).tolist()
        for start in range(0, len(places), BATCH):
            batch = [rows[n] for n in places[start : start + BATCH]]
            seen, asked, right = (
                nn.utils.rnn.pad_sequence(list(part), batch_first=True)
                for part in zip(*batch, strict=True)
            )
            ends = torch.tensor([len(row[0]) for row in batch])
            real = torch.arange(seen.shape[1])[None] < ends[:, None]
            loss = nn.functional.binary_cross_entropy_with_logits(
                network(seen, asked)[real], right[real]
            )
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
