"""Prerequisites that were suggested by answers and that teachers did not want."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

_REFERENCES = {
    "tenant_id": "deployments",
    "course_id": "courses",
    "made_by": "users",
    "undone_by": "users",
}


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "rejected_edges",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("bank_id", sa.String(length=64), nullable=False),
        sa.Column("before_id", sa.String(length=64), nullable=False),
        sa.Column("after_id", sa.String(length=64), nullable=False),
        sa.Column("learners", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_rejected_edges_{column}_{table}")
            )
            for column, table in _REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejected_edges")),
    )
    with op.batch_alter_table("rejected_edges", schema=None) as batch_op:
        batch_op.create_index("ix_rejected_edges_course", ["course_id", "bank_id"], unique=False)
