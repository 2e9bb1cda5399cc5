"""What the LTI use cases need from outside, as they need it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from lti_tool.models import Registration
from lti_tool.services.keys import SigningKey


class AuthenticationRequest(Protocol):
    """Writes the second step of an OIDC login."""

    def address(
        self, registration: Registration, params: Mapping[str, str], state: str, nonce: str
    ) -> str:
        """Return the platform's address to send the browser to."""


class TokenVerifier(Protocol):
    """Verifies id_tokens."""

    def verify(self, token: str, registration: Registration, nonce: str) -> dict[str, Any]:
        """Return the claims of a token that keeps every rule.

        Raises:
            LaunchRefused: it breaks one.
        """


@dataclass(frozen=True, slots=True)
class LineItemWish:
    """The gradebook column that a link asks for."""

    label: str
    resource_id: str
    tag: str
    score_maximum: float


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when; either end may be open."""

    start: datetime | None = None
    end: datetime | None = None

    def __bool__(self) -> bool:
        """Tell whether an end is set."""
        return self.start is not None or self.end is not None


@dataclass(frozen=True, slots=True)
class Availability:
    """When learners see a link (`available`) and may hand in (`submission`)."""

    available: Window = Window()
    submission: Window = Window()


@dataclass(frozen=True, slots=True)
class Choice:
    """One link that a teacher chose to place.

    Attributes:
        target: "iframe" or "window" where the platform lets us choose, else "".
    """

    title: str
    url: str
    custom: Mapping[str, str]
    line_item: LineItemWish | None
    text: str = ""
    availability: Availability = Availability()
    target: str = ""


@dataclass(frozen=True, slots=True)
class DeepLinkAnswer:
    """What goes back to the platform after a choice.

    Attributes:
        settings: the claim of the request; its `data` is returned.
        note: shown to the teacher by the platform; may be empty.
    """

    registration: Registration
    deployment_id: str
    settings: Mapping[str, Any]
    choices: Sequence[Choice]
    note: str


class AnswerSigner(Protocol):
    """Signs deep linking answers."""

    def sign(self, answer: DeepLinkAnswer, key: SigningKey, now: datetime) -> str:
        """Return the answer as a JWT signed by us."""


@dataclass(frozen=True, slots=True)
class Score:
    """A score on its way to a column, as AGS wants it (AGS 2.0, section 3.4.9).

    Attributes:
        timestamp: of this change; strictly later than the last one sent.
        submitted_at: when the learner did the work.
        given: of 100.
        new_submission: Canvas only: whether this counts as a new attempt.
        replaces_others: it may go over a grade that is not ours.
    """

    user_id: str
    given: float
    timestamp: datetime
    submitted_at: datetime
    completed: bool
    comment: str
    new_submission: bool
    replaces_others: bool = False


class ScoreSender(Protocol):
    """Sends scores to platforms."""

    def send(self, registration: Registration, line_item_url: str, score: Score) -> None:
        """Put a score into a column.

        Raises:
            PlatformRefusal: for good, with the status.
            PlatformUnavailable: try again later.
        """


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a course, as the platform's roster names them."""

    subject: str
    name: str
    roles: tuple[str, ...]
    active: bool


@dataclass(frozen=True, slots=True)
class RosterReading:
    """A whole reading of a roster, or of what changed in it.

    Attributes:
        differences_url: where to ask later for what changed since; None where
            the platform offers no such thing.
    """

    members: tuple[Member, ...]
    differences_url: str | None


class RosterReader(Protocol):
    """Reads rosters."""

    def read(self, registration: Registration, url: str) -> RosterReading:
        """Return every page of a roster. Raises as `ScoreSender.send` does."""
