"""A learner challenges an estimate: by a question of the skill, or before the teacher."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from analytics.events import EstimateContested
from lti_tool.errors import NotFound, Refused
from lti_tool.models import Challenge, Change, Launch, Progress
from lti_tool.services.activities import Course
from lti_tool.services.outbox import accept
from lti_tool.services.paths.reading import course_of
from lti_tool.services.positions import (
    Pick,
    answered_since_shown,
    check_not_put_away,
    lock_position,
    mastery_of,
    move_on,
)
from lti_tool.services.skill_places import band_of

WORDS_MAX = 1_000
Wish = Literal["question", "look"]


def ask_question(
    session: Session, launch: Launch, course: Course, skill_id: str, now: datetime
) -> None:
    """Let a question of a skill come next, at once if the present one is answered.

    Raises:
        NotFound: the activity does not have the skill.
        Refused: a teacher has put the skill away meanwhile.
    """
    check_not_put_away(course_of(session, course, launch.user_id), skill_id)
    position = _position(session, launch, course, skill_id)
    if position.wanted_skill != skill_id:
        position.wanted_skill = skill_id
        _open(session, course, position, Challenge(skill_id=skill_id, wish="question"), now)
    if answered_since_shown(session, position):
        move_on(session, launch, course, Pick("asked"), now)


def ask_look(
    session: Session,
    launch: Launch,
    course: Course,
    challenge: tuple[str, str],
    now: datetime,
) -> None:
    """Put an estimate before the teacher; asked twice is asked once.

    Args:
        session: Of the write.
        launch: The learner's.
        course: Of the launch's activity.
        challenge: The skill, and why the learner sees it in another way.
        now: When.

    Raises:
        NotFound: the activity does not have the skill.
        Refused: nothing is said, or too much is.
    """
    skill_id, words = challenge[0], challenge[1].strip()
    position = _position(session, launch, course, skill_id)
    if not words:
        raise Refused("challenge_without_reason", "words")
    if len(words) > WORDS_MAX:
        raise Refused("reason_too_long", "words", most=WORDS_MAX)
    known = challenges_of(session, position, skill_id)
    if any(one.wish == "look" and one.answered_at is None for one in known):
        return
    _open(session, course, position, Challenge(skill_id=skill_id, wish="look", words=words), now)


def challenges_of(session: Session, position: Progress, skill_id: str) -> Sequence[Challenge]:
    """Return a learner's challenges of a skill, the newest first."""
    return session.scalars(
        select(Challenge)
        .where(
            Challenge.learner_id == position.learner_id,
            Challenge.activity_id == position.activity_id,
            Challenge.skill_id == skill_id,
        )
        .order_by(Challenge.opened_at.desc(), Challenge.id)
    ).all()


def open_challenges(session: Session, activity_id: UUID) -> Sequence[Challenge]:
    """Return what an activity's learners challenge and nobody has answered, oldest first."""
    return session.scalars(
        select(Challenge)
        .where(Challenge.activity_id == activity_id, Challenge.answered_at.is_(None))
        .options(joinedload(Challenge.learner))
        .order_by(Challenge.opened_at, Challenge.id)
    ).all()


def reply_to(
    session: Session, launch: Launch, challenge_id: UUID, words: str, now: datetime
) -> None:
    """Answer a learner's challenge; the learner reads the reply.

    Raises:
        NotFound: there is no such challenge in the launch's activity.
        Refused: nothing is said, or too much is.
    """
    challenge = session.get(Challenge, challenge_id, with_for_update=True)
    if challenge is None or challenge.activity_id != launch.activity_id:
        raise NotFound
    if not words.strip():
        raise Refused("reply_missing", "words")
    if len(words) > WORDS_MAX:
        raise Refused("reason_too_long", "words", most=WORDS_MAX)
    challenge.reply, challenge.answered_at = words.strip(), now
    challenge.answered_by = launch.user_id
    session.add(_news(challenge, now))


def _position(session: Session, launch: Launch, course: Course, skill_id: str) -> Progress:
    if all(skill.id != skill_id for skill in course.plan.skills):
        raise NotFound
    return lock_position(session, launch, course.activity)


def _open(
    session: Session, course: Course, position: Progress, challenge: Challenge, now: datetime
) -> None:
    mastery = mastery_of(position).get(challenge.skill_id)
    challenge.id, challenge.opened_at = uuid4(), now
    challenge.tenant_id, challenge.activity_id = position.tenant_id, position.activity_id
    challenge.learner_id = position.learner_id
    challenge.band = band_of(mastery, course.plan.threshold)
    challenge.value = mastery.value if mastery else None
    session.add(challenge)
    session.add(_news(challenge, now))
    accept(session, _event(course, challenge, now))


def _news(challenge: Challenge, now: datetime) -> Change:
    return Change(
        activity_id=challenge.activity_id,
        learner_id=challenge.learner_id,
        kind="estimate.contested",
        at=now,
    )


def _event(course: Course, challenge: Challenge, now: datetime) -> EstimateContested:
    return EstimateContested(
        event_id=uuid4(),
        occurred_at=now,
        produced_at=now,
        tenant=str(challenge.tenant_id),
        course_id=str(course.activity.course_id),
        learner_id=challenge.learner_id,
        activity_id=challenge.activity_id,
        bank_id=course.bank.id,
        skill_id=challenge.skill_id,
        wish="look" if challenge.wish == "look" else "question",
        mastery=challenge.value,
        reason=challenge.words or "",
    )
