"""Start an OIDC login, find it again, and spend it once.

A login is bound to one browser by a cookie of its own: two tabs that start at
the same moment do not take each other's. It lives ten minutes.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.orm import Session, joinedload

from lti_tool.adapters.database import Database
from lti_tool.lti_errors import LaunchRefused
from lti_tool.models import Deployment, Login, Registration, table_of
from lti_tool.services import launch_log
from lti_tool.services.cookieless import (
    COOKIE,
    StorageOffer,
    asked_of,
    carrier_of,
    storage_offer,
)
from lti_tool.services.launch_rules import MAX_ID, check_target
from lti_tool.services.ports import AuthenticationRequest

LIFETIME = timedelta(minutes=10)
COOKIE_PREFIX = "signpost-login-"
_HINTS = ("login_hint", "lti_message_hint")
_ROWS = table_of(Login)
_STARTED = insert(_ROWS)
_USED = (
    update(_ROWS)
    .where(_ROWS.c.state == bindparam("of_state"), _ROWS.c.used_at.is_(None))
    .values(used_at=bindparam("now"))
)
_CLIENT_ROWS = table_of(Registration)
_LOGIN = (_ROWS.c.nonce, _ROWS.c.browser_hash, _ROWS.c.cookie_mode)
_FOUND = (
    select(*_CLIENT_ROWS.c, *_LOGIN, _ROWS.c.created_at.label("begun_at"))
    .join_from(_ROWS, _CLIENT_ROWS, _CLIENT_ROWS.c.id == _ROWS.c.registration_id)
    .where(_ROWS.c.state == bindparam("of_state"))
)
_CLIENTS = select(_CLIENT_ROWS).where(_CLIENT_ROWS.c.issuer == bindparam("issuer")).limit(50)
_CLIENT = _CLIENTS.where(_CLIENT_ROWS.c.client_id == bindparam("client_id"))
_NAMES = ("iss", "client_id", "lti_deployment_id", "lti_storage_target")


@dataclass(frozen=True, slots=True)
class StartedLogin:
    """Where the browser goes, and the cookie that it must bring back."""

    address: str
    cookie_name: str
    cookie_value: str
    storage: StorageOffer | None = None


@dataclass(frozen=True, slots=True)
class FoundLogin:
    """A login that came back to the browser that started it, spent or not."""

    state: str
    registration: Registration
    nonce: str
    cookie_mode: str = COOKIE


@dataclass(frozen=True, slots=True)
class Logins:
    """Starts logins and takes them back."""

    database: Database
    request: AuthenticationRequest
    public_url: str
    clock: Callable[[], datetime]

    def start(self, params: Mapping[str, str]) -> StartedLogin:
        """Return the next step of a login that a platform began.

        A refusal is logged as well as a start.

        Raises:
            LaunchRefused: something is missing, or the platform is not known.
        """
        try:
            return self._start(params)
        except LaunchRefused as refused:
            for name, value in _said(params).items():
                refused.details.setdefault(name, value)
            with self.database.write() as session:
                attempt = launch_log.refusal(session, launch_log.Attempt("login"), refused)
                launch_log.record(session, attempt, self.clock())
            raise

    def _start(self, params: Mapping[str, str]) -> StartedLogin:
        _check_params(params)
        target = check_target(params["target_link_uri"], self.public_url)
        state, nonce = f"state-{secrets.token_hex(16)}", secrets.token_urlsafe(32)
        browser = secrets.token_urlsafe(32)
        with self.database.write() as session:
            registration = _registration(session, params)
            offered = params.get("lti_storage_target")
            storage = storage_offer(offered, registration.auth_login_url, state)
            now = self.clock()
            session.connection().execute(
                _STARTED,
                {
                    "state": state,
                    "nonce": nonce,
                    "registration_id": registration.id,
                    "target_link_uri": target,
                    "browser_hash": digest(browser),
                    "storage_target": storage.target if storage else None,
                    "params": asked_of(params),
                    "cookie_mode": carrier_of(params),
                    "created_at": now,
                },
            )
            launch_log.record(session, _begun(registration, params, state), now)
        asked = {name: params[name] for name in _HINTS if params.get(name)}
        asked["redirect_uri"] = launch_address(self.public_url)
        address = self.request.address(registration, asked, state, nonce)
        return StartedLogin(address, cookie_name(state), browser, storage)

    def find(self, state: str, browser: str | None) -> FoundLogin:
        """Return the login of a state to the browser that started it.

        Raises:
            LaunchRefused: unknown, too old, of another browser, or its
                registration was switched off meanwhile.
        """
        if not state:
            raise LaunchRefused("no_state", "state is missing")
        with self.database.read() as session:
            found = _found(session, state) if _is_plain(state) else None
        if found is None or found.begun_at <= self.clock() - LIFETIME:
            raise LaunchRefused("login_expired", "state unknown or too old", status=401)
        registration = _of_row(found)
        try:
            _require_browser(found.browser_hash, browser)
            _require_enabled(registration)
        except LaunchRefused as refused:
            refused.details.update(_named(registration))
            raise
        return FoundLogin(state, registration, found.nonce, found.cookie_mode)

    def spend(self, session: Session, login: FoundLogin) -> None:
        """Let a login work this once; of two that try at once, one does.

        Raises:
            LaunchRefused: it was spent already.
        """
        named = {"of_state": login.state, "now": self.clock()}
        if session.connection().execute(_USED, named).rowcount != 1:
            raise LaunchRefused("login_used", "this login was used already", status=401)


def cookie_name(state: str) -> str:
    """Return the name of a login's own cookie."""
    return f"{COOKIE_PREFIX}{digest(state)[:16]}"


def launch_address(public_url: str) -> str:
    """Return where platforms post launches, to the letter the same always."""
    return f"{public_url.rstrip('/')}/lti/launch"


def digest(secret: str) -> str:
    """Return the SHA-256 of a secret, in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _check_params(params: Mapping[str, str]) -> None:
    for name in ("iss", "login_hint", "target_link_uri"):
        if not params.get(name):
            raise LaunchRefused("bad_login", f"{name} is missing")
    for name in _NAMES:
        if not _is_plain(params.get(name, "")):
            raise LaunchRefused("bad_login", f"{name} is longer than 255 or not printable")


def _is_plain(value: str) -> bool:
    return len(value) <= MAX_ID and value.isprintable()


def _begun(registration: Registration, params: Mapping[str, str], state: str) -> launch_log.Attempt:
    return launch_log.Attempt(
        stage="login",
        verdict="started",
        registration_id=registration.id,
        login=digest(state),
        issuer=registration.issuer,
        client_id=registration.client_id,
        deployment_id=params.get("lti_deployment_id", ""),
    )


def _require_browser(browser_hash: str, browser: str | None) -> None:
    if not browser:
        raise LaunchRefused("no_cookie", "the login's cookie is missing", status=401)
    if not hmac.compare_digest(browser_hash, digest(browser)):
        raise LaunchRefused("other_browser", "another browser's login", status=401)


def _found(session: Session, state: str) -> Row[*tuple[Any, ...]] | None:
    return session.connection().execute(_FOUND, {"of_state": state}).one_or_none()


def _of_row(row: Row[*tuple[Any, ...]]) -> Registration:
    """Return the registration that a row begins with; no session minds it."""
    return Registration(**dict(zip(_CLIENT_ROWS.c.keys(), row, strict=False)))


def _registration(session: Session, params: Mapping[str, str]) -> Registration:
    """Return the one registration that a login speaks of."""
    named = {"issuer": params["iss"], "client_id": params.get("client_id")}
    query = _CLIENT if named["client_id"] else _CLIENTS
    found = [_of_row(row) for row in session.connection().execute(query, named)]
    if len(found) > 1 and params.get("lti_deployment_id"):
        of_deployment = (
            select(Deployment)
            .where(
                Deployment.registration_id.in_([one.id for one in found]),
                Deployment.deployment_id == params["lti_deployment_id"],
            )
            .options(joinedload(Deployment.registration))
        )
        found = [deployment.registration for deployment in session.scalars(of_deployment)]
    if not found:
        raise LaunchRefused("unknown_platform", "issuer or client unknown")
    if len(found) > 1:
        raise LaunchRefused("which_client", "several clients, none named")
    _require_enabled(found[0])
    return found[0]


def _require_enabled(registration: Registration) -> None:
    if not registration.enabled:
        raise LaunchRefused(
            "switched_off",
            "the registration is switched off",
            status=403,
            details=_named(registration),
        )


def _named(registration: Registration) -> dict[str, str]:
    return {"issuer": registration.issuer, "client_id": registration.client_id}


def _said(params: Mapping[str, str]) -> dict[str, str]:
    said = {
        "issuer": params.get("iss", ""),
        "client_id": params.get("client_id", ""),
        "deployment": params.get("lti_deployment_id", ""),
        "target": _host(params.get("target_link_uri", "")),
    }
    return {name: value[:MAX_ID] for name, value in said.items() if value}


def _host(url: str) -> str:
    try:
        return urlsplit(url[:200]).hostname or ""
    except ValueError:
        return ""
