"""Old messages in today's words.

A change that breaks readers gets a new version of its kind, and an upcaster from
the one before. Messages stay as they were written, in Kafka and in `raw`; they
are lifted, one version after the other, when they are read.
"""

from collections.abc import Callable, Mapping
from typing import Any

from analytics.events.base import EventError
from analytics.events.topics import KINDS

Document = dict[str, Any]
Upcaster = Callable[[Document], Document]

CURRENT: Mapping[str, int] = dict.fromkeys(KINDS, 1)
"""Today's version of each kind."""

UPCASTERS: Mapping[tuple[str, int], Upcaster] = {}
"""From a kind and a version to what makes the next version of it."""


def lifted(
    document: Document,
    current: Mapping[str, int] = CURRENT,
    upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS,
) -> Document:
    """Return a message in today's version.

    Raises:
        EventError: it is newer than we are, or nobody knows how to lift it.
    """
    kind, version = str(document.get("kind")), document.get("version", 1)
    wanted = current.get(kind)
    if wanted is None or not isinstance(version, int):
        raise EventError("kind or version: unknown")
    if version > wanted:
        raise EventError(f"version: {version} of {kind} is newer than {wanted}")
    for number in range(version, wanted):
        if (kind, number) not in upcasters:
            raise EventError(f"version: {number} of {kind} cannot be read any more")
        document = {**upcasters[kind, number](dict(document)), "version": number + 1}
    return document
