"""Two schools in one database: no address of one shows or changes the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select
from werkzeug.routing import Rule

from analytics.content import ItemBank, shipped_banks
from lti_tool.app import create_app
from lti_tool.models import Base, Deployment, ItemPicture, Launch, ResourceLink, SkillReset, User
from lti_tool.services.items.library import keep_new
from lti_tool.settings import Settings
from lti_tool.wiring import Parts
from tests.lti_tool.pages.conftest import TOOL, FakeReports
from tests.lti_tool.pages.room import Clock, Room, open_room

SECRETS = ("Zelda Foreign", "Foreign activity", "Foreign course", "a foreign answer", "foreign.org")
OWNED = (
    "own_items",
    "own_item_revisions",
    "item_pictures",
    "course_skills",
    "path_orders",
    "skill_resets",
    "course_skills_revisions",
    "activities",
    "attempts",
    "courses",
    "users",
    "resource_links",
    "progress",
    "passbacks",
)
PICTURE = "f" * 64
WORDS = (
    "name",
    "before",
    "after",
    "revision",
    "choice",
    "mode",
    "status",
    "title",
    "score",
    "reason",
    "answer",
    "kind",
    "prompt",
)


@dataclass
class Town:
    """Our school, the other one, and the web app between them."""

    app: Flask
    ours: Room
    theirs: Room
    foreign: dict[str, str]

    def tokens(self) -> dict[str, str]:
        """Return a page token of each role in our school."""
        deep = {"deep_link_return_url": "https://lms.example.org/back"}
        return {
            "learner": self.ours.join("Ada Own"),
            "teacher": self.ours.teach(sees_institution=True),
            "chooser": self.ours.teach(
                message_type="LtiDeepLinkingRequest",
                deep_linking={**deep, "accept_types": ["ltiResourceLink"], "accept_multiple": True},
            ),
            "admin": self.ours.join("Own Admin", "admin", sees_institution=True),
            "viewer": self.ours.join("Own Viewer", "viewer"),
        }

    def rules(self) -> Iterator[Rule]:
        """Yield every rule that takes a token or an id."""
        for rule in self.app.url_map.iter_rules():
            if rule.arguments and not rule.endpoint.endswith("static"):
                yield rule

    def snapshot(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return all that the other school owns."""
        kept = {}
        with self.theirs.database.read() as session:
            for name in OWNED:
                if name in Base.metadata.tables:
                    table = Base.metadata.tables[name]
                    rows = session.execute(select(table).order_by(*inspect(table).primary_key))
                    owner = self.theirs.tenant.id
                    kept[name] = [tuple(row) for row in rows if owner in tuple(row)]
        return kept


@pytest.fixture
def town(database: Any, bank: ItemBank, clock: Clock) -> Town:
    ours = open_room(database, bank, clock)
    theirs = open_room(database, bank, clock, "Foreign activity")
    with database.write() as session:
        tenant = session.get_one(Deployment, theirs.tenant.id)
        tenant.registration.issuer = "https://lms.foreign.org"
        tenant.registration.auth_login_url = "https://lms.foreign.org/auth"
        session.merge(theirs.course).title = "Foreign course"
    theirs.join("Zelda Foreign")
    attempt = theirs.answer("Zelda Foreign", "a foreign answer")
    theirs.streams.run(0.5)
    with database.write() as session:
        launch = Launch(
            tenant_id=theirs.tenant.id, course_id=theirs.course.id, user_id=theirs.teacher.id
        )
        item = bank.items[0].model_copy(update={"id": "own-foreign", "prompt": SECRETS[3]})
        keep_new(session, launch, bank, item, "", clock())
        shown = {"digest": PICTURE, "media_type": "image/png", "body": SECRETS[3].encode()}
        session.add(ItemPicture(tenant_id=theirs.tenant.id, size=len(SECRETS[3]), **shown))
        session.add(
            SkillReset(
                tenant_id=theirs.tenant.id,
                course_id=theirs.course.id,
                activity_id=theirs.activity.id,
                bank_id=bank.id,
                learner_id=attempt.learner_id,
                reason=SECRETS[3],
                made_by=theirs.teacher.id,
            )
        )
    app = create_app(
        parts=Parts(
            settings=Settings(
                public_url=TOOL,
                secret_key="s" * 32,
                platform_hosts_allowed=("lms.foreign.org", "lms.example.org"),
            ),
            database=database,
            banks=shipped_banks(),
            reports=FakeReports(),
            clock=clock,
        )
    )
    return Town(app, ours, theirs, _ids(theirs, attempt.id))


def _ids(room: Room, attempt_id: object) -> dict[str, str]:
    with room.database.read() as session:
        learner = session.scalars(select(User).where(User.name == "Zelda Foreign")).one()
        link = session.scalars(
            select(ResourceLink).where(ResourceLink.tenant_id == room.tenant.id)
        ).first()
        reset = session.scalars(select(SkillReset)).one()
    found = {
        "attempt": attempt_id,
        "activity": room.activity.id,
        "course": room.course.id,
        "learner": learner.id,
        "tenant": room.tenant.id,
        "registration": room.tenant.registration_id,
        "link": link.id if link else "",
        "item": "own-foreign",
        "picture": PICTURE,
        "reset": reset.id,
        "token": room.tokens["Zelda Foreign"],
    }
    return {name: str(value) for name, value in found.items()}


def _addresses(town: Town, rule: Rule, token: str) -> Iterator[str]:
    """Yield a rule's addresses with our token and every foreign id at every place."""
    others = sorted(rule.arguments - {"token"})
    for ids in product(sorted(set(town.foreign.values())), repeat=len(others)):
        values = dict(zip(others, ids, strict=True))
        if "token" in rule.arguments:
            values["token"] = token
        built = rule.build({k: _typed(rule, k, v) for k, v in values.items()})
        if built is not None:
            yield built[1]


def _typed(rule: Rule, name: str, value: str) -> Any:
    try:
        return rule._converters[name].to_python(value)
    except ValueError:
        return value


def _form(town: Town) -> dict[str, Any]:
    ids = {f"{name}_id": value for name, value in town.foreign.items()}
    return {**dict.fromkeys(WORDS, "1"), **town.foreign, **ids}


def test_no_address_shows_another_school(town: Town) -> None:
    client, seen = town.app.test_client(), 0
    for role, token in town.tokens().items():
        for rule in town.rules():
            if "GET" not in rule.methods or rule.endpoint.endswith(".events"):
                continue
            for address in _addresses(town, rule, token):
                for query in ({}, {k: v for k, v in _form(town).items() if k != "token"}):
                    answer = client.get(address, query_string=query)
                    seen += 1
                    body = answer.get_data(as_text=True)
                    told = [secret for secret in SECRETS if secret in body]
                    assert not told, (role, address, told)
                    assert "foreign.org" not in str(answer.headers), (role, address)
                    if rule.arguments - {"token"}:
                        assert answer.status_code in {302, 303, 401, 403, 404, 405}, address
    assert seen > 100


@pytest.mark.parametrize("role", ["learner", "teacher", "viewer"])
def test_a_launch_that_names_anothers_activity_shows_nothing_of_it(town: Town, role: str) -> None:
    token = town.ours.join("Stray", role, activity_id=town.theirs.activity.id)
    for page in ("", "activity", "class"):
        answer = town.app.test_client().get(f"/l/{token}/{page}")
        assert answer.status_code in {303, 403, 404}, page
        assert "Foreign activity" not in answer.text


def test_no_form_changes_another_school(town: Town) -> None:
    client, before, seen = town.app.test_client(), town.snapshot(), 0
    assert before["attempts"]
    for role, token in town.tokens().items():
        for rule in town.rules():
            if "POST" not in rule.methods:
                continue
            for address in _addresses(town, rule, token):
                answer = client.post(address, data=_form(town), headers={"Origin": TOOL})
                seen += 1
                body = answer.get_data(as_text=True)
                told = [secret for secret in SECRETS if secret in body]
                assert not told, (role, address, told)
    assert seen > 20
    assert town.snapshot() == before


def test_a_made_up_token_opens_nothing(town: Town) -> None:
    client = town.app.test_client()
    for rule in town.rules():
        if "token" in rule.arguments:
            for address in _addresses(town, rule, "made-up"):
                method = "GET" if "GET" in rule.methods else "POST"
                answer = client.open(address, method=method, headers={"Origin": TOOL})
                wanted = {401, 404} if rule.arguments - {"token"} else {401}
                assert answer.status_code in wanted, address


def test_a_page_is_framed_by_its_own_platform_only(town: Town) -> None:
    def ancestors(token: str) -> list[str]:
        policy = town.app.test_client().get(f"/l/{token}/").headers["Content-Security-Policy"]
        return next(part for part in policy.split("; ") if part.startswith("frame-anc")).split()[1:]

    assert set(ancestors(town.ours.teach())) <= {
        "'self'",
        "https://lms.example.org",
        "http://lms.example.org",
    }
    assert "https://lms.foreign.org" in ancestors(town.foreign["token"])
    assert not any("example.org" in one for one in ancestors(town.foreign["token"]))
