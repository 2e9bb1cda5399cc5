"""What marking by criteria and by teachers needs."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the tables and columns."""
    op.create_table(
        "erased_tenants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("receipt_id", sa.Uuid(), nullable=True),
        sa.Column("dropped", sa.Integer(), nullable=False),
        sa.Column("swept", sa.Integer(), nullable=False),
        sa.Column("sweeps", sa.Integer(), nullable=False),
        sa.Column("sweep_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erased_tenants")),
    )
    with op.batch_alter_table("erased_tenants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erased_tenants_sweep_at"), ["sweep_at"], unique=False)

    op.create_table(
        "item_learnings",
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("learnt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marks", sa.Integer(), nullable=False),
        sa.Column("strength", sa.Double(), nullable=True),
        sa.Column("least", sa.Double(), nullable=True),
        sa.Column("error_before", sa.Double(), nullable=True),
        sa.Column("error_after", sa.Double(), nullable=True),
        sa.Column("examples", sa.JSON(), nullable=False),
        sa.Column("useful", sa.JSON(), nullable=False),
        sa.Column("overruled", sa.Integer(), nullable=False),
        sa.Column("marked", sa.Integer(), nullable=False),
        sa.Column("shift", sa.Double(), nullable=True),
        sa.Column("alarm", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activities.id"],
            name=op.f("fk_item_learnings_activity_id_activities"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["deployments.id"], name=op.f("fk_item_learnings_tenant_id_deployments")
        ),
        sa.PrimaryKeyConstraint("activity_id", "item_id", name=op.f("pk_item_learnings")),
    )
    with op.batch_alter_table("item_learnings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_item_learnings_tenant_id"), ["tenant_id"], unique=False
        )

    op.create_table(
        "marking_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.String(length=64), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undoes", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activities.id"],
            name=op.f("fk_marking_decisions_activity_id_activities"),
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["users.id"], name=op.f("fk_marking_decisions_actor_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_marking_decisions_course_id_courses")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["deployments.id"],
            name=op.f("fk_marking_decisions_tenant_id_deployments"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marking_decisions")),
    )
    with op.batch_alter_table("marking_decisions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_marking_decisions_activity", ["activity_id", "made_at"], unique=False
        )
        batch_op.create_index("ix_marking_decisions_course", ["course_id", "made_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_marking_decisions_tenant_id"), ["tenant_id"], unique=False
        )

    op.create_table(
        "placements",
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("with_column", sa.Boolean(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activities.id"],
            name=op.f("fk_placements_activity_id_activities"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["deployments.id"],
            name=op.f("fk_placements_tenant_id_deployments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("activity_id", name=op.f("pk_placements")),
    )
    with op.batch_alter_table("placements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placements_tenant_id"), ["tenant_id"], unique=False)

    op.create_table(
        "regrades",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("looked_at", sa.Integer(), nullable=False),
        sa.Column("proposals", sa.JSON(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_regrades_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["users.id"], name=op.f("fk_regrades_asked_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_regrades_course_id_courses")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["deployments.id"], name=op.f("fk_regrades_tenant_id_deployments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrades")),
    )
    with op.batch_alter_table("regrades", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_regrades_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index("ix_regrades_due", ["status", "asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_regrades_tenant_id"), ["tenant_id"], unique=False)

    op.create_table(
        "contests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("open_attempt_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("score_before", sa.Double(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("score_after", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_contests_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["users.id"], name=op.f("fk_contests_answered_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name=op.f("fk_contests_attempt_id_attempts")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["users.id"], name=op.f("fk_contests_learner_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["deployments.id"], name=op.f("fk_contests_tenant_id_deployments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contests")),
        sa.UniqueConstraint("open_attempt_id", name=op.f("uq_contests_open_attempt_id")),
    )
    with op.batch_alter_table("contests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contests_attempt_id"), ["attempt_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contests_tenant_id"), ["tenant_id"], unique=False)

    op.create_table(
        "decided_answers",
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("method_before", sa.String(length=16), nullable=True),
        sa.Column("score_before", sa.Double(), nullable=True),
        sa.Column("score_after", sa.Double(), nullable=True),
        sa.Column("version_after", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name=op.f("fk_decided_answers_attempt_id_attempts")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["marking_decisions.id"],
            name=op.f("fk_decided_answers_decision_id_marking_decisions"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["deployments.id"], name=op.f("fk_decided_answers_tenant_id_deployments")
        ),
        sa.PrimaryKeyConstraint("decision_id", "attempt_id", name=op.f("pk_decided_answers")),
    )
    with op.batch_alter_table("decided_answers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_decided_answers_attempt_id"), ["attempt_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_decided_answers_tenant_id"), ["tenant_id"], unique=False
        )

    op.create_table(
        "second_marks",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("marker_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.String(length=64), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("first_score", sa.Double(), nullable=False),
        sa.Column("first_method", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_second_marks_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name=op.f("fk_second_marks_attempt_id_attempts")
        ),
        sa.ForeignKeyConstraint(
            ["marker_id"], ["users.id"], name=op.f("fk_second_marks_marker_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["deployments.id"], name=op.f("fk_second_marks_tenant_id_deployments")
        ),
        sa.PrimaryKeyConstraint("attempt_id", "marker_id", name=op.f("pk_second_marks")),
    )
    with op.batch_alter_table("second_marks", schema=None) as batch_op:
        batch_op.create_index("ix_second_marks_activity", ["activity_id", "item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_second_marks_tenant_id"), ["tenant_id"], unique=False)

    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("strictness", sa.String(length=16), server_default="all", nullable=False)
        )

    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("contested", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("desk_rank", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("tentative", sa.JSON(), nullable=True))
        batch_op.create_index("ix_attempts_desk", ["activity_id", "desk_rank", "id"], unique=False)
        batch_op.create_index(
            "ix_attempts_desk_course", ["course_id", "desk_rank", "id"], unique=False
        )
        batch_op.create_index(
            "ix_attempts_desk_item", ["activity_id", "item_id", "desk_rank", "id"], unique=False
        )

    with op.batch_alter_table("launches", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_test_user", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_launches_test_users",
            ["user_id"],
            unique=False,
            sqlite_where=sa.text("is_test_user = 1"),
            postgresql_where=sa.text("is_test_user"),
        )
