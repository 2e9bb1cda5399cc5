"""The rules that an id_token must keep, as pure checks.

OpenID Connect Core 3.1.3.7, 1EdTech Security Framework 5.1.3, LTI Core 1.3
section 5.3. Every check raises `LaunchRefused` with the code of its rule.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from lti_tool.lti_errors import LaunchRefused

LEEWAY_S = 60
MAX_LIFETIME_S = 24 * 3600
MAX_ID = 255
ALGORITHM = "RS256"
CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
RESOURCE_LINK = "LtiResourceLinkRequest"
DEEP_LINKING = "LtiDeepLinkingRequest"
SUBMISSION_REVIEW = "LtiSubmissionReviewRequest"
MESSAGE_TYPES = frozenset({RESOURCE_LINK, DEEP_LINKING, SUBMISSION_REVIEW})
_HEADER_KEYS = frozenset({"alg", "kid", "typ", "x5t", "x5t#S256"})


def check_header(header: object) -> None:
    """Allow only a plain RS256 header that names a key of the platform's set."""
    if not isinstance(header, Mapping):
        raise LaunchRefused("bad_token", "the header is no object")
    if header.get("alg") != ALGORITHM:
        raise LaunchRefused("bad_signature", f"algorithm {str(header.get('alg'))[:20]!r}")
    if not isinstance(header.get("kid"), str) or not header["kid"]:
        raise LaunchRefused("bad_signature", "no kid")
    if unknown := set(header) - _HEADER_KEYS:
        raise LaunchRefused("bad_signature", f"header with {sorted(unknown)}")


def check_times(claims: Mapping[str, Any], now: datetime) -> None:
    """Require `iat` and `exp`, allow a minute of skew, refuse long lives."""
    moment = now.timestamp()
    issued, expires = _number(claims, "iat"), _number(claims, "exp")
    if expires + LEEWAY_S <= moment:
        raise LaunchRefused("expired", "exp is past", status=401)
    if issued - LEEWAY_S > moment:
        raise LaunchRefused("clock", "iat is in the future", status=401)
    if expires - issued > MAX_LIFETIME_S or expires <= issued:
        raise LaunchRefused("bad_token", "exp and iat do not fit")
    if "nbf" in claims and _number(claims, "nbf") - LEEWAY_S > moment:
        raise LaunchRefused("clock", "nbf is in the future", status=401)


def _number(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e11:
        raise LaunchRefused("bad_token", f"{name} is missing or no moment")
    return float(value)


def check_audience(claims: Mapping[str, Any], client_id: str) -> None:
    """Require us in `aud`, nobody else but by a right `azp`."""
    aud = claims.get("aud")
    audiences = [aud] if isinstance(aud, str) else aud
    if not isinstance(audiences, list) or client_id not in audiences:
        raise LaunchRefused("wrong_audience", "aud does not name us", status=401)
    azp = claims.get("azp")
    if azp is not None and azp != client_id:
        raise LaunchRefused("wrong_audience", "azp names another client", status=401)
    if len(audiences) > 1 and azp is None:
        raise LaunchRefused("wrong_audience", "several audiences without azp", status=401)
    if len(set(map(str, audiences))) > 1:
        raise LaunchRefused("wrong_audience", "an audience that we do not trust", status=401)


def check_target(target: object, public_url: str) -> str:
    """Return the target link if it is one of our own addresses."""
    if not isinstance(target, str) or len(target) > 2_000:
        raise LaunchRefused("wrong_target", "no target_link_uri")
    base = public_url.rstrip("/")
    try:
        split, ours = urlsplit(target), urlsplit(base)
    except ValueError as error:
        raise LaunchRefused("wrong_target", "no address") from error
    same = (split.scheme, split.netloc.lower()) == (ours.scheme, ours.netloc.lower())
    paths = {ours.path, f"{ours.path}/", f"{ours.path}/lti/launch"}
    if not same or split.path not in paths:
        raise LaunchRefused(
            "wrong_target", "target_link_uri is not ours", details={"target": target[:200]}
        )
    return target


def check_message(claims: Mapping[str, Any]) -> None:
    """Require what every message of ours has, and lengths that fit."""
    if claims.get(f"{CLAIM}version") != "1.3.0":
        raise LaunchRefused("bad_message", "version is not 1.3.0")
    if claims.get(f"{CLAIM}message_type") not in MESSAGE_TYPES:
        raise LaunchRefused("unknown_message", "message_type is none that we take")
    roles = claims.get(f"{CLAIM}roles")
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        raise LaunchRefused("bad_message", "roles is no list of names")
    require_id(claims.get("sub"), "sub")
    require_id(claims.get(f"{CLAIM}deployment_id"), "deployment_id")
    if claims[f"{CLAIM}message_type"] == RESOURCE_LINK:
        link = claims.get(f"{CLAIM}resource_link")
        require_id(link.get("id") if isinstance(link, dict) else None, "resource_link id")
    elif claims[f"{CLAIM}message_type"] == SUBMISSION_REVIEW:
        person = claims.get(f"{CLAIM}for_user")
        require_id(person.get("user_id") if isinstance(person, dict) else None, "for_user user_id")
    else:
        settings = claims.get("https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings")
        if not isinstance(settings, dict) or not settings.get("deep_link_return_url"):
            raise LaunchRefused("bad_deep_link", "deep_linking_settings or its return URL missing")


def require_id(value: object, name: str) -> str:
    """Return an identifier: 1 to 255 printable characters, not a `$variable`."""
    if not isinstance(value, str) or not value or value.startswith("$"):
        raise LaunchRefused("bad_message", f"{name} is missing")
    if len(value) > MAX_ID or not value.isprintable():
        raise LaunchRefused("bad_message", f"{name} is longer than 255 or not printable")
    return value
