"""The demo LMS and the tool beside Open edX's platform classes, where they overlap.

Whoever writes both the tool and the platform that it is tried against can be
wrong twice in the same way; this is a platform that others wrote.
"""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from deploy.demo_lms import lti
from deploy.demo_lms.app import create_app
from deploy.demo_lms.keys import SigningKey
from deploy.demo_lms.settings import LmsSettings
from lti_tool.adapters.database import Database
from lti_tool.lti_wiring import build_lti
from lti_tool.models import Activity, Course, Deployment, Launch, utc_now
from lti_tool.settings import Settings
from tests.deploy.demo_lms.driver import Driver
from tests.deploy.demo_lms.fake_tool import LMS, TOOL, FakeTool
from tests.fakes.door import door_app, registration
from tests.parts.database import empty_database
from tests.parts.open_edx import Peer, open_edx

pytestmark = [pytest.mark.functional, pytest.mark.timeout(1_200)]

SAME = ("iss", "aud", "sub", "nonce", "name", f"{lti.CLAIM}version", f"{lti.CLAIM}message_type")
SAME_LTI = ("deployment_id", "target_link_uri", "custom")
ISSUER = "https://lms.example"
OUR_TOOL = "https://tool.example"


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    with open_edx() as running:
        yield running


@pytest.fixture(scope="module")
def tool() -> FakeTool:
    return FakeTool(SigningKey.of(rsa.generate_private_key(public_exponent=65537, key_size=2048)))


@pytest.fixture
def lms(tmp_path: Path, tool: FakeTool) -> Iterator[Driver]:
    settings = LmsSettings(
        public_url=LMS,
        database_path=tmp_path / "lms.sqlite",
        key_path=tmp_path / "key.pem",
        secret="for tests only",
    )
    with create_app(settings, keys=tool).test_client() as client:
        driver = Driver(client, tool)
        driver.register()
        driver.act_as(Driver.TEACHER)
        yield driver


def platform(lms: Driver) -> dict[str, Any]:
    """Return the peer's half of the demo LMS's registration of the tool."""
    return platform_of(
        LMS,
        lms.tool.client_id,
        lms.tool.deployment_id,
        lms.tool.key.private,
        lms.client.application.extensions["demo_lms"].key.private,
    )


def platform_of(
    issuer: str, client: str, deployment: str, tool: rsa.RSAPrivateKey, own: rsa.RSAPrivateKey
) -> dict[str, Any]:
    at = TOOL if issuer == LMS else OUR_TOOL
    public = tool.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    private = own.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    return {
        "iss": issuer,
        "lti_oidc_url": f"{at}/lti/login",
        "lti_launch_url": f"{at}/lti/launch" if at == OUR_TOOL else f"{at}/launch",
        "client_id": client,
        "deployment_id": deployment,
        "rsa_key": private.decode(),
        "rsa_key_id": "peer-key",
        "redirect_uris": [f"{at}/lti/launch" if at == OUR_TOOL else f"{at}/launch"],
        "tool_key": public.decode(),
    }


def data(user: str, message: str = "LtiResourceLinkRequest") -> dict[str, str]:
    return {
        "user_id": user,
        "external_user_id": user,
        "user_role": "staff",
        "config_id": "7c2f1d1e-6c0e-4b53-9a39-1a4f5e6b7c8d",
        "resource_link_id": "link",
        "message_type": message,
    }


def job_like(claims: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the peer needs to launch the same person into the same link."""
    link = claims[f"{lti.CLAIM}resource_link"]
    context = claims[f"{lti.CLAIM}context"]
    presentation = claims[f"{lti.CLAIM}launch_presentation"]
    return {
        "user": {"user_id": claims["sub"], "role": "staff", "full_name": claims["name"]},
        "link": {"resource_link_id": link["id"], "title": link["title"]},
        "context": {
            "context_id": context["id"],
            "context_title": context["title"],
            "context_label": context["label"],
        },
        "custom": claims[f"{lti.CLAIM}custom"],
        "return_url": presentation["return_url"],
        "ags": claims[lti.AGS_ENDPOINT],
        "nrps": claims[lti.NRPS_SERVICE]["context_memberships_url"],
    }


def test_a_login_begins_with_the_same_parameters(lms: Driver, peer: Peer) -> None:
    ours = lms.begin(lms.add_activity())
    url = peer.ask("login", platform=platform(lms), data=data(Driver.TEACHER))
    theirs = dict(parse_qsl(urlsplit(url).query))
    assert set(ours) == set(theirs)
    for name in set(ours) - {"lti_message_hint"}:
        assert ours[name] == theirs[name], name


def test_a_launch_says_the_same_of_the_same_person_and_link(lms: Driver, peer: Peer) -> None:
    ours = lms.launch(lms.add_activity())
    asked = lms.asked({"login_hint": Driver.TEACHER, "lti_message_hint": ""})
    made = peer.ask(
        "launch", platform=platform(lms), data=data(ours["sub"]), asked=asked, **job_like(ours)
    )
    theirs = jwt.decode(made["id_token"], options={"verify_signature": False})
    for name in (*SAME, *(f"{lti.CLAIM}{short}" for short in SAME_LTI)):
        assert ours[name] == theirs[name], name
    for name in ("resource_link", "context", "launch_presentation"):
        said = theirs[f"{lti.CLAIM}{name}"]
        assert said.items() <= ours[f"{lti.CLAIM}{name}"].items()
    for name in ("lineitem", "lineitems"):
        assert ours[lti.AGS_ENDPOINT][name] == theirs[lti.AGS_ENDPOINT][name]
    assert set(theirs[lti.AGS_ENDPOINT]["scope"]) <= set(lti.AGS_SCOPES)
    assert theirs[lti.NRPS_SERVICE] == ours[lti.NRPS_SERVICE]
    teaches = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"
    assert teaches in theirs[f"{lti.CLAIM}roles"]
    assert teaches in ours[f"{lti.CLAIM}roles"]
    assert set(theirs) - {"azp"} <= set(ours)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"nonce": None},
        {"state": None},
        {"redirect_uri": None},
        {"redirect_uri": f"{TOOL}/elsewhere"},
        {"client_id": "somebody-else"},
    ],
)
def test_both_judge_an_authentication_request_alike(
    changes: dict[str, str | None], lms: Driver, peer: Peer
) -> None:
    activity = lms.add_activity()
    claims = lms.launch(activity)
    login = lms.begin(activity)
    asked = lms.asked(login, **changes)
    theirs = peer.verdict(
        "launch", platform=platform(lms), data=data(claims["sub"]), asked=asked, **job_like(claims)
    )
    page = lms.client.get("/lti/authorize", query_string=asked)
    accepted = "id_token" in lms.form(page).fields
    assert accepted is ("answer" in theirs) is (not changes)


@pytest.mark.parametrize(
    ("form", "claims"),
    [
        ({}, {}),
        ({"grant_type": "password"}, {}),
        ({"grant_type": None}, {}),
        ({"client_assertion": None}, {}),
        ({"client_assertion": "no.token.here"}, {}),
        ({}, {"exp": int(time.time()) - 60}),
        ({}, {"signed by": "a stranger"}),
    ],
)
def test_both_judge_a_request_for_a_token_alike(
    form: dict[str, str | None], claims: dict[str, Any], lms: Driver, peer: Peer
) -> None:
    sent: dict[str, str | None] = {**lms.tool.token_form(lti.SCORE, **claims), **form}
    if "signed by" in claims:
        stranger = FakeTool(SigningKey(rsa.generate_private_key(65537, 2048), lms.tool.key.kid))
        stranger.client_id = lms.tool.client_id
        sent["client_assertion"] = stranger.assertion()
    body = {name: value for name, value in sent.items() if value is not None}
    ours = lms.client.post("/lti/token", data=body)
    theirs = peer.verdict("token", platform=platform(lms), form=body)
    good = not form and not claims
    assert (ours.status_code == 200) is ("answer" in theirs) is good
    if good:
        assert ours.json["scope"] == theirs["answer"]["scope"] == lti.SCORE
        assert ours.json["expires_in"] == theirs["answer"]["expires_in"]
        assert ours.json["token_type"].lower() == theirs["answer"]["token_type"]


@pytest.mark.parametrize(
    ("claims", "item", "good"),
    [
        ({}, {}, True),
        ({f"{lti.CLAIM}message_type": "LtiResourceLinkRequest"}, {}, False),
        ({"exp": int(time.time()) - 60}, {}, False),
        ({}, {"type": "teleport"}, False),
        ({}, {"title": "t" * 256}, False),
        ({}, {"url": "no address"}, False),
        ({}, {"custom": "text"}, False),
    ],
)
def test_both_judge_a_deep_linking_answer_alike(
    *, claims: dict[str, Any], item: dict[str, Any], good: bool, lms: Driver, peer: Peer
) -> None:
    path, kept = lms.open_choice()
    token = lms.tool.choice(kept, [{**lms.item(), **item}], **claims)
    ours = lms.client.post(path, data={"JWT": token})
    dl = {"launch_url": f"{TOOL}/choose", "return_url": f"{LMS}{path}"}
    theirs = peer.verdict("chosen", platform=platform(lms), deep_linking=dl, jwt=token)
    assert (ours.status_code == 200) is ("answer" in theirs) is good, theirs


@pytest.mark.parametrize(
    ("changes", "good"),
    [
        ({}, True),
        ({"comment": "Well done"}, True),
        ({"scoreGiven": None, "scoreMaximum": None}, True),
        ({"scoreMaximum": None}, False),
        ({"scoreMaximum": 0}, False),
        ({"userId": None}, False),
        ({"timestamp": "yesterday"}, False),
        ({"timestamp": None}, False),
        ({"activityProgress": None}, False),
    ],
)
def test_both_judge_a_score_alike(
    *, changes: dict[str, Any], good: bool, lms: Driver, peer: Peer
) -> None:
    column = lms.launch(lms.add_activity())[lti.AGS_ENDPOINT]["lineitem"]
    ours = lms.score(column, **changes)
    body = {
        "userId": Driver.STUDENT,
        "timestamp": "2026-03-01T10:00:00.000Z",
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "scoreGiven": 7,
        "scoreMaximum": 10,
        **changes,
    }
    sent = {name: value for name, value in body.items() if value is not None}
    theirs = peer.verdict("score", body=sent)
    assert (ours.status_code == 200) is ("answer" in theirs) is good, (ours.text, theirs)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = empty_database(tmp_path / "tool.db")
    yield made
    made.dispose()


def test_the_tool_takes_open_edxs_launch_and_open_edx_the_tools_choice(
    lms: Driver, peer: Peer, database: Database
) -> None:
    own = lms.client.application.extensions["demo_lms"].key.private
    known = platform_of(ISSUER, "edx-1", "1", lms.tool.key.private, own)
    keys = peer.ask("keys", platform=known)
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=keys))
    settings = Settings(public_url=OUR_TOOL, secret_key="s" * 32)
    wired = build_lti(settings, database, utc_now, transport)
    with database.write() as session:
        made = registration(ISSUER, "edx-1")
        session.add(Deployment(registration=made, deployment_id="1", approved=True))
    parts = SimpleNamespace(settings=settings, database=database, clock=utc_now, lti=wired)
    browser = door_app(parts).test_client()

    url = peer.ask("login", platform=known, data=data("student-1"))
    redirect = browser.get(f"/lti/login?{urlsplit(url).query}")
    assert redirect.status_code == 302, redirect.text
    asked = dict(parse_qsl(urlsplit(redirect.location).query))
    job = {**job_like(lms.launch(lms.add_activity())), "return_url": f"{ISSUER}/course"}
    for name, address in (("lineitem", "line/1"), ("lineitems", "lines")):
        job["ags"] = {**job["ags"], name: f"{ISSUER}/{address}"}
    job["nrps"] = f"{ISSUER}/members"
    launch = peer.ask("launch", platform=known, data=data("student-1"), asked=asked, **job)
    opened = browser.post("/lti/launch", data=launch)
    assert opened.status_code == 303, opened.text

    dl = {"launch_url": f"{OUR_TOOL}/lti/launch", "return_url": f"{ISSUER}/return"}
    with database.write() as session:
        row = session.query(Launch).one()
        assert (row.role, row.user.subject) == ("teacher", Driver.TEACHER)
        activity = Activity(
            tenant_id=row.tenant_id,
            course_id=row.course_id,
            created_by=row.user_id,
            title="Floating",
            instructions="In your own words.",
            bank_id="science-7",
        )
        session.add(activity)
        session.flush()
        row.deep_linking = {
            "deep_link_return_url": dl["return_url"],
            "accept_types": ["ltiResourceLink"],
            "accept_presentation_document_targets": ["iframe"],
        }
        form = wired.deep_linking.answer(session, row, [activity])
        key = wired.keys.signing_key(session)
        course = session.get_one(Course, row.course_id)
        assert course.title == "Science 7"
    known["tool_key"] = key.public_pem
    [item] = peer.ask("chosen", platform=known, deep_linking=dl, jwt=form.jwt)
    assert item["custom"] == {"signpost_activity": str(activity.id)}
    assert item["lineItem"]["resourceId"] == str(activity.id)
