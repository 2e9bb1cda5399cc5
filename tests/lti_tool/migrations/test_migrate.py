"""Migrations and models agree."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from lti_tool.migrations import migrate
from lti_tool.models import Base


def test_migrations_make_exactly_the_tables_of_the_models(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/folder/tool.db"
    migrate(url)
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()
    assert differences == []


def test_migrating_twice_is_the_same_as_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/tool.db"
    for _ in range(2):
        migrate(url)
