"""Pack what a row of the queue is about to send."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import (
    Deployment,
    Launch,
    Membership,
    Passback,
    Progress,
    Registration,
    ResourceLink,
    User,
)
from lti_tool.services.gradebook.delivery import Parcel
from lti_tool.services.gradebook.release import column_url
from lti_tool.services.gradebook.words import Standing
from lti_tool.services.ports import Score
from lti_tool.services.tool_config import RESULT


def pack(session: Session, row: Passback) -> Parcel:
    """Return the parcel of a row whose `sending_…` columns are set."""
    link = session.get_one(ResourceLink, row.resource_link_id)
    tenant = session.get_one(Deployment, row.tenant_id)
    learner = session.get_one(User, row.learner_id)
    reached = session.scalar(
        select(Progress.progress).where(
            Progress.activity_id == row.activity_id, Progress.learner_id == row.learner_id
        )
    )
    assert row.sending_timestamp is not None  # noqa: S101 - the queue sets it
    score = Score(
        user_id=learner.subject,
        given=round(100 * min(max(row.sending_score or 0.0, 0.0), 1.0), 4),
        timestamp=row.sending_timestamp,
        submitted_at=row.sending_submitted_at or row.submitted_at,
        completed=(reached or 0.0) >= 1.0 or row.score >= 1.0,
        comment=row.comment,
        new_submission=row.sent_timestamp is None,
        replaces_others=row.lms_agreed is not None,
    )
    ours = (row.sent_score, row.lms_agreed, *row.perhaps_sent)
    return Parcel(
        row_id=row.id,
        registration=session.get_one(Registration, tenant.registration_id),
        line_item_url=column_url(session, link) or "",
        score=score,
        tries=row.sending_tries,
        reads=RESULT in link.ags_scopes,
        ours=tuple(one for one in ours if one is not None),
        standing=_standing(session, link, row),
    )


def _standing(session: Session, link: ResourceLink, row: Passback) -> Standing:
    launched = select(Launch.id).where(Launch.user_id == row.learner_id, Launch.is_test_user)
    if session.scalar(launched.limit(1)) is not None:
        return "test"
    found = session.get(Membership, (link.course_id, row.learner_id))
    if found is None:
        return "unknown"
    if not found.active:
        return "left"
    return "teacher" if found.role == "teacher" else "learner"
