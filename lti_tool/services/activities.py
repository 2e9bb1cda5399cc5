"""Make and change activities, and say what one may ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.content import BankError, Item, ItemBank, Plan
from analytics.content.plan import Experiment
from analytics.events import ActivityPublished
from analytics.grading.release import DEFAULT, Strictness
from lti_tool.errors import NotFound, Refused
from lti_tool.models import Activity, Launch, ResourceLink
from lti_tool.services.difficulties import items_as_learned
from lti_tool.services.outbox import accept
from lti_tool.services.skills.reading import map_of, taught_in

_ITEM: TypeAdapter[Item] = TypeAdapter(Item)
OWN_ITEMS_MAX = 100


class ActivityDraft(BaseModel):
    """What a teacher fills in to make or change an activity."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    title: Annotated[str, Field(min_length=1, max_length=255)]
    instructions: Annotated[str, Field(max_length=4_000)] = ""
    bank_id: str
    skill_ids: tuple[str, ...] = ()
    threshold: Annotated[float, Field(ge=0.5, le=0.99)] = 0.8
    target_success: Annotated[float, Field(ge=0.5, le=0.95)] = 0.63
    strictness: Strictness = DEFAULT


@dataclass(frozen=True, slots=True)
class Course:
    """An activity's whole content: its bank with the teacher's own items."""

    activity: Activity
    bank: ItemBank
    plan: Plan

    def item(self, item_id: str) -> Item:
        """Return one item of the plan.

        Raises:
            NotFound: the activity has no such item.
        """
        if all(item.id != item_id for item in self.plan.items):
            raise NotFound
        return self.bank.items_by_id[item_id]


def find_activity(session: Session, launch: Launch, activity_id: UUID | None = None) -> Activity:
    """Return the launch's activity, or another one of its course.

    Raises:
        NotFound: there is none, or it belongs to another course.
    """
    wanted = activity_id or launch.activity_id
    activity = session.get(Activity, wanted) if wanted else None
    if activity is None or activity.course_id != launch.course_id:
        raise NotFound
    return activity


def activities_of(session: Session, launch: Launch) -> list[Activity]:
    """Return the activities of the launch's course, by title."""
    rows = session.scalars(
        select(Activity).where(Activity.course_id == launch.course_id).order_by(Activity.title)
    )
    return list(rows)


def content_of(activity: Activity, banks: Mapping[str, ItemBank]) -> Course:
    """Return what an activity may ask.

    Its plan has items as hard as enough answers say; the bank's stay as authors say.

    Raises:
        NotFound: its bank is not installed any more.
    """
    shipped = banks.get(activity.bank_id)
    if shipped is None:
        raise NotFound
    bank = taught_in(activity, shipped)
    own = tuple(_ITEM.validate_python(body) for body in activity.own_items.values())
    whole = bank.with_items(own) if own else bank
    plan = whole.plan(
        tuple(activity.skill_ids),
        threshold=activity.threshold,
        target_success=activity.target_success,
    )
    items = items_as_learned(plan.items, banks, activity.tenant_id, shipped.id)
    told = plan.model_copy(update={"items": items, **_teaching(activity)})
    return Course(activity=activity, bank=whole, plan=told)


def create_activity(
    session: Session,
    launch: Launch,
    draft: ActivityDraft,
    banks: Mapping[str, ItemBank],
    now: datetime,
) -> Activity:
    """Make an activity in the launch's course and publish it.

    A launch from a link without activity is bound to the new one, and so is
    its link: the next launch opens it.

    Raises:
        Refused: the bank is unknown or no item exercises the chosen skills.
    """
    bank = _bank(draft, banks)
    skills = map_of(session, launch.course_id, bank)
    _check(draft, bank.taught_as(skills.skills))
    activity = Activity(
        id=uuid4(),
        tenant_id=launch.tenant_id,
        course_id=launch.course_id,
        created_by=launch.user_id,
        created_at=now,
    )
    _fill(activity, draft)
    if skills.skills != bank.skills:
        activity.own_skills = skills.model_dump(mode="json")
    session.add(activity)
    session.flush()
    _bind(session, launch, activity)
    publish(session, activity, launch.user_id, banks, now)
    return activity


def change_activity(
    session: Session,
    launch: Launch,
    draft: ActivityDraft,
    banks: Mapping[str, ItemBank],
    now: datetime,
) -> Activity:
    """Change the launch's activity and publish it again.

    The bank stays: learners' states belong to it.

    Raises:
        NotFound: the launch has no activity.
        Refused: the bank differs, or no item exercises the chosen skills.
    """
    activity = find_activity(session, launch)
    if draft.bank_id != activity.bank_id:
        raise Refused("bank_fixed", "bank_id")
    _check(draft, taught_in(activity, _bank(draft, banks)))
    _fill(activity, draft)
    publish(session, activity, launch.user_id, banks, now)
    return activity


def put_own_item(
    activity: Activity, item: Item, banks: Mapping[str, ItemBank], now: datetime
) -> None:
    """Let an activity ask a teacher's item, in place of an earlier revision of it.

    Raises:
        Refused: an unknown skill, or the activity has enough items.
    """
    bank = content_of(activity, banks).bank
    if set(item.skills) - set(bank.skills_by_id):
        raise Refused("skill_unknown", "skill")
    if item.id not in activity.own_items and len(activity.own_items) >= OWN_ITEMS_MAX:
        raise Refused("own_items_full", most=OWN_ITEMS_MAX)
    activity.own_items = {**activity.own_items, item.id: item.model_dump(mode="json")}
    activity.updated_at = now


def remove_own_item(activity: Activity, item_id: str, now: datetime) -> None:
    """Take a teacher's own item out of an activity; none is fine."""
    activity.own_items = {k: v for k, v in activity.own_items.items() if k != item_id}
    activity.updated_at = now


def _teaching(activity: Activity) -> dict[str, object]:
    """Return what a plan says of its policy."""
    running = activity.experiment
    experiment = Experiment.model_validate(running) if running else None
    return {"policy": activity.policy, "experiment": experiment}


def _fill(activity: Activity, draft: ActivityDraft) -> None:
    activity.title = draft.title
    activity.instructions = draft.instructions
    activity.bank_id = draft.bank_id
    activity.skill_ids = list(draft.skill_ids)
    activity.threshold = draft.threshold
    activity.target_success = draft.target_success
    activity.strictness = draft.strictness


def _bank(draft: ActivityDraft, banks: Mapping[str, ItemBank]) -> ItemBank:
    bank = banks.get(draft.bank_id)
    if bank is None:
        raise Refused("bank_unknown", "bank_id")
    return bank


def _check(draft: ActivityDraft, bank: ItemBank) -> None:
    try:
        bank.plan(draft.skill_ids)
    except BankError as error:
        raise Refused("skills_without_items", "skill_ids") from error


def _bind(session: Session, launch: Launch, activity: Activity) -> None:
    if launch.resource_link_id is None or launch.activity_id is not None:
        return
    link = session.get(ResourceLink, launch.resource_link_id)
    stored = session.get(Launch, launch.id)
    if link is not None and link.activity_id is None:
        link.activity_id = activity.id
    if stored is not None:
        stored.activity_id = activity.id


def publish(
    session: Session,
    activity: Activity,
    by: UUID,
    banks: Mapping[str, ItemBank],
    now: datetime,
) -> None:
    """Tell the streams that somebody made an activity or changed it.

    Raises:
        NotFound: its bank is not installed any more.
    """
    plan = content_of(activity, banks).plan
    accept(
        session,
        ActivityPublished(
            event_id=uuid4(),
            occurred_at=now,
            produced_at=now,
            tenant=str(activity.tenant_id),
            course_id=str(activity.course_id),
            learner_id=by,
            activity_id=activity.id,
            title=activity.title,
            bank_id=activity.bank_id,
            skills=tuple(skill.id for skill in plan.skills),
        ),
    )
