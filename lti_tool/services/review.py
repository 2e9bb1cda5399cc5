"""A gradebook opens a learner's work: who may see whose, of which column.

LTI Submission Review 1.0; Canvas instead opens the address that a score
carried (`review_address`) as an ordinary launch of the link.
"""

from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lti_tool.errors import NotFound
from lti_tool.lti_errors import LaunchRefused
from lti_tool.models import (
    Attempt,
    Course,
    Deployment,
    GradebookColumn,
    Launch,
    ResourceLink,
    User,
)
from lti_tool.services import places
from lti_tool.services.claims import REVIEW_KEY, LaunchClaims
from lti_tool.services.logins import launch_address
from lti_tool.services.roles import Rights

WORK_MAX = 200


def review_address(public_url: str, subject: str) -> str:
    """Return the target link that opens a learner's work, by the platform's id."""
    return f"{launch_address(public_url)}?{urlencode({REVIEW_KEY: subject})}"


def learner_of(
    session: Session, tenant: Deployment, claims: LaunchClaims, rights: Rights
) -> UUID | None:
    """Return whose work a launch is about; None for an ordinary one.

    Raises:
        LaunchRefused: neither a teacher of the course nor the learner asks.
    """
    if claims.review_of is None:
        return None
    own = rights.role == "learner" and claims.review_of == claims.subject
    if rights.role != "teacher" and not own:
        raise LaunchRefused("not_your_work", "somebody else's work", status=403)
    return places.person(session, tenant, claims.review_of).id


def reviewed_link(session: Session, course: Course, claims: LaunchClaims) -> ResourceLink:
    """Return the link whose column a submission review names.

    Raises:
        LaunchRefused: the column is none of ours in this course.
    """
    url = claims.grading.line_item_url
    query = (
        select(ResourceLink)
        .outerjoin(GradebookColumn, GradebookColumn.resource_link_id == ResourceLink.id)
        .where(
            ResourceLink.course_id == course.id,
            or_(ResourceLink.line_item_url == url, GradebookColumn.line_item_url == url),
        )
        .order_by(ResourceLink.updated_at.desc())
    )
    if claims.resource_link_id:
        query = query.where(ResourceLink.lti_id == claims.resource_link_id)
    found = session.scalars(query.limit(1)).first() if url else None
    if found is None:
        raise LaunchRefused("unknown_column", "the line item is none of ours in this course")
    return found


def read_work(session: Session, launch: Launch) -> tuple[User, list[Attempt]]:
    """Return the learner of a review and their answers, newest first.

    Raises:
        NotFound: the launch is no review, or its link has no activity.
    """
    learner = session.get(User, launch.review_of) if launch.review_of else None
    if learner is None or learner.tenant_id != launch.tenant_id or launch.activity_id is None:
        raise NotFound
    rows = session.scalars(
        select(Attempt)
        .where(Attempt.activity_id == launch.activity_id, Attempt.learner_id == learner.id)
        .order_by(Attempt.submitted_at.desc())
        .limit(WORK_MAX)
    )
    return learner, list(rows)
