"""Take questions of a file: look first, keep then; the same file again keeps nothing twice."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from analytics.content import Item
from analytics.content.interchange.questions.found import FoundItem
from lti_tool.errors import Refused
from lti_tool.models import OwnItem
from lti_tool.services.items.drafts import draft_from
from lti_tool.services.items.library import bring_back, item_of, keep_new, revise
from lti_tool.services.items.matching import (
    Desk,
    alike,
    elsewhere,
    guessed_skill,
    id_for,
    joined,
    named_skills,
    row_of,
)
from lti_tool.services.items.pictures import keep_pictures
from lti_tool.services.items.placing import put, renew
from lti_tool.services.items.problems import DraftRefused, Problem
from lti_tool.services.items.reading import read_draft

State = Literal["new", "changed", "same", "back", "refused"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A question of a file, and what would become of it.

    Attributes:
        item: as it would be kept; where `asks_skill` its skill is a guess or stands for one.
        state: "same" where nothing would change, "back" where it was put away.
        is_ours: whether the course keeps it, or would.
        skill_id: the guess; empty without one.
        problems: why it is refused.
    """

    found: FoundItem
    item: Item
    state: State
    is_ours: bool = True
    asks_skill: bool = False
    skill_id: str = ""
    problems: tuple[Problem, ...] = ()


def look(desk: Desk, found: Sequence[FoundItem]) -> list[Entry]:
    """Return what would become of the questions of a file; keeps nothing."""
    return [_checked(desk, _entry(desk, one)) for one in found]


def take(
    desk: Desk, entries: Sequence[Entry], skills: Mapping[str, str], *, place: bool
) -> Counter[str]:
    """Keep entries; return how many of each state, and how many were "placed" or "unplaced".

    `skills` names a skill for each group of questions that name none themselves. With
    `place` the launch's activity asks them, where it has their skills and room.

    Raises:
        Refused: a group's skill is missing or unknown, or pictures have no room.
    """
    done: Counter[str] = Counter()
    for entry in entries:
        if entry.state == "refused":
            continue
        item = _with_skill(desk, entry, skills)
        _keep(desk, entry, item)
        done[entry.state] += 1
        if place and entry.is_ours:
            done["placed" if _place(desk, item.id) else "unplaced"] += 1
    return done


def _entry(desk: Desk, found: FoundItem) -> Entry:
    skills, row = named_skills(desk, found), row_of(desk, found)
    if row is not None:
        return _of_row(row, found, skills)
    there = elsewhere(desk, found)
    if there is not None and alike(there, joined(there, found, skills)):
        return Entry(found, there, "same", is_ours=False)
    guess = "" if skills else guessed_skill(desk, found)
    weights = skills or {guess or desk.bank.skills[0].id: 1.0}
    item = found.item.model_copy(update={"id": id_for(desk, found), "skills": weights})
    return Entry(found, item, "new", asks_skill=not skills, skill_id=guess)


def _of_row(row: OwnItem, found: FoundItem, skills: dict[str, float]) -> Entry:
    present = item_of(row.body)
    item = joined(present, found, skills)
    if row.removed_at is not None:
        return Entry(found, item, "back")
    return Entry(found, item, "same" if alike(present, item) else "changed")


def _checked(desk: Desk, entry: Entry) -> Entry:
    """Return an entry, refused where the editor would refuse it."""
    if entry.state == "same":
        return entry
    try:
        read_draft(draft_from(entry.item), desk.bank, entry.item.id)
    except DraftRefused as refused:
        # A number's text is lost in a file, and with it how many figures it was written to.
        left = tuple(one for one in refused.problems if one.code != "figures_conflict")
        if left:
            return Entry(entry.found, entry.item, "refused", entry.is_ours, problems=left)
    return entry


def _with_skill(desk: Desk, entry: Entry, skills: Mapping[str, str]) -> Item:
    if not entry.asks_skill:
        return entry.item
    chosen = skills.get(entry.found.source.group, "")
    if chosen not in desk.bank.skills_by_id:
        raise Refused("skill_unknown", "skill")
    return entry.item.model_copy(update={"skills": {chosen: 1.0}})


def _keep(desk: Desk, entry: Entry, item: Item) -> None:
    session, launch = desk.session, desk.launch
    if entry.state != "same":
        keep_pictures(session, launch.tenant_id, item, entry.found.pictures, desk.now)
    if entry.state == "new":
        keep_new(session, launch, desk.bank, item, "", desk.now)
    elif entry.state in {"changed", "back"}:
        bring_back(session, launch, item.id)
        row = revise(session, launch, desk.bank, item, item.revision, desk.now)
        renew(session, launch, desk.banks, row, desk.now)


def _place(desk: Desk, item_id: str) -> bool:
    activity_id = desk.launch.activity_id
    if activity_id is None:
        return False
    try:
        put(desk.session, desk.launch, desk.banks, item_id, activity_id, desk.now)
    except Refused:
        return False
    return True
