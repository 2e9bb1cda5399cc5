"""What platforms, administrators and gradebooks need beyond a launch."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables and columns."""
    op.create_table(
        "admin_accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("link_hash", sa.String(length=64), nullable=True),
        sa.Column("link_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admin_accounts")),
        sa.UniqueConstraint("email", name=op.f("uq_admin_accounts_email")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_admin_accounts_link_hash")),
    )
    op.create_table(
        "admin_actions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=255), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admin_actions")),
    )
    with op.batch_alter_table("admin_actions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_admin_actions_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_admin_actions_registration_id"), ["registration_id"], unique=False
        )

    op.create_table(
        "admin_sign_in_failures",
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("closed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_admin_sign_in_failures")),
    )
    with op.batch_alter_table("admin_sign_in_failures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_admin_sign_in_failures_at"), ["at"], unique=False)

    op.create_table(
        "admin_sso_logins",
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("verifier", sa.String(length=128), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_admin_sso_logins")),
    )
    with op.batch_alter_table("admin_sso_logins", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_admin_sso_logins_created_at"), ["created_at"], unique=False
        )

    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(length=255), nullable=False),
        sa.Column("made_by", sa.String(length=255), nullable=False),
        sa.Column("uses_left", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_for", sa.String(length=512), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_invitations_code_hash")),
    )
    op.create_table(
        "launch_log",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=True),
        sa.Column("login", sa.String(length=64), nullable=True),
        sa.Column("stage", sa.String(length=8), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("client_id", sa.String(length=255), nullable=False),
        sa.Column("deployment_id", sa.String(length=255), nullable=False),
        sa.Column("message_type", sa.String(length=64), nullable=False),
        sa.Column("claim_names", sa.JSON(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("cookie_mode", sa.String(length=16), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_launch_log_registration_id_registrations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_launch_log")),
    )
    with op.batch_alter_table("launch_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_launch_log_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_launch_log_login"), ["login"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_launch_log_registration_id"), ["registration_id"], unique=False
        )

    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("deployment_id", sa.String(length=255), nullable=False),
        sa.Column("replay_key", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("claims", sa.JSON(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_notices_registration_id_registrations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint(
            "registration_id", "replay_key", name=op.f("uq_notices_registration_id_replay_key")
        ),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_received_at"), ["received_at"], unique=False)

    op.create_table(
        "registration_changes",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_registration_changes_registration_id_registrations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_registration_changes")),
    )
    with op.batch_alter_table("registration_changes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_registration_changes_expires_at"), ["expires_at"], unique=False
        )

    op.create_table(
        "role_overrides",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("role_uri", sa.String(length=255), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_role_overrides_registration_id_registrations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_overrides")),
        sa.UniqueConstraint(
            "registration_id", "role_uri", name=op.f("uq_role_overrides_registration_id_role_uri")
        ),
    )
    with op.batch_alter_table("role_overrides", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_role_overrides_registration_id"), ["registration_id"], unique=False
        )

    op.create_table(
        "admin_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("registration_id", sa.Uuid(), nullable=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=True),
        sa.Column("who", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["admin_accounts.id"],
            name=op.f("fk_admin_sessions_account_id_admin_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_admin_sessions_registration_id_registrations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["deployments.id"],
            name=op.f("fk_admin_sessions_tenant_id_deployments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admin_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_admin_sessions_token_hash")),
    )
    with op.batch_alter_table("admin_sessions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_admin_sessions_expires_at"), ["expires_at"], unique=False
        )

    op.create_table(
        "notice_subscriptions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("service_url", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["deployments.id"],
            name=op.f("fk_notice_subscriptions_tenant_id_deployments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_subscriptions")),
        sa.UniqueConstraint(
            "tenant_id", "kind", name=op.f("uq_notice_subscriptions_tenant_id_kind")
        ),
    )
    op.create_table(
        "preflights",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["deployments.id"],
            name=op.f("fk_preflights_tenant_id_deployments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_preflights")),
    )
    op.create_table(
        "course_copies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("source_course_id", sa.Uuid(), nullable=False),
        sa.Column("seen_by", sa.String(length=16), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"],
            ["courses.id"],
            name=op.f("fk_course_copies_course_id_courses"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["users.id"],
            name=op.f("fk_course_copies_decided_by_users"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source_course_id"],
            ["courses.id"],
            name=op.f("fk_course_copies_source_course_id_courses"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["deployments.id"],
            name=op.f("fk_course_copies_tenant_id_deployments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_copies")),
        sa.UniqueConstraint(
            "course_id",
            "source_course_id",
            name=op.f("uq_course_copies_course_id_source_course_id"),
        ),
    )
    op.create_table(
        "course_rosters",
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("differences_url", sa.Text(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("whole_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_course_rosters_course_id_courses")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["deployments.id"], name=op.f("fk_course_rosters_tenant_id_deployments")
        ),
        sa.PrimaryKeyConstraint("course_id", name=op.f("pk_course_rosters")),
    )
    with op.batch_alter_table("course_rosters", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_course_rosters_tenant_id"), ["tenant_id"], unique=False
        )

    op.create_table(
        "memberships",
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_memberships_course_id_courses")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["deployments.id"], name=op.f("fk_memberships_tenant_id_deployments")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_memberships_user_id_users")
        ),
        sa.PrimaryKeyConstraint("course_id", "user_id", name=op.f("pk_memberships")),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memberships_tenant_id"), ["tenant_id"], unique=False)

    op.create_table(
        "copied_activities",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("copy_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("source_activity_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=True),
        sa.Column("mode", sa.String(length=16), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activities.id"],
            name=op.f("fk_copied_activities_activity_id_activities"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["copy_id"],
            ["course_copies.id"],
            name=op.f("fk_copied_activities_copy_id_course_copies"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["course_id"],
            ["courses.id"],
            name=op.f("fk_copied_activities_course_id_courses"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source_activity_id"],
            ["activities.id"],
            name=op.f("fk_copied_activities_source_activity_id_activities"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["deployments.id"],
            name=op.f("fk_copied_activities_tenant_id_deployments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_copied_activities")),
        sa.UniqueConstraint(
            "course_id",
            "source_activity_id",
            name=op.f("uq_copied_activities_course_id_source_activity_id"),
        ),
    )
    with op.batch_alter_table("copied_activities", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_copied_activities_activity_id"), ["activity_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_copied_activities_source_activity_id"),
            ["source_activity_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_copied_activities_tenant_id"), ["tenant_id"], unique=False
        )

    op.create_table(
        "copied_links",
        sa.Column("resource_link_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("copied_activity_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["copied_activity_id"],
            ["copied_activities.id"],
            name=op.f("fk_copied_links_copied_activity_id_copied_activities"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["resource_link_id"],
            ["resource_links.id"],
            name=op.f("fk_copied_links_resource_link_id_resource_links"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["deployments.id"],
            name=op.f("fk_copied_links_tenant_id_deployments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("resource_link_id", name=op.f("pk_copied_links")),
    )
    with op.batch_alter_table("copied_links", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_copied_links_copied_activity_id"), ["copied_activity_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_copied_links_tenant_id"), ["tenant_id"], unique=False)

    op.create_table(
        "gradebook_columns",
        sa.Column("resource_link_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("line_item_url", sa.Text(), nullable=True),
        sa.Column("label", sa.String(length=255), nullable=False),
        sa.Column("maximum", sa.Double(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resource_link_id"],
            ["resource_links.id"],
            name=op.f("fk_gradebook_columns_resource_link_id_resource_links"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["deployments.id"],
            name=op.f("fk_gradebook_columns_tenant_id_deployments"),
        ),
        sa.PrimaryKeyConstraint("resource_link_id", name=op.f("pk_gradebook_columns")),
    )
    with op.batch_alter_table("gradebook_columns", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_gradebook_columns_next_read_at"), ["next_read_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_gradebook_columns_tenant_id"), ["tenant_id"], unique=False
        )

    with op.batch_alter_table("key_pairs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("signs_from", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("launches", schema=None) as batch_op:
        batch_op.add_column(sa.Column("review_of", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_launches_review_of_users"), "users", ["review_of"], ["id"]
        )

    with op.batch_alter_table("logins", schema=None) as batch_op:
        batch_op.add_column(sa.Column("params", sa.JSON(), nullable=True))
        batch_op.add_column(
            sa.Column("cookie_mode", sa.String(length=16), server_default="cookie", nullable=False)
        )

    with op.batch_alter_table("passbacks", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("perhaps_sent", sa.JSON(), server_default="[]", nullable=False)
        )
        batch_op.add_column(sa.Column("lms_score", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("lms_seen_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("lms_agreed", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("ask_after", sa.DateTime(timezone=True), nullable=True))
