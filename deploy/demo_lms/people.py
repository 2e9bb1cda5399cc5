"""Users, courses and who is enrolled in what."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import insert, select

from deploy.demo_lms.database import Database
from deploy.demo_lms.records import Course, Member, User
from deploy.demo_lms.schema import courses, enrolments, users


@dataclass(frozen=True, slots=True)
class People:
    """Look up who there is and what they attend."""

    database: Database

    def is_empty(self) -> bool:
        """Tell whether nobody has been added yet."""
        return not self.users()

    def add(
        self,
        people: Sequence[User],
        classes: Sequence[Course],
        rolls: Sequence[tuple[str, str, str]],
    ) -> None:
        """Add users, courses and (course, user, role) rows, all or nothing."""
        with self.database.write() as connection:
            if connection.execute(select(users.c.id)).mappings().first():
                return
            connection.execute(insert(users), [asdict(user) for user in people])
            connection.execute(insert(courses), [asdict(course) for course in classes])
            connection.execute(
                insert(enrolments),
                [
                    {"course_id": course, "user_id": user, "role": role, "position": position}
                    for position, (course, user, role) in enumerate(rolls)
                ],
            )

    def users(self) -> list[User]:
        """Return everybody, in the order they were added."""
        with self.database.read() as connection:
            rows = connection.execute(select(users).order_by(users.c.id)).mappings()
            return [User(**row) for row in rows]

    def user(self, user_id: str) -> User | None:
        """Return one user, or None."""
        query = select(users).where(users.c.id == user_id)
        with self.database.read() as connection:
            row = connection.execute(query).mappings().first()
        return User(**row) if row else None

    def courses(self) -> list[Course]:
        """Return every course."""
        with self.database.read() as connection:
            rows = connection.execute(select(courses).order_by(courses.c.id)).mappings()
            return [Course(**row) for row in rows]

    def course(self, course_id: str) -> Course | None:
        """Return one course, or None."""
        query = select(courses).where(courses.c.id == course_id)
        with self.database.read() as connection:
            row = connection.execute(query).mappings().first()
        return Course(**row) if row else None

    def origins(self, course: Course) -> list[str]:
        """Return the courses that one was copied from, the nearest first."""
        found: list[str] = []
        before: Course | None = course
        while before and before.origin and before.origin not in found:
            found.append(before.origin)
            before = self.course(before.origin)
        return found

    def members(self, course_id: str) -> list[Member]:
        """Return a course's roster in enrolment order."""
        query = (
            select(users, enrolments.c.role.label("course_role"))
            .join(enrolments, enrolments.c.user_id == users.c.id)
            .where(enrolments.c.course_id == course_id)
            .order_by(enrolments.c.position)
        )
        with self.database.read() as connection:
            found = [dict(row) for row in connection.execute(query).mappings()]
        return [Member(role=row.pop("course_role"), user=User(**row)) for row in found]

    def role(self, course_id: str, user_id: str) -> str | None:
        """Return a user's role in a course, or None."""
        for member in self.members(course_id):
            if member.user.id == user_id:
                return member.role
        return None
