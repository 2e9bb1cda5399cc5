"""What we tell platforms about ourselves. Pure.

Dynamic Registration 1.0, section 3; the Canvas JSON is Canvas's own form.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from lti_tool.services.claims import CONTEXT_HISTORY_KEY, LINK_HISTORY_KEY
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
    at: ToolAddresses, platform: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the body of a registration.

    `platform` is what the platform says of itself: placements are spelt as it
    spells them, and Canvas's own claims go to Canvas alone.
    """
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": at.login,
        "redirect_uris": [at.launch],
        "client_name": TITLE,
        "jwks_uri": at.key_set,
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(SCOPES),
        "https://purl.imsglobal.org/spec/lti-tool-configuration": {
            "domain": at.domain,
            "description": DESCRIPTION,
            "target_link_uri": at.launch,
            "claims": list(CLAIMS),
            "custom_parameters": dict(CUSTOM),
            "messages": [
                {
                    "type": "LtiDeepLinkingRequest",
                    "target_link_uri": at.launch,
                    "label": TITLE,
                    "placements": _placements(platform or {}),
                },
                {"type": "LtiResourceLinkRequest", "target_link_uri": at.launch, "label": TITLE},
                {
                    "type": "LtiSubmissionReviewRequest",
                    "target_link_uri": at.launch,
                    "label": TITLE,
                },
            ],
            **_canvas_claims(platform or {}),
        },
    }


def _placements(platform: Mapping[str, Any]) -> list[str]:
    """Return where a teacher can choose us, as the platform spells the places."""
    supported = platform.get("messages_supported")
    said = {
        place
        for message in (supported if isinstance(supported, list) else [])
        if isinstance(message, dict) and isinstance(message.get("placements"), list)
        for place in message["placements"]
        if isinstance(place, str)
    }
    return [f"{CANVAS}/{name}" if f"{CANVAS}/{name}" in said else name for name in PLACEMENTS]


def _canvas_claims(platform: Mapping[str, Any]) -> dict[str, str]:
    if platform.get("product_family_code") != "canvas":
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
