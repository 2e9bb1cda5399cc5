"""The class: learners of the web, learners whose answers come late, a column."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from lti_tool.adapters.database import Database
from lti_tool.models import (
    Activity,
    Course,
    Deployment,
    Registration,
    ResourceLink,
    User,
    utc_now,
)
from lti_tool.services.launches import open_launch
from lti_tool.services.tool_config import RESULT, SCORE

BANK_ID = "science-7"


@dataclass(frozen=True, slots=True)
class Seats:
    """Who takes part, and in what.

    Attributes:
        tokens: of the page that each learner of the web has open.
        late: learners whose answers arrive long after they were given.
        subjects: what the platform calls each learner.
    """

    tenant_id: UUID
    course_id: UUID
    activity_id: UUID
    teacher_id: UUID
    tokens: Mapping[UUID, str]
    late: tuple[UUID, ...]
    subjects: Mapping[UUID, str]


def take_seats(database: Database, lms_url: str, learners: int, late: int) -> Seats:
    """Write the class into the SQL state, as launches would have."""
    with database.write() as session:
        registration = Registration(
            issuer=lms_url,
            client_id="chaos",
            auth_login_url=f"{lms_url}/login",
            auth_token_url=f"{lms_url}/token",
            key_set_url=f"{lms_url}/keys",
        )
        tenant = Deployment(registration=registration, deployment_id="1", approved=True)
        session.add(tenant)
        session.flush()
        course = Course(tenant_id=tenant.id, lti_id="1", title="Class")
        people = [
            User(id=uuid4(), tenant_id=tenant.id, subject=f"learner-{n}", name=f"Learner {n}")
            for n in range(learners + late)
        ]
        teacher = User(id=uuid4(), tenant_id=tenant.id, subject="teacher", name="Teacher")
        session.add_all([course, teacher, *people])
        session.flush()
        activity = Activity(
            tenant_id=tenant.id,
            course_id=course.id,
            title="Tried hard",
            bank_id=BANK_ID,
            created_by=teacher.id,
        )
        session.add(activity)
        session.flush()
        link = ResourceLink(
            tenant_id=tenant.id,
            course_id=course.id,
            lti_id="link-1",
            activity_id=activity.id,
            line_item_url=f"{lms_url}/line/7",
            ags_scopes=[SCORE, RESULT],
        )
        session.add(link)
        session.flush()
        tokens = {
            person.id: open_launch(
                session,
                now=utc_now(),
                hours=12,
                tenant_id=tenant.id,
                course_id=course.id,
                user_id=person.id,
                activity_id=activity.id,
                resource_link_id=link.id,
                message_type="LtiResourceLinkRequest",
                role="learner",
                locale="en",
            )
            for person in people[:learners]
        }
        return Seats(
            tenant_id=tenant.id,
            course_id=course.id,
            activity_id=activity.id,
            teacher_id=teacher.id,
            tokens=tokens,
            late=tuple(person.id for person in people[learners:]),
            subjects={person.id: person.subject for person in people},
        )
