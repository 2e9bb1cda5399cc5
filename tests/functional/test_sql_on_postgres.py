"""The SQL state on PostgreSQL: its tables, and first launches at one moment."""

import threading
from collections.abc import Iterator
from types import SimpleNamespace

import httpx
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select

from analytics.content import shipped_banks
from analytics.content.pictures import read_picture
from lti_tool.adapters.database import Database
from lti_tool.lti_wiring import build_lti
from lti_tool.migrations import migrate
from lti_tool.models import (
    Activity,
    Base,
    Course,
    Deployment,
    ItemPicture,
    Launch,
    ResourceLink,
    User,
    utc_now,
)
from lti_tool.services.items.pictures import drop_unused, find_picture, keep_pictures
from lti_tool.settings import Settings
from tests.analytics.content.drawn import PNG
from tests.fakes.door import Browser, door_app, registration
from tests.fakes.lms import DEPLOYMENT, TOOL, FakeLms, rsa_key
from tests.lti_tool.pages.room import Clock, open_room
from tests.parts.postgres import running_postgres

pytestmark = pytest.mark.functional

BROWSERS, LAUNCHES = 4, 3


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running_postgres() as url:
        yield url


def _together(work: list[threading.Thread]) -> None:
    for thread in work:
        thread.start()
    for thread in work:
        thread.join(timeout=120)
        assert not thread.is_alive()


def test_processes_that_migrate_at_once_make_the_tables_of_the_models(server: str) -> None:
    _together([threading.Thread(target=migrate, args=(server,)) for _ in range(3)])
    database = Database(server)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    database.dispose()


def test_first_launches_at_one_moment_make_each_row_once(server: str) -> None:
    migrate(server)
    database = Database(server)
    rsa_key("key-1")
    lms = FakeLms(utc_now)
    settings = Settings(public_url=TOOL, secret_key="s" * 32)
    lti = build_lti(settings, database, utc_now, httpx.MockTransport(lms.handle))
    with database.write() as session:
        session.add(
            Deployment(registration=registration(), deployment_id=DEPLOYMENT, approved=True)
        )
    app = door_app(SimpleNamespace(settings=settings, database=database, clock=utc_now, lti=lti))
    answers: list[int] = []

    def launch() -> None:
        browser = Browser(app.test_client(), lms)
        answers.extend(browser.launch(sub=f"s{n}").status_code for n in range(LAUNCHES))

    _together([threading.Thread(target=launch) for _ in range(BROWSERS)])
    with database.read() as session:
        counts = {
            model.__name__: session.scalar(select(func.count()).select_from(model))
            for model in (User, Course, ResourceLink, Launch)
        }
    database.dispose()
    assert answers == [303] * BROWSERS * LAUNCHES
    assert counts == {"User": LAUNCHES, "Course": 1, "ResourceLink": 1, "Launch": 12}


def test_a_picture_is_kept_once_and_until_nothing_shows_it(server: str) -> None:
    migrate(server)
    database = Database(server)
    bank = shipped_banks()["science-7"]
    room = open_room(database, bank, Clock())
    shown = (read_picture(PNG, "A field"),)
    item = bank.items[0].model_copy(update={"id": "own-pictured", "pictures": shown})
    files, tenant_id = {shown[0].digest: PNG}, room.tenant.id

    def keep() -> None:
        with database.write() as session:
            keep_pictures(session, tenant_id, item, files, utc_now())

    _together([threading.Thread(target=keep) for _ in range(4)])
    room.join("Ada")
    with database.write() as session:
        activity = session.get_one(Activity, room.activity.id)
        activity.own_items = {item.id: item.model_dump(mode="json")}
        drop_unused(session, tenant_id, files)
    with database.write() as session:
        assert find_picture(session, room.find("Ada"), shown[0].digest).body == PNG
        session.get_one(Activity, room.activity.id).own_items = {}
        drop_unused(session, tenant_id, files)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(ItemPicture)) == 0
    database.dispose()
