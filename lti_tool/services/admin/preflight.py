"""Check a deployment against its LMS, step by step, before a class depends on it.

Every step ends in "ok", "wrong" or "unknown" with a code; the page says what the
code means and which menu of the LMS mends it. What only a browser can show, the
frame and its cookies, is read from the launches that came.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lti_tool.adapters.database import Database
from lti_tool.lti_errors import PlatformRefusal, PlatformUnavailable
from lti_tool.models import (
    Course,
    Deployment,
    LaunchRecord,
    Preflight,
    Registration,
    ResourceLink,
)
from lti_tool.services.admin.health import cookie_modes
from lti_tool.services.admin.visits import Visit

MOST_SKEW_S = 30
Verdict = Literal["ok", "wrong", "unknown"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One step's result.

    Attributes:
        code: names the sentence; facts fill it.
    """

    step: str
    verdict: Verdict
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


class Probe(Protocol):
    """Asks a platform, read-only.

    Every method raises `PlatformRefusal` or `PlatformUnavailable`.
    """

    def sign_in_page(self, registration: Registration) -> int:
        """Return the HTTP status of the authorization endpoint, asked for nothing."""

    def keys(self, registration: Registration) -> tuple[int, datetime | None]:
        """Return how many keys are published, and the platform's clock."""

    def token(self, registration: Registration, scope: str) -> None:
        """Ask for a fresh access token."""

    def columns(self, registration: Registration, url: str) -> int:
        """Return how many gradebook columns the first page lists."""

    def members(self, registration: Registration, url: str) -> int:
        """Return how many people the course has."""


@dataclass(frozen=True, slots=True)
class Places:
    """What launches told of a deployment's services and ways in.

    Attributes:
        came: anybody was let in.
        opened: an activity was opened; only then an LMS names its gradebook.
        linked: an activity was chosen.
    """

    registration: Registration
    deployment_id: str
    approved: bool
    columns_url: str | None
    scopes: tuple[str, ...]
    members_url: str | None
    came: bool
    opened: bool
    linked: bool
    cookie_modes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Preflights:
    """Runs checks and keeps their last results."""

    database: Database
    probe: Probe
    token_scope: str
    clock: Callable[[], datetime]

    def run(self, visit: Visit, deployment_id: UUID) -> None:
        """Check a deployment and keep what was found."""
        with self.database.read() as session:
            places = _places(session, visit.deployment(session, deployment_id))
        found = [*self._addresses(places), *self._services(places), *_ways_in(places)]
        kept = {one.step: asdict(one) for one in found}
        with self.database.write() as session:
            session.merge(Preflight(tenant_id=deployment_id, at=self.clock(), findings=kept))

    def _addresses(self, places: Places) -> list[Finding]:
        now = self.clock()
        keys, clock = self._keys(places.registration, now)
        return [self._sign_in(places.registration), keys, clock]

    def _sign_in(self, registration: Registration) -> Finding:
        url = registration.auth_login_url
        try:
            status = self.probe.sign_in_page(registration)
        except PlatformRefusal as error:
            return Finding("oidc", "wrong", "oidc_forbidden", {"url": url, "why": str(error)[:200]})
        except PlatformUnavailable as error:
            return Finding("oidc", "wrong", "oidc_silent", {"url": url, "why": str(error)[:200]})
        if status in {404, 410}:
            return Finding("oidc", "wrong", "oidc_missing", {"url": url})
        return Finding("oidc", "ok", "oidc_ok", {"url": url})

    def _keys(self, registration: Registration, now: datetime) -> tuple[Finding, Finding]:
        unknown = Finding("clock", "unknown", "clock_unknown")
        facts: dict[str, Any] = {"url": registration.key_set_url}
        try:
            count, theirs = self.probe.keys(registration)
        except (PlatformRefusal, PlatformUnavailable) as error:
            facts["why"] = str(error)[:200]
            return Finding("keys", "wrong", "keys_unreachable", facts), unknown
        facts["count"] = count
        keys = Finding(
            "keys", "ok" if count else "wrong", "keys_ok" if count else "keys_none", facts
        )
        if theirs is None:
            return keys, unknown
        skew = (theirs - now).total_seconds()
        near = abs(skew) <= MOST_SKEW_S
        said = {"skew_s": round(skew, 1)}
        code = "clock_ok" if near else "clock_wrong"
        return keys, Finding("clock", "ok" if near else "wrong", code, said)

    def _services(self, places: Places) -> list[Finding]:
        return [self._token(places), self._columns(places), self._members(places)]

    def _token(self, places: Places) -> Finding:
        try:
            self.probe.token(places.registration, self.token_scope)
        except PlatformRefusal as error:
            return Finding("token", "wrong", "token_refused", {"why": str(error)[:200]})
        except PlatformUnavailable as error:
            return Finding("token", "wrong", "token_silent", {"why": str(error)[:200]})
        return Finding("token", "ok", "token_ok")

    def _columns(self, places: Places) -> Finding:
        if not places.opened:
            return Finding("columns", "unknown", "no_launch_yet")
        if places.columns_url is None:
            return Finding("columns", "wrong", "columns_off")
        try:
            count = self.probe.columns(places.registration, places.columns_url)
        except (PlatformRefusal, PlatformUnavailable) as error:
            return Finding("columns", "wrong", "columns_refused", {"why": str(error)[:200]})
        if not any(scope.endswith("/scope/score") for scope in places.scopes):
            return Finding("columns", "wrong", "scores_off")
        return Finding("columns", "ok", "columns_ok", {"count": count})

    def _members(self, places: Places) -> Finding:
        if not places.came:
            return Finding("members", "unknown", "no_launch_yet")
        if places.members_url is None:
            return Finding("members", "wrong", "members_off")
        try:
            count = self.probe.members(places.registration, places.members_url)
        except (PlatformRefusal, PlatformUnavailable) as error:
            return Finding("members", "wrong", "members_refused", {"why": str(error)[:200]})
        return Finding("members", "ok", "members_ok", {"count": count})


def findings_of(kept: Preflight | None) -> list[Finding]:
    """Return the findings of the last check, in the order of its steps."""
    found = kept.findings if kept else {}
    steps = ("oidc", "keys", "clock", "token", "columns", "members", "deep_link", "frame")
    return [Finding(**found[step]) for step in steps if step in found]


def _ways_in(places: Places) -> list[Finding]:
    return [_deep_link(places), _frame(places)]


def _deep_link(places: Places) -> Finding:
    if places.linked:
        return Finding("deep_link", "ok", "deep_link_ok")
    return Finding("deep_link", "unknown", "deep_link_untried")


def _frame(places: Places) -> Finding:
    if not places.approved:
        return Finding("frame", "wrong", "not_approved")
    if not places.cookie_modes:
        return Finding("frame", "unknown", "no_launch_yet")
    facts = {"modes": dict(places.cookie_modes)}
    only_windows = set(places.cookie_modes) == {"window"}
    return Finding("frame", "ok", "frame_windows" if only_windows else "frame_ok", facts)


def _places(session: Session, deployment: Deployment) -> Places:
    link = session.scalar(
        select(ResourceLink)
        .where(ResourceLink.tenant_id == deployment.id, ResourceLink.line_items_url.is_not(None))
        .order_by(ResourceLink.updated_at.desc())
        .limit(1)
    )
    members_url = session.scalar(
        select(Course.memberships_url)
        .where(Course.tenant_id == deployment.id, Course.memberships_url.is_not(None))
        .order_by(Course.created_at.desc())
        .limit(1)
    )
    loaded = session.scalars(
        select(Deployment)
        .where(Deployment.id == deployment.id)
        .options(joinedload(Deployment.registration))
    ).one()
    return Places(
        registration=loaded.registration,
        deployment_id=deployment.deployment_id,
        approved=deployment.approved,
        columns_url=link.line_items_url if link else None,
        scopes=tuple(link.ags_scopes) if link else (),
        members_url=members_url,
        came=_has(session, deployment, None),
        opened=_has(session, deployment, "LtiResourceLinkRequest"),
        linked=_has(session, deployment, "LtiDeepLinkingRequest"),
        cookie_modes=cookie_modes(session, deployment),
    )


def _has(session: Session, deployment: Deployment, message_type: str | None) -> bool:
    """Tell whether an accepted launch of a kind came; a course counts as any."""
    if message_type is None:
        query = select(Course.id).where(Course.tenant_id == deployment.id).limit(1)
        return session.scalar(query) is not None
    log = select(LaunchRecord.id).where(
        LaunchRecord.registration_id == deployment.registration_id,
        LaunchRecord.deployment_id == deployment.deployment_id,
        LaunchRecord.message_type == message_type,
        LaunchRecord.verdict == "accepted",
    )
    return session.scalar(log.limit(1)) is not None
