"""The rows that a launch speaks of: tenant, course, person, link.

Each is found by the platform's own ids inside its tenant, or made. Two first
launches at the same moment make one row: the loser reads the winner's. What was
here before is read by one query.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_tool.models import Activity, Base, Course, Deployment, Registration, ResourceLink, User
from lti_tool.services.claims import LaunchClaims
from lti_tool.services.launch_rules import MAX_ID

Row = TypeVar("Row", bound=Base)

_THIS_TENANT = and_(
    Deployment.registration_id == bindparam("registration"),
    Deployment.deployment_id == bindparam("deployment"),
)
_TENANT = select(Deployment).where(_THIS_TENANT)
_KNOWN = (
    select(Deployment, Course, User, ResourceLink)
    .outerjoin(
        Course, and_(Course.tenant_id == Deployment.id, Course.lti_id == bindparam("course"))
    )
    .outerjoin(User, and_(User.tenant_id == Deployment.id, User.subject == bindparam("subject")))
    .outerjoin(
        ResourceLink,
        and_(ResourceLink.course_id == Course.id, ResourceLink.lti_id == bindparam("link")),
    )
    .where(_THIS_TENANT)
)


@dataclass(frozen=True, slots=True)
class Known:
    """Which rows of a launch were here before; None for each that was not."""

    tenant: Deployment | None = None
    course: Course | None = None
    user: User | None = None
    link: ResourceLink | None = None


def known(session: Session, registration: Registration, claims: LaunchClaims) -> Known:
    """Return the launch's rows that are here already."""
    named = {
        **_tenant_named(registration, claims),
        "course": _course_id(claims),
        "subject": claims.subject,
        "link": claims.resource_link_id,
    }
    row = session.execute(_KNOWN, named).one_or_none()
    return Known(*row) if row else Known()


def tenant(
    session: Session, registration: Registration, claims: LaunchClaims, known: Known
) -> Deployment:
    """Return the launch's deployment; a new one waits for approval."""
    return known.tenant or found_or_made(
        session,
        _TENANT.params(_tenant_named(registration, claims)),
        lambda: Deployment(
            registration_id=registration.id, deployment_id=claims.deployment_id, approved=False
        ),
    )


def course(session: Session, tenant: Deployment, claims: LaunchClaims, known: Known) -> Course:
    """Return the launch's course, its title and roster address brought up to date.

    A launch without a context gets a course of its link alone, so that nobody
    sees another link's people.
    """
    found = known.course or course_named(session, tenant, _course_id(claims))
    if claims.context_title:
        _bring(found, title=claims.context_title[:MAX_ID])
    if claims.memberships_url:
        _bring(found, memberships_url=claims.memberships_url)
    return found


def course_named(session: Session, tenant: Deployment, lti_id: str) -> Course:
    """Return the course of a platform's id, made if it is new."""
    query = select(Course).where(Course.tenant_id == tenant.id, Course.lti_id == lti_id)
    return found_or_made(session, query, lambda: Course(tenant_id=tenant.id, lti_id=lti_id))


def user(session: Session, tenant: Deployment, claims: LaunchClaims, known: Known) -> User:
    """Return the launch's person; a name is kept only if the platform sends one."""
    found = known.user or person(session, tenant, claims.subject)
    if claims.name:
        _bring(found, name=claims.name)
    return found


def person(session: Session, tenant: Deployment, subject: str) -> User:
    """Return somebody whom a launch or a notice names by the platform's id."""
    query = select(User).where(User.tenant_id == tenant.id, User.subject == subject)
    return found_or_made(session, query, lambda: User(tenant_id=tenant.id, subject=subject))


def link(
    session: Session, course: Course, claims: LaunchClaims, known: Known
) -> ResourceLink | None:
    """Return the launch's link with its column; None for a launch without one.

    The link's own activity, sent back by the platform as a custom value, counts
    only in the course that it was made in: in a copied course it is unknown.
    """
    lti_id = claims.resource_link_id
    if lti_id is None:
        return None
    found = known.link or _link_named(session, course, lti_id)
    _bring(found, title=claims.resource_link_title[:MAX_ID] or found.title)
    named = session.get(Activity, claims.activity_id) if claims.activity_id else None
    if named and (named.tenant_id, named.course_id) == (course.tenant_id, course.id):
        found.activity_id = named.id
    _bring(
        found,
        line_item_url=claims.grading.line_item_url,
        line_items_url=claims.grading.line_items_url,
        ags_scopes=list(claims.grading.scopes),
    )
    session.flush()
    return found


def _link_named(session: Session, course: Course, lti_id: str) -> ResourceLink:
    query = select(ResourceLink).where(
        ResourceLink.course_id == course.id, ResourceLink.lti_id == lti_id
    )
    return found_or_made(
        session,
        query,
        lambda: ResourceLink(tenant_id=course.tenant_id, course_id=course.id, lti_id=lti_id),
    )


def _tenant_named(registration: Registration, claims: LaunchClaims) -> dict[str, object]:
    return {"registration": registration.id, "deployment": claims.deployment_id}


def _course_id(claims: LaunchClaims) -> str:
    if claims.context_id:
        return claims.context_id
    of_link = hashlib.sha256((claims.resource_link_id or claims.subject).encode()).hexdigest()
    return f"(no context) {of_link}"


def _bring(row: Base, **values: object) -> None:
    """Bring a row up to date; what is the same is not written."""
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def found_or_made(session: Session, query: Select[Row], make: Callable[[], Row]) -> Row:
    """Return the row of a query, made if there is none; safe against a twin."""
    found = session.scalar(query)
    if found is not None:
        return found
    made = make()
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        return session.scalars(query).one()
    return made
