"""The questions of a tenant's teachers: found, kept, changed, put away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from pydantic import TypeAdapter
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from analytics.content import Item, ItemBank
from lti_tool.errors import NotAllowed, NotFound, Refused
from lti_tool.models import Attempt, Launch, OwnItem, OwnItemRevision
from lti_tool.services.activities import Course

_ITEM: TypeAdapter[Item] = TypeAdapter(Item)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which questions to list; empty for all.

    Attributes:
        words: in the prompt, however written.
    """

    kind: str = ""
    skill_id: str = ""
    words: str = ""

    def takes(self, item: Item) -> bool:
        """Tell whether a question is wanted."""
        return (
            (not self.kind or item.kind == self.kind)
            and (not self.skill_id or self.skill_id in item.skills)
            and self.words.casefold() in item.prompt.casefold()
        )


def new_item_id() -> str:
    """Return an id for an own item that no bank uses."""
    return f"own-{uuid4().hex[:12]}"


def item_of(body: object) -> Item:
    """Return the item that a row keeps."""
    return _ITEM.validate_python(body)


def list_items(
    session: Session, launch: Launch, bank_id: str, wanted: Wanted
) -> list[tuple[OwnItem, Item]]:
    """Return the tenant's questions for a bank, the latest changed first."""
    query = _listed(launch.tenant_id, bank_id).options(joinedload(OwnItem.author))
    found = ((row, item_of(row.body)) for row in session.scalars(query))
    return [(row, item) for row, item in found if wanted.takes(item)]


def asked_of(session: Session, tenant_id: UUID, bank: ItemBank) -> list[Item]:
    """Return a bank's questions and the tenant's own for it."""
    own = session.scalars(_listed(tenant_id, bank.id))
    return [*bank.items, *(item_of(row.body) for row in own)]


def find_item(session: Session, launch: Launch, item_id: str) -> OwnItem:
    """Return a question of the launch's tenant; one that was put away too.

    Raises:
        NotFound: there is none.
    """
    row = session.get(OwnItem, item_id, options=[joinedload(OwnItem.author)])
    if row is None or row.tenant_id != launch.tenant_id:
        raise NotFound
    return row


def may_change(launch: Launch, row: OwnItem) -> bool:
    """Tell whether a launch's teacher may change a question; any may copy it."""
    return row.course_id == launch.course_id or row.created_by == launch.user_id


def revisions_of(session: Session, row: OwnItem) -> Sequence[OwnItemRevision]:
    """Return every revision of a question, the newest first."""
    return session.scalars(
        select(OwnItemRevision)
        .where(OwnItemRevision.item_id == row.id)
        .options(joinedload(OwnItemRevision.maker))
        .order_by(OwnItemRevision.revision.desc())
    ).all()


def keep_new(
    session: Session, launch: Launch, bank: ItemBank, item: Item, copied_from: str, now: datetime
) -> OwnItem:
    """Keep a new question, made in the launch's course.

    Raises:
        NotFound: it has a skill that the bank does not have.
    """
    _check_skills(bank, item)
    row = OwnItem(
        id=item.id,
        tenant_id=launch.tenant_id,
        course_id=launch.course_id,
        bank_id=bank.id,
        created_by=launch.user_id,
        created_at=now,
        copied_from=copied_from or None,
    )
    session.add(row)
    _keep_revision(session, launch, row, item, now)
    return row


def revise(
    session: Session, launch: Launch, bank: ItemBank, item: Item, seen: int, now: datetime
) -> OwnItem:
    """Keep a changed question as its next revision; unchanged it stays as it is.

    Earlier answers keep the revision that they were asked and graded by. `seen` is the
    revision that the teacher changed.

    Raises:
        NotFound: there is no such question, or a skill is unknown.
        NotAllowed: it is of another course and another teacher.
        Refused: somebody changed it meanwhile.
    """
    row = _changeable(session, launch, item.id)
    _check_skills(bank, item)
    if row.revision != seen:
        raise Refused("item_moved")
    if item_of(row.body) != item.model_copy(update={"revision": seen}):
        changed = item.model_copy(update={"revision": seen + 1})
        _keep_revision(session, launch, row, changed, now)
    return row


def put_away(session: Session, launch: Launch, item_id: str, now: datetime) -> None:
    """Take a question off the list; activities that hold it keep asking it.

    Raises:
        NotFound: there is none.
        NotAllowed: it is of another course and another teacher.
    """
    row = _changeable(session, launch, item_id)
    row.removed_at = row.removed_at or now


def bring_back(session: Session, launch: Launch, item_id: str) -> None:
    """Put a question back on the list; one that is there stays.

    Raises:
        NotFound: there is none.
        NotAllowed: it is of another course and another teacher.
    """
    row = _changeable(session, launch, item_id)
    row.removed_at = None


def _listed(tenant_id: UUID, bank_id: str) -> Select[OwnItem]:
    return (
        select(OwnItem)
        .where(
            OwnItem.tenant_id == tenant_id,
            OwnItem.bank_id == bank_id,
            OwnItem.removed_at.is_(None),
        )
        .order_by(OwnItem.updated_at.desc(), OwnItem.id)
    )


def _changeable(session: Session, launch: Launch, item_id: str) -> OwnItem:
    row = find_item(session, launch, item_id)
    if not may_change(launch, row):
        raise NotAllowed
    return row


def asked_items(
    session: Session, course: Course, attempts: Iterable[Attempt]
) -> dict[UUID, Item | None]:
    """Return for each answer the item as it was asked, by the answer's id.

    None where nobody knows it any more.
    """
    given = list(attempts)
    older = {
        one.item_id for one in given if not _is_present(course, one.item_id, one.item_revision)
    }
    kept = _kept(session, course, older) if older else {}
    return {one.id: _asked(course, kept, one) for one in given}


def _asked(course: Course, kept: Mapping[tuple[str, int], Item], attempt: Attempt) -> Item | None:
    if _is_present(course, attempt.item_id, attempt.item_revision):
        return course.bank.items_by_id[attempt.item_id]
    found = kept.get((attempt.item_id, attempt.item_revision))
    return found or course.bank.items_by_id.get(attempt.item_id)


def _is_present(course: Course, item_id: str, revision: int) -> bool:
    item = course.bank.items_by_id.get(item_id)
    return item is not None and item.revision == revision


def _kept(session: Session, course: Course, ids: Iterable[str]) -> dict[tuple[str, int], Item]:
    rows = session.scalars(
        select(OwnItemRevision).where(
            OwnItemRevision.item_id.in_(sorted(ids)),
            OwnItemRevision.tenant_id == course.activity.tenant_id,
        )
    )
    return {(row.item_id, row.revision): item_of(row.body) for row in rows}


def _check_skills(bank: ItemBank, item: Item) -> None:
    if set(item.skills) - set(bank.skills_by_id):
        raise NotFound


def _keep_revision(
    session: Session, launch: Launch, row: OwnItem, item: Item, now: datetime
) -> None:
    row.revision, row.updated_at = item.revision, now
    row.body = item.model_dump(mode="json")
    row.removed_at = None
    session.flush()
    session.add(
        OwnItemRevision(
            item_id=row.id,
            revision=item.revision,
            tenant_id=launch.tenant_id,
            body=row.body,
            made_by=launch.user_id,
            made_at=now,
        )
    )
