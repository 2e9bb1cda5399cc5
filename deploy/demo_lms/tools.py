"""Registered tools and the one-time links that register them."""

import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update

from deploy.demo_lms.database import Database
from deploy.demo_lms.records import RegistrationLink, Tool
from deploy.demo_lms.schema import registration_links, tools

LINK_LIFE = timedelta(hours=1)


def digest(secret: str) -> str:
    """Return what is stored instead of a bearer secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Tools:
    """Keep registrations."""

    database: Database

    def all(self) -> list[Tool]:
        """Return every tool, oldest first."""
        query = select(tools).order_by(tools.c.registered_at, tools.c.client_id)
        with self.database.read() as connection:
            return [Tool(**row) for row in connection.execute(query).mappings()]

    def get(self, client_id: str) -> Tool | None:
        """Return one tool, or None."""
        query = select(tools).where(tools.c.client_id == client_id)
        with self.database.read() as connection:
            row = connection.execute(query).mappings().first()
        return Tool(**row) if row else None

    def active(self, client_id: str) -> Tool | None:
        """Return one tool if it is switched on."""
        tool = self.get(client_id)
        return tool if tool and tool.active else None

    def save(self, tool: Tool) -> None:
        """Add a tool, or replace the one with its client id."""
        values = asdict(tool)
        with self.database.write() as connection:
            changed = connection.execute(
                update(tools).where(tools.c.client_id == tool.client_id).values(values)
            )
            if changed.rowcount == 0:
                connection.execute(insert(tools).values(values))

    def switch(self, client_id: str, *, active: bool) -> None:
        """Switch a tool on or off."""
        with self.database.write() as connection:
            connection.execute(
                update(tools).where(tools.c.client_id == client_id).values(active=active)
            )

    def issue_link(self, now: datetime, client_id: str = "") -> str:
        """Return a new registration token; naming a tool means an update."""
        token = secrets.token_urlsafe(32)
        with self.database.write() as connection:
            connection.execute(
                insert(registration_links).values(
                    token_hash=digest(token),
                    issued_at=now,
                    expires_at=now + LINK_LIFE,
                    client_id=client_id,
                )
            )
        return token

    def link(self, token: str) -> RegistrationLink | None:
        """Return the registration link behind a token, used or not."""
        query = select(registration_links).where(registration_links.c.token_hash == digest(token))
        with self.database.read() as connection:
            row = connection.execute(query).mappings().first()
        return RegistrationLink(**row) if row else None

    def spend_link(self, token: str, now: datetime) -> bool:
        """Use a registration token up; False when it was no longer good."""
        query = (
            update(registration_links)
            .where(
                registration_links.c.token_hash == digest(token),
                registration_links.c.used_at.is_(None),
                registration_links.c.expires_at > now,
            )
            .values(used_at=now)
        )
        with self.database.write() as connection:
            return connection.execute(query).rowcount == 1
