"""What a mark is compared with: how the grade before it was labelled."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column."""
    op.add_column("decided_answers", sa.Column("label_before", sa.String(length=16), nullable=True))
