"""Placement tests: where they are wanted, who is in one, and which answers were of one."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0011"


def upgrade() -> None:
    """Add the columns."""
    op.add_column(
        "courses",
        sa.Column("placement", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("progress", sa.Column("placement", sa.String(length=16), nullable=True))
    op.add_column("attempts", sa.Column("placement", sa.Integer(), nullable=True))
