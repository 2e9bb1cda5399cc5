"""What a teacher decides and may take back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from lti_tool.models.base import utc_now
from lti_tool.models.people import User


class Undoable:
    """Who made a row and when, and who took it back; a row that was taken back stays."""

    made_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(default=utc_now)
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[datetime | None]

    @declared_attr
    @classmethod
    def maker(cls) -> Mapped[User]:
        """Return who made it."""
        return relationship(foreign_keys=lambda: cls.made_by)

    @declared_attr
    @classmethod
    def undoer(cls) -> Mapped[User | None]:
        """Return who took it back."""
        return relationship(foreign_keys=lambda: cls.undone_by)
