"""Who is in a course, for the teacher's page."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from lti_tool.models import Course, Registration
from lti_tool.services.ports import Member, RosterReader

KEEP = timedelta(minutes=5)


@dataclass(slots=True)
class Roster:
    """Reads rosters and keeps them in memory for five minutes."""

    reader: RosterReader
    clock: Callable[[], datetime]
    _kept: dict[UUID, tuple[datetime, Mapping[str, Member]]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def members(self, registration: Registration, course: Course) -> Mapping[str, Member]:
        """Return a course's members by subject; empty when it shows no roster.

        A roster that cannot be read completely changes nothing: the caller gets
        the error and may go on with the names it has.

        Raises:
            PlatformRefusal: the platform does not let us read it.
            PlatformUnavailable: it does not answer.
        """
        if not course.memberships_url:
            return {}
        with self._lock:
            kept = self._kept.get(course.id)
        if kept and self.clock() - kept[0] < KEEP:
            return kept[1]
        found = self.reader.members(registration, course.memberships_url)
        members = {member.subject: member for member in found}
        with self._lock:
            self._kept[course.id] = (self.clock(), members)
        return members
