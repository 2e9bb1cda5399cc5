"""What a role name of one registration means, where the standard rule is wrong.

An override gives "learner", "teacher" or "viewer" in a course; no override
makes an administrator.
"""

from collections.abc import Mapping, Sequence
from typing import get_args
from uuid import UUID

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from lti_tool.admin_errors import AdminRefused
from lti_tool.models import RoleOverride, table_of
from lti_tool.services.roles import CourseRole

ROLES: tuple[str, ...] = get_args(CourseRole)
_ROWS = table_of(RoleOverride)
_MEANINGS = select(_ROWS.c.role_uri, _ROWS.c.role).where(
    _ROWS.c.registration_id == bindparam("registration")
)


def set_override(session: Session, registration_id: UUID, role_uri: str, role: str) -> None:
    """Let a role name mean a role of ours from the next launch on.

    Raises:
        AdminRefused: the name is empty, too long or not printable, or the role
            is none that an override may give.
    """
    name = role_uri.strip()
    if role not in ROLES:
        raise AdminRefused("bad_role")
    if not name or len(name) > 255 or not name.isprintable():
        raise AdminRefused("bad_role_name")
    query = select(RoleOverride).where(
        RoleOverride.registration_id == registration_id, RoleOverride.role_uri == name
    )
    kept = session.scalar(query)
    if kept is None:
        kept = RoleOverride(registration_id=registration_id, role_uri=name, role=role)
        session.add(kept)
    kept.role = role


def remove_override(session: Session, registration_id: UUID, override_id: UUID) -> None:
    """Let the standard rule hold again for a role name."""
    session.execute(
        delete(RoleOverride).where(
            RoleOverride.id == override_id, RoleOverride.registration_id == registration_id
        )
    )


def overrides(session: Session, registration_id: UUID) -> Sequence[RoleOverride]:
    """Return the overrides of a registration by name."""
    query = select(RoleOverride).where(RoleOverride.registration_id == registration_id)
    return session.scalars(query.order_by(RoleOverride.role_uri)).all()


def meanings(session: Session, registration_id: UUID) -> Mapping[str, CourseRole]:
    """Return what overridden role names mean, as `rights_of` takes it."""
    known: dict[str, CourseRole] = {"learner": "learner", "teacher": "teacher", "viewer": "viewer"}
    found = session.connection().execute(_MEANINGS, {"registration": registration_id})
    return {uri: known[role] for uri, role in found if role in known}
