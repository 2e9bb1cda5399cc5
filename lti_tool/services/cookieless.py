"""What carries a sign-in to its launch, also where a browser keeps no cookie.

In this order: the login's own cookie, the platform's storage (LTI OIDC Login
with Client Side postMessages), the same cookie with the browser's leave (Storage
Access), and the same cookie in a window of its own. Each proves the browser that
began the login; none does without the login's secret.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from lti_tool.adapters.database import Database
from lti_tool.models import Login, Registration

CARRIER = "signpost_carrier"
COOKIE, STORAGE, ACCESS, WINDOW = "cookie", "storage", "storage_access", "window"
_CHOSEN = (ACCESS, WINDOW)
_ASKED = (
    "iss",
    "client_id",
    "lti_deployment_id",
    "login_hint",
    "lti_message_hint",
    "target_link_uri",
)
_FRAME = re.compile(r"[\w.:-]{1,255}")


@dataclass(frozen=True, slots=True)
class StorageOffer:
    """Where a platform keeps a value for us, in the browser.

    Attributes:
        target: the frame's name beside ours, or `_parent`.
        origin: of the platform's authorization address; no other is believed.
        key: names the login's value.
    """

    target: str
    origin: str
    key: str


@dataclass(frozen=True, slots=True)
class Detour:
    """How a launch whose cookie is missing may still be carried.

    Attributes:
        carrier: what the login was begun with.
        params: begin the same login once more.
    """

    carrier: str
    storage: StorageOffer | None
    params: Mapping[str, str]


def carrier_of(params: Mapping[str, str]) -> str:
    """Return what will carry a login: a cookie, unless our page chose otherwise."""
    chosen = params.get(CARRIER, "")
    return chosen if chosen in _CHOSEN else COOKIE


def asked_of(params: Mapping[str, str]) -> dict[str, str]:
    """Return what begins the same login once more."""
    return {name: params[name] for name in _ASKED if params.get(name)}


def storage_offer(target: str | None, auth_login_url: str, state: str) -> StorageOffer | None:
    """Return the storage that a platform offers with a login, if it does."""
    if not target or not _FRAME.fullmatch(target):
        return None
    auth = urlsplit(auth_login_url)
    return StorageOffer(target, f"{auth.scheme}://{auth.netloc}", state)


def find_detour(database: Database, state: str, born_after: datetime) -> Detour | None:
    """Return the ways that are left to a login not spent yet; None for no login."""
    with database.read() as session:
        login = session.get(Login, state[:64])
        if login is None or login.used_at or login.created_at <= born_after:
            return None
        registration = session.get_one(Registration, login.registration_id)
        storage = storage_offer(login.storage_target, registration.auth_login_url, state)
        return Detour(login.cookie_mode, storage, login.params or {})
