"""Register with a platform by its one-time link (Dynamic Registration 1.0).

A stranger needs an invitation. A client that is known already is never changed
by itself: what would change is shown first.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.adapters.database import Database
from lti_tool.errors import ToolError
from lti_tool.lti_errors import PlatformRefusal, RegistrationRefused
from lti_tool.models import Registration
from lti_tool.services import registration_changes as changes
from lti_tool.services.admin import invitations
from lti_tool.services.tool_config import ToolAddresses, registration_request

_PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
_ACCOUNT_NAME = "https://canvas.instructure.com/lti/account_name"
_CANVAS_CLOUD = ("instructure.com", "canvaslms.com")
_TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
log = logging.getLogger(__name__)


class PlatformConfiguration(BaseModel):
    """What a platform says of itself (OpenID Connect Discovery)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    issuer: str = Field(min_length=1, max_length=255)
    authorization_endpoint: str
    registration_endpoint: str
    jwks_uri: str
    token_endpoint: str
    authorization_server: str | None = None
    scopes_supported: object = None
    platform: dict[str, Any] = Field(default_factory=dict, alias=_PLATFORM)


class RegistrationAnswer(BaseModel):
    """What a platform answers to a registration."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    client_id: str = Field(min_length=1, max_length=255)
    tool: dict[str, Any] = Field(default_factory=dict, alias=_TOOL)


class Platforms(Protocol):
    """Asks platforms during a registration."""

    def check(self, url: object) -> str:
        """Return an address that may be called; PlatformRefusal if it may not."""

    def read(self, url: str, bearer: str | None) -> object:
        """Return the JSON at an address."""

    def register(self, url: str, bearer: str | None, body: Mapping[str, Any]) -> object:
        """Post a registration and return the JSON answer."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A platform that may launch us now.

    Attributes:
        deployment_id: None when the platform names it at the first launch.
        proposal: what would change of a client that was known already; nothing of
            it is applied yet.
    """

    registration_id: UUID
    issuer: str
    client_id: str
    product: str
    deployment_id: str | None
    proposal: changes.Proposal | None = None


@dataclass(frozen=True, slots=True)
class Registrations:
    """Registers us with platforms.

    Attributes:
        is_open: whether strangers need no invitation.
    """

    database: Database
    platforms: Platforms
    public_url: str
    clock: Callable[[], datetime]
    is_open: bool = False

    def check_invitation(self, code: str) -> None:
        """Raise RegistrationRefused unless a code lets somebody register now."""
        with self.database.read() as session:
            if not (self.is_open or invitations.is_good(session, self.clock(), code)):
                raise RegistrationRefused("not_invited", "no invitation that is good")

    def register_invited(
        self, code: str, openid_configuration: str, bearer: str | None
    ) -> Registered:
        """Register a stranger's platform; the invitation is used up if that works.

        Raises:
            RegistrationRefused: no good invitation, or as `register`.
            PlatformUnavailable: as `register`; the invitation is good still.
        """
        if self.is_open:
            return self.register(openid_configuration, bearer)
        with self.database.write() as session:
            spent = invitations.spend(session, self.clock(), code)
        if not spent:
            raise RegistrationRefused("not_invited", "no invitation that is good")
        try:
            done = self.register(openid_configuration, bearer)
        except ToolError:
            with self.database.write() as session:
                invitations.give_back(session, code)
            raise
        with self.database.write() as session:
            invitations.say_used_for(session, code, f"{done.issuer} {done.client_id}")
        return done

    def apply(self, token: str) -> Registered:
        """Apply a change that was shown and said yes to.

        Raises:
            RegistrationRefused: the yes is used or too old.
        """
        with self.database.write() as session:
            kept, named = changes.apply(session, token, self.clock())
            log.info("changed client %s of %s", kept.client_id, kept.issuer)
            return Registered(kept.id, kept.issuer, kept.client_id, kept.product, named)

    def register(self, openid_configuration: str, registration_token: str | None) -> Registered:
        """Register by a platform's link, and trust the deployment it names.

        What would change of a client that is known is proposed, not applied.

        Raises:
            RegistrationRefused: the link or an answer breaks a rule, or the
                platform says no: it takes each link once.
            PlatformUnavailable: the platform does not answer; try again.
        """
        try:
            configuration = self._configuration(openid_configuration, registration_token)
            answer = self._answer(configuration, registration_token)
        except PlatformRefusal as error:
            code = "link_used" if error.http_status in {401, 403} else "platform_said_no"
            raise RegistrationRefused(code, str(error)) from error
        with self.database.write() as session:
            return self._keep(session, configuration, answer)

    def _configuration(self, url: str, bearer: str | None) -> PlatformConfiguration:
        self.platforms.check(url)
        try:
            found = PlatformConfiguration.model_validate(self.platforms.read(url, bearer))
        except ValidationError as error:
            raise RegistrationRefused("bad_configuration", _first(error)) from error
        if not _belongs(found.issuer, url):
            raise RegistrationRefused("other_issuer", f"{found.issuer} does not serve {url}")
        if not _belongs(found.issuer, found.registration_endpoint):
            raise RegistrationRefused("other_issuer", "the registration endpoint is elsewhere")
        for address in (
            found.registration_endpoint,
            found.authorization_endpoint,
            found.jwks_uri,
            found.token_endpoint,
        ):
            self.platforms.check(address)
        return found

    def _answer(self, at: PlatformConfiguration, bearer: str | None) -> RegistrationAnswer:
        ours = ToolAddresses(self.public_url.rstrip("/"))
        scopes = at.scopes_supported if isinstance(at.scopes_supported, list) else ()
        body = registration_request(ours, at.platform, scopes)
        try:
            return RegistrationAnswer.model_validate(
                self.platforms.register(at.registration_endpoint, bearer, body)
            )
        except ValidationError as error:
            raise RegistrationRefused("bad_answer", _first(error)) from error

    def _keep(
        self, session: Session, at: PlatformConfiguration, answer: RegistrationAnswer
    ) -> Registered:
        query = select(Registration).where(
            Registration.issuer == at.issuer, Registration.client_id == answer.client_id
        )
        kept = session.scalar(query)
        said = _values(at, answer)
        named, proposal = said[changes.DEPLOYMENT], None
        if kept is None:
            row = {name: said[name] for name in changes.FIELDS}
            kept = Registration(issuer=at.issuer, client_id=answer.client_id, **row)
            session.add(kept)
            session.flush()
            if named:
                changes.approve(session, kept.id, named)
            log.info("registered client %s of %s", kept.client_id, kept.issuer)
        elif found := changes.differences(session, kept, said):
            token = changes.propose(session, kept, said, self.clock())
            proposal = changes.Proposal(token, found)
        return Registered(kept.id, kept.issuer, kept.client_id, said["product"], named, proposal)


def _values(at: PlatformConfiguration, answer: RegistrationAnswer) -> dict[str, Any]:
    product, account = at.platform.get("product_family_code"), at.platform.get(_ACCOUNT_NAME)
    named = answer.tool.get("deployment_id")
    return {
        "name": (account if isinstance(account, str) and account else _host(at.issuer) or "")[:255],
        "product": product[:64] if isinstance(product, str) else "",
        "auth_login_url": at.authorization_endpoint,
        "auth_token_url": at.token_endpoint,
        "auth_audience": at.authorization_server,
        "key_set_url": at.jwks_uri,
        changes.DEPLOYMENT: named if isinstance(named, str) and 0 < len(named) <= 255 else None,
    }


def _belongs(issuer: str, url: str) -> bool:
    """Tell whether an address is of the issuer's host, or of hosted Canvas with it."""
    ours, theirs = _host(issuer), _host(url)
    if ours is None or ours == theirs:
        return ours is not None
    return issuer.startswith("https://") and all(
        any(host and host.endswith(f".{cloud}") for cloud in _CANVAS_CLOUD)
        for host in (ours, theirs)
    )


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).netloc.lower() or None
    except ValueError:
        return None


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
