"""What we tell platforms about ourselves. Pure.

Dynamic Registration 1.0, section 3; the Canvas JSON is Canvas's own form.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from lti_tool.services.claims import CONTEXT_HISTORY_KEY, LINK_HISTORY_KEY
from lti_tool.services.launch_rules import DEEP_LINKING, RESOURCE_LINK, SUBMISSION_REVIEW
from lti_tool.services.logins import launch_address

TITLE = "Signpost"
DESCRIPTION = "Adaptive practice: answers in the learner's own words, graded at once."
SCORE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
LINE_ITEM = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
RESULT = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
ROSTER = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
NOTICES = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers"
SCOPES = (SCORE, LINE_ITEM, RESULT, ROSTER, NOTICES)
CUSTOM = {
    CONTEXT_HISTORY_KEY: "$Context.id.history",
    LINK_HISTORY_KEY: "$ResourceLink.id.history",
    "available_from": "$ResourceLink.available.startDateTime",
    "available_until": "$ResourceLink.available.endDateTime",
    "submit_from": "$ResourceLink.submission.startDateTime",
    "submit_until": "$ResourceLink.submission.endDateTime",
}
CANVAS = "https://canvas.instructure.com/lti"
PLACEMENTS = ("assignment_selection", "link_selection")
CLAIMS = ("iss", "sub", "name", "given_name", "family_name", "email")


@dataclass(frozen=True, slots=True)
class ToolAddresses:
    """Our addresses, as platforms must know them to the letter."""

    base: str

    @property
    def login(self) -> str:
        """Return where platforms begin a login."""
        return f"{self.base}/lti/login"

    @property
    def launch(self) -> str:
        """Return where platforms post launches."""
        return launch_address(self.base)

    @property
    def key_set(self) -> str:
        """Return where our public keys are."""
        return f"{self.base}/lti/jwks"

    @property
    def canvas_json(self) -> str:
        """Return where Canvas loads our configuration."""
        return f"{self.base}/lti/config.json"

    def invitation(self, code: str) -> str:
        """Return the registration link of an invitation."""
        return f"{self.base}/lti/register?{urlencode({'invite': code})}"

    @property
    def domain(self) -> str:
        """Return host and port: Moodle matches the target link against it."""
        return urlsplit(self.base).netloc


def registration_request(
    at: ToolAddresses,
    platform: Mapping[str, Any] | None = None,
    scopes_supported: Sequence[object] = (),
) -> dict[str, Any]:
    """Return the body of a registration.

    `platform` is what the platform says of itself: placements are spelt as it
    spells them. Canvas refuses a body with a message or a scope that it does not
    know, so it is asked only for those that it names, and gets claims of its own.
    """
    said = platform or {}
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": at.login,
        "redirect_uris": [at.launch],
        "client_name": TITLE,
        "jwks_uri": at.key_set,
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(_scopes(said, scopes_supported)),
        "https://purl.imsglobal.org/spec/lti-tool-configuration": {
            "domain": at.domain,
            "description": DESCRIPTION,
            "target_link_uri": at.launch,
            "claims": list(CLAIMS),
            "custom_parameters": dict(CUSTOM),
            "messages": _messages(at, said),
            **_canvas_claims(said),
        },
    }


def _scopes(platform: Mapping[str, Any], supported: Sequence[object]) -> Sequence[str]:
    if not _is_canvas(platform) or not supported:
        return SCOPES
    return [scope for scope in SCOPES if scope in supported]


def _messages(at: ToolAddresses, platform: Mapping[str, Any]) -> list[dict[str, Any]]:
    deep: dict[str, Any] = {"placements": _placements(platform)}
    wanted = {DEEP_LINKING: deep, RESOURCE_LINK: {}, SUBMISSION_REVIEW: {}}
    named = {message.get("type") for message in _supported(platform)}
    if _is_canvas(platform) and SUBMISSION_REVIEW not in named:
        del wanted[SUBMISSION_REVIEW]
    return [
        {"type": kind, "target_link_uri": at.launch, "label": TITLE, **more}
        for kind, more in wanted.items()
    ]


def _supported(platform: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    supported = platform.get("messages_supported")
    listed = supported if isinstance(supported, list) else []
    return [message for message in listed if isinstance(message, dict)]


def _placements(platform: Mapping[str, Any]) -> list[str]:
    """Return where a teacher can choose us, as the platform spells the places."""
    said = {
        place
        for message in _supported(platform)
        if isinstance(message.get("placements"), list)
        for place in message["placements"]
        if isinstance(place, str)
    }
    return [f"{CANVAS}/{name}" if f"{CANVAS}/{name}" in said else name for name in PLACEMENTS]


def _is_canvas(platform: Mapping[str, Any]) -> bool:
    return platform.get("product_family_code") == "canvas"


def _canvas_claims(platform: Mapping[str, Any]) -> dict[str, str]:
    if not _is_canvas(platform):
        return {}
    return {
        f"{CANVAS}/privacy_level": "name_only",
        f"{CANVAS}/tool_id": TITLE.lower(),
        f"{CANVAS}/vendor": TITLE,
    }


def canvas_configuration(at: ToolAddresses) -> dict[str, Any]:
    """Return the JSON that a Canvas administrator can load by its address."""
    placements = [
        {
            "placement": placement,
            "message_type": "LtiDeepLinkingRequest",
            "target_link_uri": at.launch,
            "text": TITLE,
        }
        for placement in PLACEMENTS
    ]
    return {
        "title": TITLE,
        "description": DESCRIPTION,
        "oidc_initiation_url": at.login,
        "target_link_uri": at.launch,
        "public_jwk_url": at.key_set,
        "scopes": list(SCOPES),
        "extensions": [
            {
                "platform": "canvas.instructure.com",
                "domain": at.domain,
                "privacy_level": "name_only",
                "settings": {"text": TITLE, "placements": placements},
            }
        ],
        "custom_fields": dict(CUSTOM),
    }
