"""Tells where an answer puts a word of another meaning in the place of one of its reference's.

Beside "They moved to find work in the new factories." a network takes "They moved to find work
on the new farms" as right at .97. Whether two words are akin is looked up in WordNet, which
knows more of them than the network. Export copies this file beside the weights, so of ours it
imports only what is copied with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from .lexicon import lexicon
from .near_copies import Change, Copy, Word, copies
from .reversals import turns

WEIGHTS: Final = (0.44, 0.55, -2.59)
"""Of a logistic regression on the questions of `replacement_set`: bias, log odds by the network,
and `has_unlike`."""
_KEPT: Final = 0.75
"""Of a sentence; of training answers that keep less, more that are read so are right."""


def has_unlike(references: Sequence[str], answer: str) -> bool | None:
    """Return whether a sentence keeps one of a reference but for a word of another meaning.

    None where no sentence is one of a reference with a word in the place of another.
    """
    found = [
        all(map(_is_unlike, near))
        for near in copies(references, answer)
        if near and not any(turns(copy) for copy in near) and all(map(_replaces, near))
    ]
    return any(found) if found else None


def _replaces(copy: Copy) -> bool:
    return copy.kept >= _KEPT and any(_has_another(change) for change in copy.changes)


def _is_unlike(copy: Copy) -> bool:
    return any(_has_another(one) and not _are_akin(one) for one in copy.changes)


def _has_another(change: Change) -> bool:
    """Return whether a word with meaning, and no number, stands in the place of another."""
    return bool(_telling(change.lost) and _telling(change.new)) and not change.is_small


def _telling(words: Sequence[Word]) -> list[str]:
    return [word.text for word in words if not (word.is_small or word.text[0].isdecimal())]


def _are_akin(change: Change) -> bool:
    lost, new = (
        [*_telling(words), "_".join(w.text for w in words)] for words in (change.lost, change.new)
    )
    return any(lexicon().akin(one, other) for one in lost for other in new)
