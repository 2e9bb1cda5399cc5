"""Dynamic Registration 1.0: what we offer a tool and what we accept from it."""

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from deploy.demo_lms import lti
from deploy.demo_lms.content_items import CustomValue
from deploy.demo_lms.flavours import PLAIN, Flavour
from deploy.demo_lms.records import Tool

Url = Annotated[str, StringConstraints(pattern=r"^https?://[^/?#@\s]+([/?][^#\s]*)?$")]


class ToolMessage(BaseModel):
    """A kind of launch that the tool takes."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    type: str
    target_link_uri: Url | None = None


class ToolConfiguration(BaseModel):
    """The LTI half of a registration."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    domain: str = Field(min_length=1, max_length=255)
    target_link_uri: Url
    description: str = Field("", max_length=2000)
    claims: list[str] = Field(default_factory=list)
    messages: list[ToolMessage] = Field(default_factory=list)
    custom_parameters: dict[str, CustomValue] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _links_stay_in_the_domain(self) -> Self:
        links = [self.target_link_uri, *(m.target_link_uri for m in self.messages)]
        for link in links:
            if link and urlsplit(link).netloc != self.domain:
                raise ValueError(f"{link} is not on the tool's domain {self.domain}")
        return self


class ToolRegistration(BaseModel):
    """A tool's registration request."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    application_type: Literal["web"]
    response_types: list[str]
    grant_types: list[str]
    initiate_login_uri: Url
    redirect_uris: list[Url] = Field(min_length=1, max_length=20)
    client_name: str = Field(min_length=1, max_length=255)
    jwks_uri: Url
    token_endpoint_auth_method: Literal["private_key_jwt"]
    scope: str = ""
    configuration: ToolConfiguration = Field(alias=lti.TOOL_CONFIGURATION)

    @model_validator(mode="after")
    def _fits_lti(self) -> Self:
        if "id_token" not in self.response_types:
            raise ValueError("response_types must contain id_token")
        if not {"implicit", "client_credentials"} <= set(self.grant_types):
            raise ValueError("grant_types must contain implicit and client_credentials")
        return self


def tool_from(
    request: ToolRegistration, now: datetime, known: Tool | None, flavour: Flavour = PLAIN
) -> Tool:
    """Return the tool to keep; a known one keeps its ids and its switch."""
    config = request.configuration
    wanted = request.scope.split()
    deep = [m for m in config.messages if m.type == lti.DEEP_LINKING_REQUEST]
    review = [m for m in config.messages if m.type == lti.SUBMISSION_REVIEW_REQUEST]
    tool = Tool(
        client_id=secrets.token_hex(8),
        deployment_id=str(1 + secrets.randbelow(99_999)),
        name=request.client_name,
        description=config.description,
        initiate_login_uri=request.initiate_login_uri,
        redirect_uris=request.redirect_uris,
        jwks_uri=request.jwks_uri,
        target_link_uri=config.target_link_uri,
        domain=config.domain,
        deep_link_uri=(deep[0].target_link_uri or config.target_link_uri) if deep else "",
        scopes=[scope for scope in flavour.scopes if scope in wanted],
        claims=[claim for claim in lti.SUPPORTED_CLAIMS if claim in config.claims],
        custom=config.custom_parameters,
        active=flavour.active_at_once,
        registered_at=now,
        review_uri=(review[0].target_link_uri or config.target_link_uri) if review else "",
    )
    if known is None:
        return tool
    return replace(
        tool,
        client_id=known.client_id,
        deployment_id=known.deployment_id,
        active=known.active,
        registered_at=known.registered_at,
    )


def registration_answer(tool: Tool, flavour: Flavour = PLAIN) -> dict[str, Any]:
    """Return the registration as it stands (section 3.6)."""
    deployment = {"deployment_id": tool.deployment_id}
    message: dict[str, Any] = {"type": lti.RESOURCE_LINK_REQUEST}
    messages = [message]
    if tool.deep_link_uri:
        deep = {"type": lti.DEEP_LINKING_REQUEST, "target_link_uri": tool.deep_link_uri}
        messages.append(deep)
    if tool.review_uri and flavour.review_message:
        messages.append({"type": lti.SUBMISSION_REVIEW_REQUEST, "target_link_uri": tool.review_uri})
    return {
        "client_id": tool.client_id,
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": tool.initiate_login_uri,
        "redirect_uris": tool.redirect_uris,
        "client_name": tool.name,
        "jwks_uri": tool.jwks_uri,
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(tool.scopes),
        lti.TOOL_CONFIGURATION: {
            "version": "1.3.0",
            **({} if flavour.deployment_for_each_account else deployment),
            "domain": tool.domain,
            "target_link_uri": tool.target_link_uri,
            "description": tool.description,
            "claims": tool.claims,
            "custom_parameters": tool.custom,
            "messages": messages,
        },
    }


def platform_configuration(issuer: str, base: str, flavour: Flavour = PLAIN) -> dict[str, Any]:
    """Return our OpenID configuration (section 3.3), our addresses under `base`."""
    messages = [lti.RESOURCE_LINK_REQUEST, lti.DEEP_LINKING_REQUEST]
    if flavour.review_message:
        messages.append(lti.SUBMISSION_REVIEW_REQUEST)
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{base}/lti/authorize",
        "registration_endpoint": f"{base}/lti/register",
        "jwks_uri": f"{base}/lti/jwks",
        "token_endpoint": f"{base}/lti/token",
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", *flavour.scopes],
        "response_types_supported": ["id_token"],
        "response_modes_supported": ["form_post"],
        "grant_types_supported": ["implicit", "client_credentials"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "claims_supported": list(lti.SUPPORTED_CLAIMS),
        lti.PLATFORM_CONFIGURATION: {
            "product_family_code": flavour.product,
            "version": "1",
            "messages_supported": [
                {"type": message, "placements": ["ContentArea"]} for message in messages
            ],
            "variables": [
                "Context.id",
                "Context.id.history",
                "ResourceLink.id",
                "User.id",
                "Person.name.full",
                *(["ResourceLink.id.history"] if flavour.link_history else []),
            ],
        },
    }
