"""Parts to put into order: names that tell nothing, and an order to begin from."""

import random
from collections.abc import Collection, Sequence
from hashlib import sha256
from itertools import count

from analytics.content.item_parts import Part
from analytics.content.items import OrderingItem


def part_ids(texts: Sequence[str], taken: Collection[str] = ()) -> list[str]:
    """Return an id for each part, the same for the same words; none of them is taken.

    A learner's page carries the ids, so nothing of the right order may be in them.
    """
    ids: list[str] = []
    for text in texts:
        named = (_named(text, n) for n in count())
        ids.append(next(one for one in named if one not in taken and one not in ids))
    return ids


def shuffled(item: OrderingItem, seed: str) -> tuple[Part, ...]:
    """Return the parts in an order that is not the right one, the same for a seed."""
    order = list(item.parts)
    random.Random(f"{item.id}\n{seed}").shuffle(order)  # noqa: S311 -- hides nothing
    if tuple(order) == item.parts:
        order.append(order.pop(0))
    return tuple(order)


def _named(text: str, turn: int) -> str:
    return f"p{sha256(f'{turn} {text}'.encode()).hexdigest()[:8]}"
