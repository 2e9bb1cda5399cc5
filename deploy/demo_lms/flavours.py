"""How the demo LMS behaves: plainly, like Moodle, or like Canvas.

A flavour is data; the code that it steers asks it and knows no names.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from deploy.demo_lms import lti

FlavourName = Literal["plain", "moodle", "canvas"]
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ScoreManners:
    """What a gradebook takes and refuses.

    Attributes:
        whole_seconds: stamps count in whole seconds.
        repeat_is_stale: a stamp that is there already is refused, not only an older one.
        stale_status: how a stale stamp is refused.
        zoneless_status: how a stamp without a zone is refused.
        stranger_status: how a score of somebody who is not graded is refused.
        clamps: a score over the maximum becomes the maximum.
        counts_attempts: each score is a new attempt unless its extension denies it.
    """

    whole_seconds: bool = False
    repeat_is_stale: bool = True
    stale_status: int = 409
    zoneless_status: int = 400
    stranger_status: int = 400
    clamps: bool = True
    counts_attempts: bool = False

    def is_stale(self, kept: datetime | None, new: datetime) -> bool:
        """Tell whether a stamp comes too late for a grade that has one."""
        old, young = self._stamp(kept or _LONG_AGO), self._stamp(new)
        return old >= young if self.repeat_is_stale else old > young

    def _stamp(self, moment: datetime) -> datetime:
        return moment.replace(microsecond=0) if self.whole_seconds else moment


@dataclass(frozen=True, slots=True)
class Flavour:
    """One kind of platform.

    Attributes:
        product: `product_family_code` of launches and of the configuration.
        config_needs_bearer: the configuration is shown with a registration token only.
        active_at_once: a registered tool may be used without an administrator.
        deployment_for_each_account: a client has many deployments, none named at
            its registration.
        opaque_contexts: course ids are digests, not small numbers.
        context_type: of every course.
        empty_variables: a variable that is not known becomes empty; else it stays
            as it was written.
        link_history: `$ResourceLink.id.history` is known.
        storage_target: the frame that keeps a tool's values; "" for none.
        short_roles: the roster names roles shortly.
        roster_page: members on a page always; 0 to page only when `limit` is sent.
        review_message: a grade opens the work by LtiSubmissionReviewRequest.
        notices: the notification service is there.
        test_student: every course has a "Student View" user.
    """

    name: FlavourName
    product: str
    scores: ScoreManners = field(default_factory=ScoreManners)
    config_needs_bearer: bool = False
    active_at_once: bool = True
    deployment_for_each_account: bool = False
    opaque_contexts: bool = False
    context_type: str = "http://purl.imsglobal.org/vocab/lis/v2/course#CourseSection"
    empty_variables: bool = False
    link_history: bool = True
    storage_target: str = ""
    short_roles: bool = True
    roster_page: int = 0
    review_message: bool = True
    notices: bool = True
    test_student: bool = False

    @property
    def scopes(self) -> tuple[str, ...]:
        """Return what tools may ask for."""
        return (*lti.SCOPES, lti.NOTICE_HANDLERS) if self.notices else lti.SCOPES

    def context_id(self, course_id: str) -> str:
        """Return a course's id as tools see it."""
        if not self.opaque_contexts:
            return course_id
        return hashlib.sha256(f"course {course_id}".encode()).hexdigest()[:40]

    def deployment_id(self, registered: str, account: str) -> str:
        """Return the deployment of an account, named by its first course."""
        if not self.deployment_for_each_account:
            return registered
        return f"{registered}:{self.context_id(account)[:16]}"

    def expand(self, custom: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
        """Return custom parameters with their variables filled in."""
        return {name: self._value(value, known) for name, value in custom.items()}

    def _value(self, value: str, known: Mapping[str, str]) -> str:
        if not value.startswith("$"):
            return value
        if value == lti.LINK_HISTORY and not self.link_history:
            return value
        return known.get(value, "" if self.empty_variables else value)


PLAIN = Flavour("plain", "signpost-demo-lms")

MOODLE = Flavour(
    "moodle",
    "moodle",
    scores=ScoreManners(whole_seconds=True, zoneless_status=409),
    active_at_once=False,
    context_type="CourseSection",
    empty_variables=True,
    link_history=False,
    review_message=False,
    notices=False,
)

CANVAS = Flavour(
    "canvas",
    "canvas",
    scores=ScoreManners(
        repeat_is_stale=False,
        stale_status=400,
        stranger_status=422,
        clamps=False,
        counts_attempts=True,
    ),
    config_needs_bearer=True,
    deployment_for_each_account=True,
    opaque_contexts=True,
    context_type="http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering",
    link_history=False,
    storage_target="post_message_forwarding",
    short_roles=False,
    roster_page=50,
    review_message=False,
    test_student=True,
)

FLAVOURS: Mapping[FlavourName, Flavour] = {one.name: one for one in (PLAIN, MOODLE, CANVAS)}
