"""Take a launch in: verified, then kept as a tenant's course, person and link."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from analytics.events import ActivityLaunched
from lti_tool.adapters.database import Database
from lti_tool.lti_errors import LaunchRefused
from lti_tool.models import Course, Deployment, Registration, ResourceLink
from lti_tool.services import launch_log, places
from lti_tool.services.admin.role_overrides import meanings
from lti_tool.services.claims import LaunchClaims, Permits, read_claims
from lti_tool.services.cookieless import COOKIE
from lti_tool.services.course_copy.noticing import note_launch
from lti_tool.services.dates import window_of
from lti_tool.services.deep_linking import check_settings
from lti_tool.services.launch_rules import DEEP_LINKING, SUBMISSION_REVIEW
from lti_tool.services.launches import open_launch
from lti_tool.services.logins import FoundLogin, Logins, digest
from lti_tool.services.notices.subscribing import want
from lti_tool.services.outbox import accept
from lti_tool.services.ports import TokenVerifier
from lti_tool.services.review import learner_of, reviewed_link
from lti_tool.services.roles import Rights, rights_of


@dataclass(frozen=True, slots=True)
class Intake:
    """Takes launches in.

    Attributes:
        permits: says which addresses of a launch may be called later.
        launch_hours: how long a launch's pages live.
    """

    database: Database
    logins: Logins
    verifier: TokenVerifier
    permits: Permits
    launch_hours: float
    clock: Callable[[], datetime]

    def take(self, form: Mapping[str, str], browser: str | None, cookie_mode: str = COOKIE) -> str:
        """Return the page token of an accepted launch; a refusal is logged too.

        `browser` is the value of the login's cookie, or of the platform's
        storage; `cookie_mode` says which, for the log.

        Raises:
            LaunchRefused: any rule of a launch is broken.
        """
        mode = cookie_mode if browser else "none"
        try:
            return self._take(form, browser, mode)
        except LaunchRefused as refused:
            self._log(form, mode, refused)
            raise

    def _log(self, form: Mapping[str, str], mode: str, refused: LaunchRefused) -> None:
        said = launch_log.unverified_claims(form.get("id_token", ""))
        attempt = launch_log.attempt_of(said, mode)
        if state := form.get("state"):
            attempt = replace(attempt, login=digest(state))
        with self.database.write() as session:
            told = launch_log.refusal(session, attempt, refused)
            launch_log.record(session, told, self.clock())

    def _take(self, form: Mapping[str, str], browser: str | None, mode: str) -> str:
        if form.get("error"):
            raise LaunchRefused("platform_error", form["error"][:200])
        if not form.get("id_token"):
            raise LaunchRefused("no_token", "id_token is missing")
        login = self.logins.find(form.get("state", ""), browser)
        try:
            carried = login.cookie_mode if mode == COOKIE else mode
            return self._admit(form["id_token"], login, carried)
        except LaunchRefused as refused:
            refused.details.setdefault("issuer", login.registration.issuer)
            refused.details.setdefault("client_id", login.registration.client_id)
            self._spend_for_nothing(login)
            raise

    def _spend_for_nothing(self, login: FoundLogin) -> None:
        """Let the login of a refused launch work no more."""
        with suppress(LaunchRefused), self.database.write() as session:
            self.logins.spend(session, login)

    def _admit(self, id_token: str, login: FoundLogin, mode: str) -> str:
        said = self.verifier.verify(id_token, login.registration, login.nonce)
        claims = read_claims(said, self.permits)
        with self.database.write() as session:
            self.logins.spend(session, login)
            rights = rights_of(claims.roles, meanings(session, login.registration.id))
            self._check_deep_link(claims, rights, login.registration)
            known = places.known(session, login.registration, claims)
            tenant = places.tenant(session, login.registration, claims, known)
            token = self._keep(session, tenant, claims, rights, known) if tenant.approved else None
            if token:
                attempt = launch_log.attempt_of(said, mode)
                launch_log.record(session, _accepted(attempt, login, rights), self.clock())
        if token is None:
            raise LaunchRefused(
                "deployment_pending",
                "a deployment that nobody approved yet",
                status=403,
                details={"deployment": claims.deployment_id},
            )
        return token

    def _check_deep_link(
        self, claims: LaunchClaims, rights: Rights, registration: Registration
    ) -> None:
        if claims.message_type != DEEP_LINKING:
            return
        if rights.role != "teacher":
            raise LaunchRefused("not_teacher", "deep linking by a learner", status=403)
        check_settings(claims.deep_linking or {}, registration, self.permits)

    def _keep(
        self,
        session: Session,
        tenant: Deployment,
        claims: LaunchClaims,
        rights: Rights,
        known: places.Known,
    ) -> str:
        now = self.clock()
        course = places.course(session, tenant, claims, known)
        user = places.user(session, tenant, claims, known)
        link = _link(session, course, claims, known, now)
        if claims.notices:
            want(session, tenant, claims.notices, now)
        activity_id = link.activity_id if link else None
        window = window_of(session, claims, activity_id)
        accept(
            session,
            ActivityLaunched(
                event_id=uuid4(),
                occurred_at=now,
                produced_at=now,
                tenant=str(tenant.id),
                course_id=str(course.id),
                learner_id=user.id,
                activity_id=activity_id,
                role=rights.role,
            ),
        )
        return open_launch(
            session,
            now=now,
            hours=self.launch_hours,
            tenant_id=tenant.id,
            course_id=course.id,
            user_id=user.id,
            activity_id=activity_id,
            resource_link_id=link.id if link else None,
            message_type=claims.message_type,
            role=rights.role,
            sees_institution=rights.sees_institution,
            is_test_user=rights.is_test_user,
            opens_at=window.start,
            closes_at=window.end,
            locale=claims.locale,
            return_url=claims.return_url,
            deep_linking=claims.deep_linking if claims.message_type == DEEP_LINKING else None,
            review_of=learner_of(session, tenant, claims, rights),
        )


def _link(
    session: Session, course: Course, claims: LaunchClaims, known: places.Known, now: datetime
) -> ResourceLink | None:
    if claims.message_type == SUBMISSION_REVIEW:
        return reviewed_link(session, course, claims)
    link = places.link(session, course, claims, known)
    note_launch(session, course, link, claims, now)
    return link


def _accepted(attempt: launch_log.Attempt, login: FoundLogin, rights: Rights) -> launch_log.Attempt:
    return replace(
        attempt,
        verdict="accepted",
        registration_id=login.registration.id,
        login=digest(login.state),
        issuer=login.registration.issuer,
        client_id=login.registration.client_id,
        role=rights.role,
    )
