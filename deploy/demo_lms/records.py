"""What the demo LMS keeps, as frozen records."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class User:
    """Someone to act as. `institution_role` is a key of `roles.INSTITUTION`."""

    id: str
    given_name: str
    family_name: str
    name: str
    email: str
    locale: str
    institution_role: str
    blurb: str


@dataclass(frozen=True, slots=True)
class Course:
    """A course; `locale` is the language it is taught in.

    `origin` is the id of the course that it was copied from, if any.
    """

    id: str
    code: str
    title: str
    summary: str
    locale: str
    hue: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A user with a role in one course (a key of `roles.COURSE`)."""

    user: User
    role: str


@dataclass(frozen=True, slots=True)
class Tool:
    """A registered tool; `review_uri` opens a student's work, if it can."""

    client_id: str
    deployment_id: str
    name: str
    description: str
    initiate_login_uri: str
    redirect_uris: list[str]
    jwks_uri: str
    target_link_uri: str
    domain: str
    deep_link_uri: str
    scopes: list[str]
    claims: list[str]
    custom: dict[str, str]
    active: bool
    registered_at: datetime
    review_uri: str = ""

    def addresses(self) -> list[str]:
        """Return every address of the tool that a browser may visit."""
        return [self.target_link_uri, self.initiate_login_uri, *self.redirect_uris]


@dataclass(frozen=True, slots=True)
class RegistrationLink:
    """A one-time right to register, or to update `client_id`."""

    token_hash: str
    issued_at: datetime
    expires_at: datetime
    used_at: datetime | None
    client_id: str


@dataclass(frozen=True, slots=True)
class Activity:
    """A tool's link placed in a course; `id` is the resource link id.

    `origin` is the link that it was copied from, if any.
    """

    id: str
    course_id: str
    client_id: str
    title: str
    text: str
    url: str
    custom: dict[str, str]
    line_item_id: int | None
    position: int
    created_at: datetime
    origin: str = ""


@dataclass(frozen=True, slots=True)
class LineItem:
    """A gradebook column."""

    id: int
    course_id: str
    client_id: str
    label: str
    maximum: float
    resource_id: str
    tag: str
    activity_id: str
    starts_at: str
    ends_at: str


@dataclass(frozen=True, slots=True)
class Result:
    """A student's grade in one column, on the column's scale."""

    line_item_id: int
    user_id: str
    score: float | None
    comment: str
    stamped_at: datetime | None
    changed_at: datetime
    overridden_by: str


@dataclass(frozen=True, slots=True)
class ScorePost:
    """A score as a tool sent it, and what became of it."""

    id: int
    line_item_id: int
    user_id: str
    client_id: str
    received_at: datetime
    body: dict[str, Any]
    status: int
    verdict: str


@dataclass(frozen=True, slots=True)
class Hint:
    """What a login initiation was for; its id is the message hint.

    `for_user` is the student whose work is to be reviewed, if any; `target` the
    address that the launch opens.
    """

    id: str
    kind: str
    user_id: str
    client_id: str
    course_id: str
    activity_id: str
    locale: str
    expires_at: datetime
    for_user: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class DeepLinkSession:
    """A teacher's open choice of content; `data` must come back."""

    id: str
    user_id: str
    client_id: str
    course_id: str
    data: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What a live access token allows."""

    client_id: str
    scopes: list[str]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Submission:
    """A student's attempts in one column, where attempts are counted.

    `url` is what the tool said opens the work.
    """

    line_item_id: int
    user_id: str
    attempts: int
    url: str
