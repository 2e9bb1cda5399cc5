"""Which pictures an item has, and where."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from analytics.content.items import Item, MultipleChoiceItem, MultipleSelectItem
from analytics.content.pictures import Picture

HELP_PICTURES = ("hint_pictures", "worked_pictures")
"""The fields of an item with the pictures of its hint and of its worked solution."""

_UNDER, _OF_AN_OPTION = ("pictures", *HELP_PICTURES), ("picture", "feedback_picture")
Dump = Mapping[str, Any]


def pictures_of(item: Item) -> tuple[Picture, ...]:
    """Return every picture of an item: of its text, hint and solution, then of its options."""
    options = item.options if isinstance(item, MultipleChoiceItem | MultipleSelectItem) else ()
    of_options = (one for o in options for one in (o.picture, o.feedback_picture) if one)
    return (*item.pictures, *item.hint_pictures, *item.worked_pictures, *of_options)


def with_each_picture(body: Dump, change: Callable[[Dump], Dump | None]) -> dict[str, Any]:
    """Return the dump of an item with each of its pictures changed; None takes one out."""
    changed = dict(body)
    for name in _UNDER:
        if name in body:
            changed[name] = [new for one in body[name] if (new := change(one))]
    if "options" in body:
        changed["options"] = [_option(one, change) for one in body["options"]]
    return changed


def _option(body: Dump, change: Callable[[Dump], Dump | None]) -> dict[str, Any]:
    shown = {name: change(body[name]) for name in _OF_AN_OPTION if body.get(name)}
    return {**body, **shown}


def digests_in(body: Dump) -> set[str]:
    """Return the digests of the pictures that the dump of an item names."""
    found: set[str] = set()

    def note(one: Dump) -> Dump:
        found.add(one["digest"])
        return one

    with_each_picture(body, note)
    return found


def with_pictures_in(item: Item, digests: Collection[str]) -> Item:
    """Return an item without those pictures whose digests are not among some."""
    kept = with_each_picture(item.model_dump(), lambda o: o if o["digest"] in digests else None)
    return type(item).model_validate(kept)


def undescribed(items: Iterable[Item]) -> list[str]:
    """Return the ids of the items with a picture that nobody described yet."""
    return [item.id for item in items if any(not one.alt for one in pictures_of(item))]


def letter(n: int) -> str:
    """Return what an option is called that has no words; `n` is its place, from 1."""
    return chr(ord("A") + n - 1)
