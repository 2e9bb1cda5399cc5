"""Learners who were erased, and after how long those who stay away are."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the table and the column."""
    op.create_table(
        "erased_learners",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("receipt_id", sa.Uuid(), nullable=True),
        sa.Column("dropped", sa.Integer(), nullable=False),
        sa.Column("swept", sa.Integer(), nullable=False),
        sa.Column("sweeps", sa.Integer(), nullable=False),
        sa.Column("sweep_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erased_learners")),
    )
    op.create_index(op.f("ix_erased_learners_sweep_at"), "erased_learners", ["sweep_at"])
    op.add_column("deployments", sa.Column("forget_after_days", sa.Integer(), nullable=True))
