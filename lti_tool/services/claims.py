"""What a verified launch says, typed. Pure.

A value that starts with `$` is a variable that the platform did not expand:
it counts as absent. So does every optional claim of a wrong type: only the
claims that `launch_rules` requires can refuse a launch.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from lti_tool.services.launch_rules import CLAIM, MAX_ID, SUBMISSION_REVIEW, require_id
from lti_tool.services.ports import Window

AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
DEEP_LINK_SETTINGS = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
NOTICE_SERVICE = f"{CLAIM}platformnotificationservice"
ACTIVITY_KEY = "signpost_activity"
CONTEXT_HISTORY_KEY = "context_history"
LINK_HISTORY_KEY = "link_history"
REVIEW_KEY = "review"
OPENING_KEYS = ("available_from", "submit_from")
CLOSING_KEYS = ("available_until", "submit_until")
HISTORY_MAX = 50
_LOCALE = re.compile(r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,2}$")

Permits = Callable[[object], bool]


@dataclass(frozen=True, slots=True)
class Grading:
    """The AGS claim: where the column is and what we may do with it."""

    line_item_url: str | None
    line_items_url: str | None
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoticeOffer:
    """The notification service's claim: where to ask for which notices."""

    service_url: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LaunchClaims:
    """A verified launch.

    Attributes:
        context_id: None when the platform names no course.
        activity_id: our own custom value, if the link carries one.
        context_history: ids of the courses that this one was copied from.
        link_history: likewise of the link.
        review_of: the platform's id of the learner whose work is to be shown.
        dates: when the platform takes answers; open ends where it says nothing.
    """

    subject: str
    name: str
    deployment_id: str
    message_type: str
    roles: tuple[str, ...]
    context_id: str | None
    context_title: str
    resource_link_id: str | None
    resource_link_title: str
    activity_id: UUID | None
    locale: str
    return_url: str | None
    memberships_url: str | None
    grading: Grading
    deep_linking: dict[str, Any] | None
    product: str
    context_history: tuple[str, ...] = ()
    link_history: tuple[str, ...] = ()
    review_of: str | None = None
    notices: NoticeOffer | None = None
    dates: Window = Window()  # noqa: RUF009 - frozen


def read_claims(claims: Mapping[str, Any], permits: Permits) -> LaunchClaims:
    """Return the claims that we use; `permits` says which addresses to keep.

    Raises:
        LaunchRefused: a context or link id breaks the rule of ids.
    """
    context = _object(claims, f"{CLAIM}context")
    link = _object(claims, f"{CLAIM}resource_link")
    presentation = _object(claims, f"{CLAIM}launch_presentation")
    context_id, link_id = _id(context.get("id")), _id(link.get("id"))
    return LaunchClaims(
        subject=claims["sub"],
        name=_name(claims),
        deployment_id=claims[f"{CLAIM}deployment_id"],
        message_type=claims[f"{CLAIM}message_type"],
        roles=tuple(claims[f"{CLAIM}roles"]),
        context_id=require_id(context_id, "context id") if context_id else None,
        context_title=_text(context.get("title")) or _text(context.get("label")),
        resource_link_id=require_id(link_id, "resource_link id") if link_id else None,
        resource_link_title=_text(link.get("title")),
        activity_id=_uuid(_object(claims, f"{CLAIM}custom").get(ACTIVITY_KEY)),
        locale=_locale(presentation.get("locale")) or _locale(claims.get("locale")) or "en",
        return_url=_url(presentation.get("return_url"), permits),
        memberships_url=_url(_object(claims, NRPS).get("context_memberships_url"), permits),
        grading=_grading(_object(claims, AGS), permits),
        deep_linking=_object(claims, DEEP_LINK_SETTINGS) or None,
        product=_text(_object(claims, f"{CLAIM}tool_platform").get("product_family_code"))[:64],
        context_history=_history(claims, CONTEXT_HISTORY_KEY),
        link_history=_history(claims, LINK_HISTORY_KEY),
        review_of=review_of(claims),
        notices=_notices(_object(claims, NOTICE_SERVICE), permits),
        dates=_dates(_object(claims, f"{CLAIM}custom")),
    )


def review_of(claims: Mapping[str, Any]) -> str | None:
    """Return whose work a launch is to show, by the platform's own id.

    A submission review says it in a claim; Canvas opens the address that a
    score carried, which is a target link of ours with the id in its query.
    """
    if claims.get(f"{CLAIM}message_type") == SUBMISSION_REVIEW:
        return _text(_object(claims, f"{CLAIM}for_user").get("user_id")) or None
    try:
        query = parse_qs(urlsplit(str(claims.get(f"{CLAIM}target_link_uri", ""))).query)
    except ValueError:
        return None
    return _text(query.get(REVIEW_KEY, [""])[0]) or None


def _history(claims: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Return the ids of a comma-separated history; none of a `$variable`."""
    value = _object(claims, f"{CLAIM}custom").get(key)
    parts = value.split(",") if isinstance(value, str) and len(value) <= 20_000 else []
    found = (text for part in parts if (text := _text(part)) and len(text) <= MAX_ID)
    return tuple(dict.fromkeys(found))[:HISTORY_MAX]


def _dates(custom: Mapping[str, Any]) -> Window:
    """Return when answers are taken: while the link is open and takes work."""
    starts = (_moment(custom.get(key)) for key in OPENING_KEYS)
    ends = (_moment(custom.get(key)) for key in CLOSING_KEYS)
    return Window(
        start=max(filter(None, starts), default=None), end=min(filter(None, ends), default=None)
    )


def _moment(value: object) -> datetime | None:
    """Return a moment of ISO 8601; None for none, or one without a zone."""
    try:
        moment = datetime.fromisoformat(_text(value))
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _notices(claim: Mapping[str, Any], permits: Permits) -> NoticeOffer | None:
    url = _url(claim.get("platform_notification_service_url"), permits)
    kinds = claim.get("notice_types_supported")
    if url is None or not isinstance(kinds, list):
        return None
    return NoticeOffer(url, tuple(kind for kind in kinds if isinstance(kind, str))[:20])


def _object(claims: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = claims.get(name)
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    """Return a text fit to keep; empty for anything else or a `$variable`."""
    if not isinstance(value, str) or value.startswith("$"):
        return ""
    storable = value.encode("utf-8", "ignore").decode()  # JSON may bring half a surrogate pair
    return storable.replace("\x00", "").strip()[: MAX_ID + 1]


def _id(value: object) -> str:
    """Return an identifier to the letter; empty for none or a `$variable`."""
    return value if isinstance(value, str) and not value.startswith("$") else ""


def _name(claims: Mapping[str, Any]) -> str:
    parts = (_text(claims.get("given_name")), _text(claims.get("family_name")))
    whole = _text(claims.get("name")) or " ".join(part for part in parts if part)
    return whole[:MAX_ID]


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _locale(value: object) -> str:
    return value if isinstance(value, str) and len(value) <= 16 and _LOCALE.match(value) else ""


def _url(value: object, permits: Permits) -> str | None:
    return value if isinstance(value, str) and permits(value) else None


def _grading(claim: Mapping[str, Any], permits: Permits) -> Grading:
    scopes = claim.get("scope")
    return Grading(
        line_item_url=_url(claim.get("lineitem"), permits),
        line_items_url=_url(claim.get("lineitems"), permits),
        scopes=tuple(s for s in scopes if isinstance(s, str)) if isinstance(scopes, list) else (),
    )
