"""What teaches an activity, and experiments between two policies."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the columns and tables."""
    op.add_column("activities", sa.Column("policy", sa.String(length=64), nullable=True))
    op.add_column("activities", sa.Column("experiment", sa.JSON(), nullable=True))
    op.create_table(
        "policy_experiments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("first_policy", sa.String(length=64), nullable=False),
        sa.Column("second_policy", sa.String(length=64), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activities.id"],
            name=op.f("fk_policy_experiments_activity_id_activities"),
        ),
        sa.ForeignKeyConstraint(
            ["started_by"], ["users.id"], name=op.f("fk_policy_experiments_started_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["deployments.id"],
            name=op.f("fk_policy_experiments_tenant_id_deployments"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_experiments")),
    )
    op.create_index(
        op.f("ix_policy_experiments_activity_id"), "policy_experiments", ["activity_id"]
    )
    op.create_table(
        "experiment_arms",
        sa.Column("experiment_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("arm", sa.String(length=8), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["experiment_id"],
            ["policy_experiments.id"],
            name=op.f("fk_experiment_arms_experiment_id_policy_experiments"),
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["users.id"], name=op.f("fk_experiment_arms_learner_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["deployments.id"], name=op.f("fk_experiment_arms_tenant_id_deployments")
        ),
        sa.PrimaryKeyConstraint("experiment_id", "learner_id", name=op.f("pk_experiment_arms")),
    )
    op.create_index(op.f("ix_experiment_arms_tenant_id"), "experiment_arms", ["tenant_id"])
