"""Which pictures an item has, and where."""

from collections.abc import Collection, Mapping
from typing import Any

from analytics.content.items import Item, MultipleChoiceItem, MultipleSelectItem
from analytics.content.pictures import Picture


def pictures_of(item: Item) -> tuple[Picture, ...]:
    """Return every picture of an item: those under its text, then those of its options."""
    if not isinstance(item, MultipleChoiceItem | MultipleSelectItem):
        return item.pictures
    return (*item.pictures, *(one.picture for one in item.options if one.picture))


def digests_in(body: Mapping[str, Any]) -> set[str]:
    """Return the digests of the pictures that the dump of an item names."""
    options = (one.get("picture") for one in body.get("options", ()))
    return {one["digest"] for one in (*body.get("pictures", ()), *options) if one}


def with_pictures_in(item: Item, digests: Collection[str]) -> Item:
    """Return an item without those pictures whose digests are not among some."""
    shown = tuple(one for one in item.pictures if one.digest in digests)
    if not isinstance(item, MultipleChoiceItem | MultipleSelectItem):
        return item.model_copy(update={"pictures": shown})
    options = tuple(
        one.model_copy(update={"picture": None})
        if one.picture and one.picture.digest not in digests
        else one
        for one in item.options
    )
    return item.model_copy(update={"pictures": shown, "options": options})


def letter(n: int) -> str:
    """Return what an option is called that has no words; `n` is its place, from 1."""
    return chr(ord("A") + n - 1)
