"""Tells where an answer takes the other of two things that its question offers.

Asked "Which is larger, 3/4 or 2/3?" nobody means "2/3 is larger" by the words of "3/4 is
larger.", of which it has all but one. Export copies this file beside the weights, so of ours it
imports only what is copied with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from .wording import NEGATIONS, is_stop_word, light_stem

_TOKEN: Final = re.compile(r"\d+(?:[./]\d+)*|[^\W_]+(?:[-'\u2019][^\W_]+)*|[,;:.?!]")
_OR: Final = "or"
_NEAR: Final = 2
"""Words with meaning in which what is offered is named; more of them say what it does."""
_CLAUSE_ENDS: Final = frozenset(",;:.?!")


def takes_other(question: str, references: Sequence[str], answer: str) -> bool:
    """Return whether every reference takes one of two that a question offers, an answer the other.

    Who names both, or denies anything, may mean either.
    """
    said = _stems(answer)
    if not NEGATIONS.isdisjoint(said):
        return False
    wanted = [_stems(one) for one in references]
    return any(
        other in said and one not in said and all(one in w and other not in w for w in wanted)
        for pair in _offered(question)
        for one, other in (pair, pair[::-1])
    )


@lru_cache(maxsize=512)
def _offered(question: str) -> tuple[tuple[str, str], ...]:
    """Return the words by which two things differ that a question offers."""
    tokens = [token.lower() for token in _TOKEN.findall(question)]
    found: list[tuple[str, str]] = []
    for at, token in enumerate(tokens):
        if token == _OR:
            before, after = _clause(tokens[:at][::-1])[:_NEAR], _clause(tokens[at + 1 :])
            if len(after) > _NEAR:
                continue
            one = next((stem for stem in before if stem not in after), None)
            other = next((stem for stem in after if stem not in before), None)
            if one and other:
                found.append((one, other))
    return tuple(found)


def _clause(tokens: Sequence[str]) -> list[str]:
    """Return the stems up to the next end of a clause."""
    stems: list[str] = []
    for token in tokens:
        if token in _CLAUSE_ENDS or token == _OR:
            break
        if not is_stop_word(token):
            stems.append(light_stem(token))
    return stems


def _stems(text: str) -> frozenset[str]:
    return frozenset(light_stem(token.lower()) for token in _TOKEN.findall(text))
