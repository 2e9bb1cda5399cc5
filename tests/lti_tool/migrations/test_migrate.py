"""Migrations and models agree."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session

from lti_tool.migrations import migrate
from lti_tool.models import Base, OwnItem, OwnItemRevision

ACTIVITY = {
    "tenant_id": "a" * 32,
    "course_id": "b" * 32,
    "title": "Heat",
    "instructions": "",
    "bank_id": "science-7",
    "skill_ids": "[]",
    "threshold": 0.8,
    "target_success": 0.63,
    "created_by": "c" * 32,
    "created_at": "2026-03-02 09:00:00.000000",
    "updated_at": "2026-03-02 09:00:00.000000",
}


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


def test_questions_that_activities_hold_become_first_revisions(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/tool.db"
    migrate(url, "0006")
    engine = create_engine(url)
    with engine.begin() as connection:
        body = '{"own-1": {"kind": "numeric", "id": "own-1", "prompt": "数?"}}'
        for number in (1, 2):
            row = {**ACTIVITY, "id": f"{number:032x}", "own_items": body}
            names = ", ".join(row)
            marks = ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO activities ({names}) VALUES ({marks})"), row)
    migrate(url)
    with Session(engine) as session:
        [item] = session.scalars(select(OwnItem)).all()
        [revision] = session.scalars(select(OwnItemRevision)).all()
    engine.dispose()
    assert (item.id, item.bank_id, item.revision) == ("own-1", "science-7", 1)
    assert item.body == revision.body
    assert revision.body["prompt"] == "数?"
