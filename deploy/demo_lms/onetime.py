"""Things that work once or for a short while: hints, choices, tokens, ids."""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.exc import IntegrityError

from deploy.demo_lms.database import Database
from deploy.demo_lms.records import AccessToken, DeepLinkSession, Hint
from deploy.demo_lms.schema import access_tokens, deep_links, hints, seen
from deploy.demo_lms.tools import digest


@dataclass(frozen=True, slots=True)
class OneTime:
    """Keep short-lived secrets and spend each of them once."""

    database: Database

    def keep_hint(self, hint: Hint) -> None:
        """Remember what a login initiation was for."""
        with self.database.write() as connection:
            connection.execute(insert(hints).values(asdict(hint)))

    def take_hint(self, hint_id: str, now: datetime) -> Hint | None:
        """Spend a hint: None when unknown, spent or too old."""
        row = self._take(hints, hint_id)
        hint = Hint(**row) if row else None
        return hint if hint and hint.expires_at > now else None

    def keep_deep_link(self, session: DeepLinkSession) -> None:
        """Remember a choice of content that a teacher has begun."""
        with self.database.write() as connection:
            connection.execute(insert(deep_links).values(asdict(session)))

    def deep_link(self, session_id: str, now: datetime) -> DeepLinkSession | None:
        """Return an open choice of content without closing it."""
        query = select(deep_links).where(deep_links.c.id == session_id)
        with self.database.read() as connection:
            row = connection.execute(query).mappings().first()
        session = DeepLinkSession(**row) if row else None
        return session if session and session.expires_at > now else None

    def close_deep_link(self, session_id: str) -> bool:
        """End a choice of content; False when it had ended."""
        return self._take(deep_links, session_id) is not None

    def issue_access_token(self, token: AccessToken) -> str:
        """Return a new opaque access token."""
        value = secrets.token_urlsafe(32)
        with self.database.write() as connection:
            connection.execute(
                insert(access_tokens).values(token_hash=digest(value), **asdict(token))
            )
        return value

    def access_token(self, value: str) -> AccessToken | None:
        """Return what a token allows, expired or not; None when unknown."""
        columns = [access_tokens.c[name] for name in ("client_id", "scopes", "expires_at")]
        query = select(*columns).where(access_tokens.c.token_hash == digest(value))
        with self.database.read() as connection:
            row = connection.execute(query).mappings().first()
        return AccessToken(**row) if row else None

    def first_sight(self, client_id: str, value: str, expires_at: datetime) -> bool:
        """Note a `jti` or nonce; False when this tool has used it before."""
        row = {"client_id": client_id, "value": value, "expires_at": expires_at}
        try:
            with self.database.write() as connection:
                connection.execute(insert(seen).values(row))
        except IntegrityError:
            return False
        return True

    def forget_expired(self, now: datetime) -> None:
        """Drop what can no longer be used."""
        with self.database.write() as connection:
            for table in (hints, deep_links, access_tokens, seen):
                connection.execute(delete(table).where(table.c.expires_at < now))

    def _take(self, table: Table, key: str) -> dict[str, Any] | None:
        query = delete(table).where(table.c.id == key).returning(*table.c)
        with self.database.write() as connection:
            row = connection.execute(query).mappings().first()
        return dict(row) if row else None
