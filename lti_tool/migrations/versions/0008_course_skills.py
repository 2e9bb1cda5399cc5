"""Skills of a course's own, with every revision; activities hold a copy."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the tables and the column."""
    op.create_table(
        "course_skills",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("bank_id", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["deployments.id"], name=op.f("fk_course_skills_tenant_id_deployments")
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_course_skills_course_id_courses")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_skills")),
        sa.UniqueConstraint(
            "course_id", "bank_id", name=op.f("uq_course_skills_course_id_bank_id")
        ),
    )
    op.create_table(
        "course_skills_revisions",
        sa.Column("map_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("deed", sa.String(length=16), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["map_id"],
            ["course_skills.id"],
            name=op.f("fk_course_skills_revisions_map_id_course_skills"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["users.id"], name=op.f("fk_course_skills_revisions_made_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["deployments.id"],
            name=op.f("fk_course_skills_revisions_tenant_id_deployments"),
        ),
        sa.PrimaryKeyConstraint("map_id", "revision", name=op.f("pk_course_skills_revisions")),
    )
    with op.batch_alter_table("course_skills_revisions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_course_skills_revisions_tenant_id"), ["tenant_id"], unique=False
        )
    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.add_column(sa.Column("own_skills", sa.JSON(), server_default="{}", nullable=False))
