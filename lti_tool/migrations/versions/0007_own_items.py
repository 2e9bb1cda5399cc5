"""Teachers' questions by themselves, with every revision.

Questions that activities hold already are taken over as first revisions.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the tables and the column, then take the questions over."""
    op.create_table(
        "own_items",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("bank_id", sa.String(length=64), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("copied_from", sa.String(length=64), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_own_items_course_id_courses")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_own_items_created_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["deployments.id"], name=op.f("fk_own_items_tenant_id_deployments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_items")),
    )
    with op.batch_alter_table("own_items", schema=None) as batch_op:
        batch_op.create_index(
            "ix_own_items_bank", ["tenant_id", "bank_id", "updated_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_own_items_course_id"), ["course_id"], unique=False)
    op.create_table(
        "own_item_revisions",
        sa.Column("item_id", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["own_items.id"], name=op.f("fk_own_item_revisions_item_id_own_items")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["users.id"], name=op.f("fk_own_item_revisions_made_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["deployments.id"],
            name=op.f("fk_own_item_revisions_tenant_id_deployments"),
        ),
        sa.PrimaryKeyConstraint("item_id", "revision", name=op.f("pk_own_item_revisions")),
    )
    with op.batch_alter_table("own_item_revisions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_own_item_revisions_tenant_id"), ["tenant_id"], unique=False
        )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("item_revision", sa.Integer(), server_default="1", nullable=False)
        )
    _take_over()


def _take_over() -> None:
    connection = op.get_bind()
    columns = "id, tenant_id, course_id, bank_id, created_by, created_at, own_items"
    rows = connection.execute(sa.text(f"SELECT {columns} FROM activities ORDER BY created_at, id"))  # noqa: S608
    taken: set[str] = set()
    for row in rows.mappings().all():
        held = row["own_items"]
        bodies = json.loads(held) if isinstance(held, str) else held or {}
        for item_id, body in bodies.items():
            if item_id not in taken:
                taken.add(item_id)
                _keep(connection, row, item_id, json.dumps(body))


def _keep(connection: sa.Connection, row: sa.RowMapping, item_id: str, body: str) -> None:
    given = {**row, "item": item_id, "body": body}
    connection.execute(
        sa.text(
            "INSERT INTO own_items (id, tenant_id, course_id, bank_id, created_by, created_at,"
            " updated_at, revision, body) VALUES (:item, :tenant_id, :course_id, :bank_id,"
            " :created_by, :created_at, :created_at, 1, :body)"
        ),
        given,
    )
    connection.execute(
        sa.text(
            "INSERT INTO own_item_revisions (item_id, revision, tenant_id, body, made_by, made_at)"
            " VALUES (:item, 1, :tenant_id, :body, :created_by, :created_at)"
        ),
        given,
    )
