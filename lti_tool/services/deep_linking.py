"""Answer a platform that asked what to place in a course (Deep Linking 2.0)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from lti_tool.lti_errors import DeepLinkRefused, LaunchRefused
from lti_tool.models import Activity, Launch, Registration
from lti_tool.services.claims import ACTIVITY_KEY, Permits
from lti_tool.services.keys import Keys
from lti_tool.services.logins import launch_address
from lti_tool.services.ports import AnswerSigner, Choice, DeepLinkAnswer, LineItemWish

SCORE_MAXIMUM = 100.0
TAG = "signpost"
_CANVAS = ".instructure.com"


@dataclass(frozen=True, slots=True)
class DeepLinkForm:
    """What the browser posts back: one field `JWT` to `return_url`."""

    return_url: str
    jwt: str


@dataclass(frozen=True, slots=True)
class DeepLinking:
    """Writes answers for the pages of a deep linking launch."""

    keys: Keys
    signer: AnswerSigner
    public_url: str
    clock: Callable[[], datetime]

    def answer(
        self, session: Session, launch: Launch, activities: Sequence[Activity], note: str = ""
    ) -> DeepLinkForm:
        """Return the form that places activities; none of them means "cancelled".

        Raises:
            DeepLinkRefused: the launch asks for no choice, the platform takes
                only one, or an activity is of another course.
        """
        settings = launch.deep_linking
        if not settings:
            raise DeepLinkRefused("this launch asks for no choice")
        if len(activities) > 1 and not _is_true(settings.get("accept_multiple")):
            raise DeepLinkRefused("the platform takes one activity at a time")
        if any(activity.course_id != launch.course_id for activity in activities):
            raise DeepLinkRefused("an activity of another course")
        with_column = settings.get("accept_lineitem", True)
        answer = DeepLinkAnswer(
            registration=launch.tenant.registration,
            deployment_id=launch.tenant.deployment_id,
            settings=settings,
            choices=[
                self._choice(activity, with_column=_is_true(with_column)) for activity in activities
            ],
            note=note,
        )
        jwt = self.signer.sign(answer, self.keys.signing_key(session), self.clock())
        return DeepLinkForm(str(settings["deep_link_return_url"]), jwt)

    def _choice(self, activity: Activity, *, with_column: bool) -> Choice:
        wish = LineItemWish(activity.title, str(activity.id), TAG, SCORE_MAXIMUM)
        return Choice(
            title=activity.title,
            url=launch_address(self.public_url),
            custom={ACTIVITY_KEY: str(activity.id)},
            line_item=wish if with_column else None,
        )


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
