"""What the desk works out ahead of its pages, and what its monitors count."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the tables and columns."""
    op.create_table(
        "learning_requests",
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activities.id"],
            name=op.f("fk_learning_requests_activity_id_activities"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["deployments.id"],
            name=op.f("fk_learning_requests_tenant_id_deployments"),
        ),
        sa.PrimaryKeyConstraint("activity_id", name=op.f("pk_learning_requests")),
    )
    op.create_index(op.f("ix_learning_requests_tenant_id"), "learning_requests", ["tenant_id"])

    op.create_table(
        "desk_places",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("group_no", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("by_marks", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_desk_places_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name=op.f("fk_desk_places_attempt_id_attempts")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["deployments.id"], name=op.f("fk_desk_places_tenant_id_deployments")
        ),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_desk_places")),
    )
    op.create_index("ix_desk_places_item", "desk_places", ["activity_id", "item_id", "group_no"])
    op.create_index(op.f("ix_desk_places_tenant_id"), "desk_places", ["tenant_id"])

    for name in ("released_marked", "released_right"):
        op.add_column(
            "item_learnings", sa.Column(name, sa.Integer(), server_default="0", nullable=False)
        )
    op.add_column("attempts", sa.Column("certainty", sa.Double(), nullable=True))
    op.add_column("second_marks", sa.Column("first_label", sa.String(length=16), nullable=True))
