"""Translated sentences, typed."""

from collections.abc import Iterable

import flask_babel


def gettext(message: str, **facts: object) -> str:
    """Return a sentence in the reader's language, its names filled."""
    return str(flask_babel.gettext(message, **facts))


def ngettext(one: str, many: str, num: int, **facts: object) -> str:
    """Return the sentence for a count in the reader's language."""
    return str(flask_babel.ngettext(one, many, num, **facts))


def listed(names: Iterable[str]) -> str:
    """Return names one after the other, with what the reader's language puts between them."""
    return gettext(", ").join(names)
