"""What answers say of a course's skills, kept for the pages."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "skill_findings",
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("bank_id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_skill_findings_{column}_{table}")
            )
            for column, table in (("course_id", "courses"), ("tenant_id", "deployments"))
        ),
        sa.PrimaryKeyConstraint("course_id", "bank_id", name=op.f("pk_skill_findings")),
    )
    with op.batch_alter_table("skill_findings", schema=None) as batch_op:
        batch_op.create_index("ix_skill_findings_asked", ["asked_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_skill_findings_tenant_id"), ["tenant_id"], unique=False
        )
