"""Register with a platform by its one-time link (Dynamic Registration 1.0)."""

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
from lti_tool.lti_errors import PlatformRefusal, RegistrationRefused
from lti_tool.models import Deployment, Registration
from lti_tool.services.tool_config import ToolAddresses, registration_request

_PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
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
    """

    registration_id: UUID
    issuer: str
    client_id: str
    product: str
    deployment_id: str | None


@dataclass(frozen=True, slots=True)
class Registrations:
    """Registers us with platforms."""

    database: Database
    platforms: Platforms
    public_url: str
    clock: Callable[[], datetime]

    def register(self, openid_configuration: str, registration_token: str | None) -> Registered:
        """Register by a platform's link, and trust the deployment it names.

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
        if _host(found.issuer) != _host(url):
            raise RegistrationRefused("other_issuer", f"{found.issuer} does not serve {url}")
        if _host(found.registration_endpoint) != _host(url):
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
        body = registration_request(ToolAddresses(self.public_url.rstrip("/")))
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
        if kept is None:
            kept = _registration(at, answer)
            session.add(kept)
        elif _addresses(kept) != (at.authorization_endpoint, at.token_endpoint, at.jwks_uri):
            raise RegistrationRefused("already_known", "the same client with other addresses")
        session.flush()
        deployment_id = _deployment_id(answer)
        if deployment_id:
            _approve(session, kept, deployment_id)
        log.info("registered client %s of %s", kept.client_id, kept.issuer)
        return Registered(kept.id, kept.issuer, kept.client_id, kept.product, deployment_id)


def _registration(at: PlatformConfiguration, answer: RegistrationAnswer) -> Registration:
    product = at.platform.get("product_family_code")
    return Registration(
        issuer=at.issuer,
        client_id=answer.client_id,
        name=(_host(at.issuer) or "")[:255],
        product=product[:64] if isinstance(product, str) else "",
        auth_login_url=at.authorization_endpoint,
        auth_token_url=at.token_endpoint,
        auth_audience=at.authorization_server,
        key_set_url=at.jwks_uri,
    )


def _addresses(kept: Registration) -> tuple[str, str, str]:
    return kept.auth_login_url, kept.auth_token_url, kept.key_set_url


def _deployment_id(answer: RegistrationAnswer) -> str | None:
    named = answer.tool.get("deployment_id")
    return named if isinstance(named, str) and 0 < len(named) <= 255 else None


def _approve(session: Session, registration: Registration, deployment_id: str) -> None:
    query = select(Deployment).where(
        Deployment.registration_id == registration.id, Deployment.deployment_id == deployment_id
    )
    deployment = session.scalar(query)
    if deployment is None:
        deployment = Deployment(registration_id=registration.id, deployment_id=deployment_id)
        session.add(deployment)
    deployment.approved = True


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).netloc.lower() or None
    except ValueError:
        return None


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
