"""What a learner's estimate in a skill rests on: the answers that moved it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.content import Item
from lti_tool.errors import NotFound
from lti_tool.models import Attempt, Launch
from lti_tool.services.activities import Course
from lti_tool.services.items.library import asked_items
from lti_tool.services.paths.reading import resets_of

CLUES_MAX = 40


@dataclass(frozen=True, slots=True)
class Clue:
    """One answer to a question of a skill.

    Attributes:
        item: as it was asked; None where nobody knows it any more.
        by: by how much it moved the estimate, -1 to 1; None for an answer that waits,
            and where that was not kept.
        counts: False for one from before the learner began anew.
    """

    attempt: Attempt
    item: Item | None
    by: float | None
    counts: bool = True


def clues_of(session: Session, launch: Launch, course: Course, skill_id: str) -> tuple[Clue, ...]:
    """Return the learner's last answers to a skill, newest first.

    Also those of the course's other activities over the same bank: the estimate is
    one for all of them.

    Raises:
        NotFound: the activity does not have the skill.
    """
    if all(skill.id != skill_id for skill in course.plan.skills):
        raise NotFound
    items = [item.id for item in course.bank.items if skill_id in item.skills]
    rows = session.scalars(
        select(Attempt)
        .where(
            Attempt.learner_id == launch.user_id,
            Attempt.course_id == launch.course_id,
            Attempt.bank_id == course.bank.id,
            Attempt.item_id.in_(items),
        )
        .order_by(Attempt.submitted_at.desc(), Attempt.id)
        .limit(CLUES_MAX)
    ).all()
    asked = asked_items(session, course, rows)
    resets = resets_of(session, course, launch.user_id)
    anew = max((row.made_at for row in resets if row.covers(skill_id)), default=None)
    return tuple(
        Clue(one, asked[one.id], (one.moves or {}).get(skill_id))
        if anew is None or one.submitted_at >= anew
        else Clue(one, asked[one.id], None, counts=False)
        for one in rows
    )
