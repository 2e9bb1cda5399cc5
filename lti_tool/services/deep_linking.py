"""Answer a platform that asked what to place in a course (Deep Linking 2.0)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from lti_tool.lti_errors import DeepLinkRefused, LaunchRefused
from lti_tool.models import Activity, Launch, Placement, Registration
from lti_tool.services.claims import ACTIVITY_KEY, Permits
from lti_tool.services.dates import narrowest
from lti_tool.services.keys import Keys
from lti_tool.services.logins import launch_address
from lti_tool.services.ports import (
    AnswerSigner,
    Availability,
    Choice,
    DeepLinkAnswer,
    LineItemWish,
)

SCORE_MAXIMUM = 100.0
TAG = "signpost"
TEXT_MAX = 4_000
_TARGETS = ("iframe", "window")
_CANVAS = ".instructure.com"


@dataclass(frozen=True, slots=True)
class DeepLinkForm:
    """What the browser posts back: one field `JWT` to `return_url`."""

    return_url: str
    jwt: str


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the platform takes as an answer (Deep Linking 2.0, section 2.1.2).

    Attributes:
        several: more than one link at once.
        columns: a gradebook column with a link.
        target: where the link may open, "" where nothing is asked.
        saves_at_once: the platform keeps the choice without a further click.
        title: what the platform suggests, or "".
        text: likewise.
    """

    several: bool
    columns: bool
    target: str
    saves_at_once: bool
    title: str = ""
    text: str = ""

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "Wishes":
        """Read the settings claim; some platforms send "true" for true."""
        targets = settings.get("accept_presentation_document_targets")
        offered = targets if isinstance(targets, list) else []
        return cls(
            several=_is_true(settings.get("accept_multiple")),
            columns=_is_true(settings.get("accept_lineitem", True)),
            target=next((target for target in _TARGETS if target in offered), ""),
            saves_at_once=_is_true(settings.get("auto_create")),
            title=_text(settings.get("title"), 255),
            text=_text(settings.get("text"), TEXT_MAX),
        )


@dataclass(frozen=True, slots=True)
class DeepLinking:
    """Writes answers for the pages of a deep linking launch."""

    keys: Keys
    signer: AnswerSigner
    public_url: str
    clock: Callable[[], datetime]

    def answer(
        self,
        session: Session,
        launch: Launch,
        activities: Sequence[Activity],
        note: str = "",
        availability: Availability = Availability(),  # noqa: B008 - frozen
    ) -> DeepLinkForm:
        """Return the form that places activities; none of them means "cancelled".

        Raises:
            DeepLinkRefused: the launch asks for no choice, the platform takes
                only one, or an activity is of another course.
        """
        settings = launch.deep_linking
        if not settings:
            raise DeepLinkRefused("this launch asks for no choice")
        wishes = Wishes.of(settings)
        if len(activities) > 1 and not wishes.several:
            raise DeepLinkRefused("the platform takes one activity at a time")
        if any(activity.course_id != launch.course_id for activity in activities):
            raise DeepLinkRefused("an activity of another course")
        answer = DeepLinkAnswer(
            registration=launch.tenant.registration,
            deployment_id=launch.tenant.deployment_id,
            settings=settings,
            choices=[self._choice(activity, wishes, availability) for activity in activities],
            note=note,
        )
        for activity in activities:
            _remember(session, activity, availability, self.clock(), columns=wishes.columns)
        jwt = self.signer.sign(answer, self.keys.signing_key(session), self.clock())
        return DeepLinkForm(str(settings["deep_link_return_url"]), jwt)

    def _choice(self, activity: Activity, wishes: Wishes, availability: Availability) -> Choice:
        wish = LineItemWish(activity.title, str(activity.id), TAG, SCORE_MAXIMUM)
        return Choice(
            title=activity.title,
            text=(activity.instructions or "")[:TEXT_MAX],
            url=launch_address(self.public_url),
            custom={ACTIVITY_KEY: str(activity.id)},
            line_item=wish if wishes.columns else None,
            availability=availability,
            target=wishes.target,
        )


def _remember(
    session: Session,
    activity: Activity,
    availability: Availability,
    now: datetime,
    *,
    columns: bool,
) -> None:
    """Keep what the platform is asked for; the last placing counts."""
    dates = narrowest(availability)
    placed = session.get(Placement, activity.id)
    if placed is None:
        placed = Placement(activity_id=activity.id, tenant_id=activity.tenant_id)
        session.add(placed)
    placed.with_column, placed.placed_at = columns, now
    placed.opens_at, placed.closes_at = dates.start, dates.end


def check_settings(
    settings: Mapping[str, Any], registration: Registration, permits: Permits
) -> None:
    """Refuse a request that we could not answer, before anything is chosen.

    Raises:
        LaunchRefused: no resource links are taken, or the return address is not
            the platform's own.
    """
    types = settings.get("accept_types")
    if not isinstance(types, list) or "ltiResourceLink" not in types:
        raise LaunchRefused("bad_deep_link", "accept_types has no ltiResourceLink")
    url = settings.get("deep_link_return_url")
    if not permits(url) or not is_of_platform(str(url), registration):
        raise LaunchRefused("bad_deep_link", "deep_link_return_url is not the platform's")


def is_of_platform(url: str, registration: Registration) -> bool:
    """Tell whether an address is on a host of the platform.

    Schools hosted by Canvas share an issuer and have hosts of their own.
    """
    own = {
        urlsplit(known).netloc.lower()
        for known in (registration.issuer, registration.auth_login_url, registration.auth_token_url)
    }
    host = urlsplit(url).netloc.lower()
    hosted = (urlsplit(registration.issuer).hostname or "").endswith(_CANVAS)
    return host in own or (hosted and host.endswith(_CANVAS))


def _is_true(value: object) -> bool:
    return value is True or value == "true"


def _text(value: object, most: int) -> str:
    return value.strip()[:most] if isinstance(value, str) else ""
