"""A learner's path: what answers moved, hints, and challenges of estimates."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the table and the columns."""
    op.add_column("attempts", sa.Column("moves", sa.JSON(), nullable=True))
    op.add_column(
        "attempts",
        sa.Column("hinted", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("progress", sa.Column("hint_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "challenges",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("skill_id", sa.String(length=64), nullable=False),
        sa.Column("wish", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("band", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_challenges_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["users.id"], name=op.f("fk_challenges_answered_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["users.id"], name=op.f("fk_challenges_learner_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["deployments.id"], name=op.f("fk_challenges_tenant_id_deployments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenges")),
    )
    op.create_index("ix_challenges_activity", "challenges", ["activity_id", "answered_at"])
    op.create_index(
        "ix_challenges_learner", "challenges", ["learner_id", "activity_id", "skill_id"]
    )
    op.create_index(op.f("ix_challenges_tenant_id"), "challenges", ["tenant_id"])
    op.add_column("progress", sa.Column("wanted_skill", sa.String(length=64), nullable=True))
