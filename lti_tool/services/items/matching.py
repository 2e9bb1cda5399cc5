"""Tell which question of a course a question of a file is, and what it would become."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any
from uuid import uuid5

from sqlalchemy.orm import Session

from analytics.content import (
    Item,
    ItemBank,
    MultipleChoiceItem,
    MultipleSelectItem,
    Option,
    OrderingItem,
    Part,
)
from analytics.content.interchange.questions.found import FoundItem
from analytics.content.item_pictures import pictures_of, with_each_picture
from analytics.content.ordering import part_ids
from lti_tool.models import Launch, OwnItem
from lti_tool.services.items.library import item_of


@dataclass(frozen=True, slots=True)
class Desk:
    """Where questions are taken in: the launch's course, one bank of all.

    Attributes:
        bank: as the course teaches it.
    """

    session: Session
    launch: Launch
    banks: Mapping[str, ItemBank]
    bank: ItemBank
    now: datetime


def row_of(desk: Desk, found: FoundItem) -> OwnItem | None:
    """Return the course's question that a question of a file is; None for a new one."""
    for item_id in (found.key, id_for(desk, found)):
        row = _row(desk, item_id)
        if row is not None and row.course_id == desk.launch.course_id:
            return row
    return None


def elsewhere(desk: Desk, found: FoundItem) -> Item | None:
    """Return the bank's or a colleague's question that a question of a file names."""
    shipped = desk.banks[desk.bank.id].items_by_id.get(found.key)
    if shipped is not None:
        return shipped
    row = _row(desk, found.key)
    return item_of(row.body) if row is not None and row.removed_at is None else None


def id_for(desk: Desk, found: FoundItem) -> str:
    """Return the id under which a course keeps a new question of a file, ever the same."""
    named = uuid5(desk.launch.course_id, f"{desk.bank.id}\n{found.key}")
    return f"own-{named.hex[:24]}"


def named_skills(desk: Desk, found: FoundItem) -> dict[str, float]:
    """Return the skills that a file of ours names, where the course has them all."""
    has_all = set(found.skills) <= set(desk.bank.skills_by_id)
    total = sum(found.skills.values())
    return dict(found.skills) if has_all and total <= 1 + 1e-9 else {}


def guessed_skill(desk: Desk, found: FoundItem) -> str:
    """Return the id of the skill that is named like a tag or the category; else empty."""
    words = [*found.source.tags, *reversed(found.source.group.split(" / "))]
    by_name = {skill.name.casefold(): skill.id for skill in desk.bank.taught}
    by_id = {skill.id: skill.id for skill in desk.bank.taught}
    for word in words:
        plain = word.strip().casefold()
        if hit := by_name.get(plain) or by_id.get(plain):
            return hit
    return desk.bank.taught[0].id if len(desk.bank.taught) == 1 else ""


def joined(present: Item, found: FoundItem, skills: dict[str, float]) -> Item:
    """Return a question with what a file says of it; the rest stays as it is.

    Options and parts of the same words keep their ids, which earlier answers name; a picture
    that the file does not describe keeps its description.
    """
    body = _with_present_ids(present, found.item)
    if present.kind == found.item.kind:
        body = {**present.model_dump(), **body}
    body = _described(body, present)
    kept = {"id": present.id, "revision": present.revision, "skills": skills or present.skills}
    return item_of({**body, **kept})


def _described(body: Mapping[str, Any], present: Item) -> dict[str, Any]:
    """Return an item's body, what a file shows and does not describe in the words of here."""
    words = {one.digest: one.alt for one in pictures_of(present)}

    def said(one: Mapping[str, Any]) -> dict[str, Any]:
        return {**one, "alt": one["alt"] or words.get(one["digest"], "")}

    return with_each_picture(body, said)


def alike(one: Item, other: Item) -> bool:
    """Tell whether two questions differ in nothing but ids, revisions and spaces."""
    return _essence(one) == _essence(other)


def _row(desk: Desk, item_id: str) -> OwnItem | None:
    row = desk.session.get(OwnItem, item_id) if len(item_id) <= 64 else None
    if row is None or row.tenant_id != desk.launch.tenant_id or row.bank_id != desk.bank.id:
        return None
    return row


def _with_present_ids(present: Item, item: Item) -> dict[str, Any]:
    body = item.model_dump(exclude_unset=True)
    if isinstance(present, OrderingItem) and isinstance(item, OrderingItem):
        return {**body, "parts": _parts(present.parts, item.parts)}
    choosing = MultipleChoiceItem | MultipleSelectItem
    if not isinstance(present, choosing) or not isinstance(item, choosing):
        return body
    ids = _ids(present.options, item.options)
    options = [one.model_copy(update={"id": ids[one.id]}).model_dump() for one in item.options]
    if isinstance(item, MultipleChoiceItem):
        return {**body, "options": options, "correct": ids[item.correct]}
    return {**body, "options": options, "correct": [ids[one] for one in item.correct]}


def _ids(present: tuple[Option, ...], new: tuple[Option, ...]) -> dict[str, str]:
    known = {_spaced(option.text): option.id for option in present}
    ids = {one.id: known.pop(_spaced(one.text)) for one in new if _spaced(one.text) in known}
    taken = {option.id for option in present}
    free = (f"o{n}" for n in count(1) if f"o{n}" not in taken)
    return {one.id: ids.get(one.id) or next(free) for one in new}


def _parts(present: tuple[Part, ...], new: tuple[Part, ...]) -> list[Part]:
    known = {_spaced(part.text): part.id for part in present}
    fresh = [part.text for part in new if _spaced(part.text) not in known]
    made = dict(zip(fresh, part_ids(fresh, known.values()), strict=True))
    return [Part(id=known.get(_spaced(p.text)) or made[p.text], text=p.text) for p in new]


def _essence(item: Item) -> object:
    return _spaced(item.model_dump(mode="json", exclude={"id", "revision"}))


def _spaced(value: object) -> object:
    """Return a value whose texts have single spaces."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list):
        return [_spaced(one) for one in value]
    if isinstance(value, dict):
        return {name: _spaced(one) for name, one in value.items()}
    return value
