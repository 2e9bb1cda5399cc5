"""Single sign-on: begun here, proven by the provider, allowed by our rule.

OpenID Connect Core 3.1 with PKCE (RFC 7636). State, nonce and verifier are kept
ten minutes, work once, and belong to the browser that began.
"""

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import delete, select

from lti_tool.adapters.database import Database
from lti_tool.admin_errors import AdminRefused, SignInFailed
from lti_tool.models import AdminAccount, SsoLogin
from lti_tool.services.admin.accounts import address_of
from lti_tool.services.logins import digest

LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Provider:
    """The institution's sign-on and who of it runs Signpost.

    Attributes:
        email_domains: who has a verified e-mail of one of them may come in.
        group_claim: the claim that lists a person's groups.
        group: who is in it may come in.
    """

    issuer: str
    client_id: str
    client_secret: str
    email_domains: tuple[str, ...] = ()
    group_claim: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What binds an answer of the provider to its question."""

    state: str
    nonce: str
    verifier: str


class AsksProvider(Protocol):
    """Asks the provider who somebody is."""

    def address(self, question: Question, redirect_uri: str) -> str:
        """Return the provider's address to send the browser to."""

    def claims(self, code: str, question: Question, redirect_uri: str) -> Mapping[str, Any]:
        """Return verified claims. Raises SignInFailed."""


@dataclass(frozen=True, slots=True)
class SingleSignOn:
    """Signs administrators in at their institution."""

    database: Database
    at: Provider
    provider: AsksProvider
    redirect_uri: str
    clock: Callable[[], datetime]

    def start(self) -> tuple[str, str]:
        """Return the address to go to, and the secret that the browser brings back."""
        state, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        question = Question(state, nonce, verifier=secrets.token_urlsafe(64))
        address = self.provider.address(question, self.redirect_uri)
        browser = secrets.token_urlsafe(32)
        now = self.clock()
        with self.database.write() as session:
            session.execute(delete(SsoLogin).where(SsoLogin.created_at < now - LIFETIME))
            session.add(
                SsoLogin(
                    state=question.state,
                    nonce=question.nonce,
                    verifier=question.verifier,
                    browser_hash=digest(browser),
                    created_at=now,
                )
            )
        return address, browser

    def finish(self, state: str, code: str, browser: str | None) -> UUID:
        """Return the account of who came back, made at the first time.

        Raises:
            SignInFailed: the answer is of another browser, used or too old, the
                provider says no, or our rule does not let this person in.
        """
        claims = self.provider.claims(code, self._spend(state, browser), self.redirect_uri)
        email = self._admitted(claims)
        with self.database.write() as session:
            account = session.scalar(select(AdminAccount).where(AdminAccount.email == email))
            if account is None:
                account = AdminAccount(email=email, created_at=self.clock(), enabled=True)
                session.add(account)
                session.flush()
            if not account.enabled:
                raise SignInFailed("sso_not_allowed", "the account is closed")
            account.signed_in_at = self.clock()
            return account.id

    def _spend(self, state: str, browser: str | None) -> Question:
        with self.database.write() as session:
            login = session.get(SsoLogin, state[:64])
            if login is None or login.created_at <= self.clock() - LIFETIME:
                raise SignInFailed("sso_expired", "state unknown or too old")
            if not browser or not hmac.compare_digest(login.browser_hash, digest(browser)):
                raise SignInFailed("sso_expired", "another browser's sign-on")
            session.delete(login)
            return Question(login.state, login.nonce, login.verifier)

    def _admitted(self, claims: Mapping[str, Any]) -> str:
        """Return the verified e-mail of who our rule lets in."""
        try:
            email = address_of(str(claims.get("email", "")))
        except AdminRefused as error:
            raise SignInFailed("sso_not_allowed", "no e-mail") from error
        if claims.get("email_verified") is not True:
            raise SignInFailed("sso_not_allowed", "the e-mail is not verified")
        domains = {domain.lower().lstrip("@") for domain in self.at.email_domains}
        groups = claims.get(self.at.group_claim) if self.at.group_claim else None
        listed = groups if isinstance(groups, list) else [groups]
        by_group = bool(self.at.group) and self.at.group in listed
        if email.rpartition("@")[2] not in domains and not by_group:
            raise SignInFailed("sso_not_allowed", "neither domain nor group")
        return email
