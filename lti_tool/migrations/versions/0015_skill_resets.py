"""Learners who begin anew."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_REFERENCES = {
    "tenant_id": "deployments",
    "course_id": "courses",
    "activity_id": "activities",
    "learner_id": "users",
    "made_by": "users",
    "undone_by": "users",
}


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "skill_resets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("bank_id", sa.String(length=64), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("skill_id", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_skill_resets_{column}_{table}")
            )
            for column, table in _REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_resets")),
    )
    with op.batch_alter_table("skill_resets", schema=None) as batch_op:
        batch_op.create_index(
            "ix_skill_resets_learner", ["course_id", "bank_id", "learner_id"], unique=False
        )
