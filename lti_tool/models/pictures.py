"""Pictures of teachers' questions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import Base, utc_now


class ItemPicture(Base):
    """The bytes of a picture, once a tenant, for every question that names its digest."""

    __tablename__ = "item_pictures"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(16))
    size: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime] = mapped_column(default=utc_now)
