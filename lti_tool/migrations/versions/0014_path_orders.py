"""What teachers decided of paths."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_REFERENCES = {
    "tenant_id": "deployments",
    "activity_id": "activities",
    "learner_id": "users",
    "made_by": "users",
    "undone_by": "users",
}


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "path_orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=True),
        sa.Column("skill_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_path_orders_{column}_{table}")
            )
            for column, table in _REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_path_orders")),
    )
    with op.batch_alter_table("path_orders", schema=None) as batch_op:
        batch_op.create_index(
            "ix_path_orders_activity", ["activity_id", "learner_id"], unique=False
        )
