"""Plain, Moodle's and Canvas's manners, as a tool meets them."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import jwt
import pytest

from deploy.demo_lms import lti
from deploy.demo_lms.app import create_app
from deploy.demo_lms.flavours import FlavourName
from deploy.demo_lms.keys import load_or_make_key
from deploy.demo_lms.settings import LmsSettings
from tests.deploy.demo_lms.driver import Driver
from tests.deploy.demo_lms.fake_tool import LMS, TOOL, FakeTool

NOTICES = lti.NOTICE_HANDLERS
HANDLER = f"{TOOL}/notices"
LmsOf = Callable[..., Driver]


@pytest.fixture(scope="session")
def key_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("flavours") / "key.pem"
    load_or_make_key(path)
    return path


@pytest.fixture
def posted() -> list[tuple[str, Mapping[str, Any]]]:
    return []


@pytest.fixture
def lms_of(
    tmp_path: Path, key_path: Path, tool: FakeTool, posted: list[tuple[str, Mapping[str, Any]]]
) -> Iterator[LmsOf]:
    with ExitStack() as stack:

        def make(flavour: FlavourName, **settings: Any) -> Driver:
            app = create_app(
                LmsSettings(
                    public_url=LMS,
                    database_path=tmp_path / f"{flavour}.sqlite",
                    key_path=key_path,
                    secret="for tests only",
                    test_api=True,
                    flavour=flavour,
                    **settings,
                ),
                keys=tool,
                poster=lambda handler, body: posted.append((handler, body)),
            )
            return Driver(stack.enter_context(app.test_client()), tool)

        yield make


def ready(lms: Driver, **changes: Any) -> Driver:
    """Register the tool for all that it can, switch it on, act as the teacher."""
    token = lms.link_token()
    wanted = {"scope": " ".join([*lti.SCOPES, NOTICES]), **changes}
    body = lms.send_registration(token, **wanted).json
    lms.tool.client_id = body["client_id"]
    lms.tool.deployment_id = body[lti.TOOL_CONFIGURATION].get("deployment_id", "")
    lms.post(f"/admin/tools/{lms.tool.client_id}/switch", active="1")
    lms.act_as(Driver.TEACHER)
    lms.tokens.clear()
    return lms


def with_review(tool: FakeTool, **custom: str) -> dict[str, Any]:
    config = dict(tool.registration()[lti.TOOL_CONFIGURATION])
    config["messages"] = [
        *config["messages"],
        {"type": lti.SUBMISSION_REVIEW_REQUEST, "target_link_uri": f"{TOOL}/launch"},
    ]
    config["custom_parameters"] = {**config["custom_parameters"], **custom}
    return {lti.TOOL_CONFIGURATION: config}


def placed(lms: Driver) -> str:
    """Place an activity; return its id. The answer names the course's deployment."""
    claims = lms.launch()
    settings = claims[f"{lti.DEEP_LINKING}deep_linking_settings"]
    lms.tool.deployment_id = claims[f"{lti.CLAIM}deployment_id"]
    token = lms.tool.choice(settings["data"], [lms.item()])
    path = settings["deep_link_return_url"].removeprefix(LMS)
    assert lms.client.post(path, data={"JWT": token}).status_code == 200
    page = lms.client.get(f"/courses/{lms.COURSE}").text
    return str(re.findall(r"/activities/(\w+)/edit", page)[-1])


def column_of(lms: Driver) -> str:
    address: str = lms.launch(placed(lms))[lti.AGS_ENDPOINT]["lineitem"]
    return address


@pytest.mark.parametrize(
    ("flavour", "active", "named"),
    [("plain", True, True), ("moodle", False, True), ("canvas", True, False)],
)
def test_a_registration_leaves_off_what_the_platform_leaves_off(
    *, flavour: FlavourName, active: bool, named: bool, lms_of: LmsOf
) -> None:
    lms = lms_of(flavour)
    answer = lms.send_registration(lms.link_token())
    body = answer.json
    assert ("deployment_id" in body[lti.TOOL_CONFIGURATION]) is named
    [tool] = lms.client.application.extensions["demo_lms"].tools.all()
    assert tool.active is active


def test_only_canvas_shows_its_configuration_to_a_token_only(lms_of: LmsOf) -> None:
    path = "/.well-known/openid-configuration"
    assert lms_of("plain").client.get(path).status_code == 200
    canvas = lms_of("canvas", issuer="https://canvas.instructure.com")
    assert canvas.client.get(path).status_code == 401
    bearer = {"Authorization": f"Bearer {canvas.link_token()}"}
    shown = canvas.client.get(path, headers=bearer)
    assert shown.status_code == 200
    assert shown.json["issuer"] == "https://canvas.instructure.com"
    assert shown.json["token_endpoint"] == f"{LMS}/lti/token"


def test_canvas_has_a_deployment_for_each_course_and_opaque_ids(lms_of: LmsOf) -> None:
    lms = ready(lms_of("canvas"))
    claims = lms.launch()
    context = claims[f"{lti.CLAIM}context"]
    assert re.fullmatch(r"[0-9a-f]{40}", context["id"])
    assert claims[f"{lti.CLAIM}deployment_id"].endswith(context["id"][:16])
    assert claims[f"{lti.CLAIM}tool_platform"]["product_family_code"] == "canvas"
    lms.act_as(Driver.ADMIN)
    lms.COURSE = "2"  # type: ignore[misc]
    other = lms.launch()
    assert other[f"{lti.CLAIM}deployment_id"] != claims[f"{lti.CLAIM}deployment_id"]


def test_moodle_has_small_ids_and_short_types(lms_of: LmsOf) -> None:
    claims = ready(lms_of("moodle")).launch()
    assert claims[f"{lti.CLAIM}context"]["id"] == "1"
    assert claims[f"{lti.CLAIM}context"]["type"] == ["CourseSection"]
    assert lti.NOTICE_SERVICE not in claims


@pytest.mark.parametrize(
    ("flavour", "expected"),
    [
        ("plain", {"unknown": "$Unknown.thing", "links": ""}),
        ("moodle", {"unknown": "", "links": "$ResourceLink.id.history"}),
        ("canvas", {"unknown": "$Unknown.thing", "links": "$ResourceLink.id.history"}),
    ],
)
def test_unknown_variables_come_as_each_platform_sends_them(
    flavour: FlavourName, expected: dict[str, str], lms_of: LmsOf
) -> None:
    lms = lms_of(flavour)
    custom = {"unknown": "$Unknown.thing", "links": "$ResourceLink.id.history"}
    ready(lms, **with_review(lms.tool, **custom))
    sent = lms.launch(placed(lms))[f"{lti.CLAIM}custom"]
    assert {name: sent[name] for name in expected} == expected


def test_only_canvas_offers_its_storage_frame(lms_of: LmsOf) -> None:
    canvas = ready(lms_of("canvas"))
    assert canvas.begin()["lti_storage_target"] == "post_message_forwarding"
    page = canvas.client.get(f"/courses/1/add/{canvas.tool.client_id}").text
    assert 'name="post_message_forwarding"' in page
    frame = canvas.client.get("/lti/storage")
    assert f'data-origins="{TOOL}"' in frame.text
    plain = ready(lms_of("plain"))
    assert "lti_storage_target" not in plain.begin()
    assert plain.client.get("/lti/storage").status_code == 404


def test_canvas_pages_a_roster_by_fifty_whatever_is_asked(lms_of: LmsOf) -> None:
    lms = ready(lms_of("canvas", crowd=120))
    sizes, url = [], "/lti/courses/1/members?limit=100"
    while url:
        answer = lms.call("GET", url, lti.MEMBERSHIP_READ)
        sizes.append(len(answer.json["members"]))
        found = re.search(r"<([^>]+)>; rel=\"next\"", answer.headers.get("Link", ""))
        url = found[1] if found else ""
    assert sizes == [50, 50, 28]
    assert answer.json["members"][0]["roles"][0].startswith("http://purl.imsglobal.org/")


def test_moodle_sends_a_whole_roster_unless_a_limit_is_sent(lms_of: LmsOf) -> None:
    lms = ready(lms_of("moodle", crowd=120))
    assert len(lms.call("GET", "/lti/courses/1/members", lti.MEMBERSHIP_READ).json["members"]) > 120
    limited = lms.call("GET", "/lti/courses/1/members?limit=20", lti.MEMBERSHIP_READ)
    assert len(limited.json["members"]) == 20
    assert limited.json["members"][0]["roles"] == ["Instructor"]


@pytest.mark.parametrize(
    ("flavour", "stamp", "status"),
    [
        ("plain", "2026-03-01T10:00:00.900Z", 200),
        ("plain", "2026-03-01T10:00:00.000Z", 409),
        ("plain", "2026-03-01T10:00:05", 400),
        ("moodle", "2026-03-01T10:00:00.900Z", 409),
        ("moodle", "2026-03-01T10:00:05", 409),
        ("moodle", "2026-03-01T10:00:01Z", 200),
        ("canvas", "2026-03-01T10:00:00.000Z", 200),
        ("canvas", "2026-03-01T09:59:59Z", 400),
        ("canvas", "2026-03-01T10:00:05", 400),
    ],
)
def test_a_second_score_is_judged_by_its_stamp(
    flavour: FlavourName, stamp: str, status: int, lms_of: LmsOf
) -> None:
    lms = ready(lms_of(flavour))
    column = column_of(lms)
    assert lms.score(column).status_code == 200
    assert lms.score(column, timestamp=stamp).status_code == status


@pytest.mark.parametrize(("flavour", "grade"), [("plain", 10), ("moodle", 10), ("canvas", 15)])
def test_a_score_over_the_maximum_is_clamped_but_by_canvas(
    flavour: FlavourName, grade: float, lms_of: LmsOf
) -> None:
    lms = ready(lms_of(flavour))
    column = column_of(lms)
    lms.score(column, scoreGiven=15)
    results = column.replace("?", "/results?")
    [result] = lms.call("GET", results, lti.RESULT_READ).json
    assert result["resultScore"] == grade


@pytest.mark.parametrize("flavour", ["plain", "moodle", "canvas"])
def test_pending_manual_takes_a_grade_away_everywhere(flavour: FlavourName, lms_of: LmsOf) -> None:
    lms = ready(lms_of(flavour))
    column = column_of(lms)
    lms.score(column)
    later = {"timestamp": "2026-03-01T11:00:00Z", "gradingProgress": "PendingManual"}
    assert lms.score(column, **later).status_code == 200
    [result] = lms.call("GET", column.replace("?", "/results?"), lti.RESULT_READ).json
    assert "resultScore" not in result


@pytest.mark.parametrize(("flavour", "status"), [("plain", 400), ("moodle", 400), ("canvas", 422)])
def test_a_teacher_is_not_graded(flavour: FlavourName, status: int, lms_of: LmsOf) -> None:
    lms = ready(lms_of(flavour))
    assert lms.score(column_of(lms), userId=Driver.TEACHER).status_code == status


def test_canvas_has_a_test_student_who_is_not_graded(lms_of: LmsOf) -> None:
    lms = ready(lms_of("canvas"))
    activity = placed(lms)
    column = lms.launch(activity)[lti.AGS_ENDPOINT]["lineitem"]
    assert lms.score(column, userId="90").status_code == 422
    lms.act_as("90")
    roles = lms.launch(activity)[f"{lti.CLAIM}roles"]
    assert "http://purl.imsglobal.org/vocab/lti/system/person#TestUser" in roles


def test_canvas_counts_attempts_unless_a_score_denies_one(lms_of: LmsOf) -> None:
    lms = ready(lms_of("canvas", attempts_allowed=2))
    column = column_of(lms)
    same = {lti.CANVAS_SUBMISSION: {"new_submission": False}}
    assert lms.score(column).status_code == 200
    for minute in (1, 2, 3):
        stamp = f"2026-03-01T10:0{minute}:00Z"
        assert lms.score(column, timestamp=stamp, **same).status_code == 200
    assert lms.score(column, timestamp="2026-03-01T10:04:00Z").status_code == 200
    assert lms.score(column, timestamp="2026-03-01T10:05:00Z").status_code == 422
    assert lms.score(column, timestamp="2026-03-01T10:06:00Z", **same).status_code == 200


def test_a_grade_opens_the_work_by_the_review_message(lms_of: LmsOf) -> None:
    lms = lms_of("plain")
    ready(lms, **with_review(lms.tool))
    column = column_of(lms)
    claims = opened_work(lms, column, Driver.STUDENT)
    assert claims[f"{lti.CLAIM}message_type"] == lti.SUBMISSION_REVIEW_REQUEST
    assert claims[f"{lti.CLAIM}for_user"]["user_id"] == Driver.STUDENT
    assert claims["sub"] == Driver.TEACHER
    assert claims[lti.AGS_ENDPOINT]["lineitem"] == column


def test_speedgrader_opens_the_address_that_a_score_carried(lms_of: LmsOf) -> None:
    lms = ready(lms_of("canvas"))
    column = column_of(lms)
    url = f"{TOOL}/launch?review=21"
    extension = {"submission_type": "basic_lti_launch", "submission_data": url}
    lms.score(column, **{lti.CANVAS_SUBMISSION: extension})
    claims = opened_work(lms, column, Driver.STUDENT)
    assert claims[f"{lti.CLAIM}message_type"] == lti.RESOURCE_LINK_REQUEST
    assert claims[f"{lti.CLAIM}target_link_uri"] == url


def opened_work(lms: Driver, column: str, student: str) -> dict[str, Any]:
    number = re.search(r"lineitems/(\d+)/", column)
    assert number
    page = lms.client.get(f"/courses/1/grades/{number[1]}/{student}/work")
    assert page.status_code == 200, page.text
    fields = lms.authorize(lms.form(page).fields)
    return lms.tool.read(fields["id_token"], lms.client.get("/lti/jwks").json)


def test_a_student_opens_nobody_elses_work(lms_of: LmsOf) -> None:
    lms = lms_of("plain")
    ready(lms, **with_review(lms.tool))
    number = re.search(r"lineitems/(\d+)/", column_of(lms))
    assert number
    lms.act_as(Driver.OTHER_STUDENT)
    assert lms.client.get(f"/courses/1/grades/{number[1]}/21/work").status_code == 403
    assert lms.client.get(f"/courses/1/grades/{number[1]}/22/work").status_code == 200


def copied(lms: Driver) -> str:
    answer = lms.post("/courses/1/copy")
    assert answer.status_code == 303
    return str(answer.location.rsplit("/", 1)[1])


@pytest.mark.parametrize("flavour", ["plain", "moodle", "canvas"])
def test_a_copied_course_keeps_custom_values_and_names_its_history(
    flavour: FlavourName, lms_of: LmsOf
) -> None:
    lms = lms_of(flavour)
    custom = {"history": "$Context.id.history", "links": "$ResourceLink.id.history"}
    ready(lms, **with_review(lms.tool, **custom))
    first = placed(lms)
    source = lms.launch(first)
    lms.COURSE = copied(lms)  # type: ignore[misc]
    page = lms.client.get(f"/courses/{lms.COURSE}").text
    [second] = re.findall(r"/activities/(\w+)/edit", page)
    claims = lms.launch(second)
    sent = claims[f"{lti.CLAIM}custom"]
    assert sent["activity_id"] == "a-1"
    assert sent["history"] == source[f"{lti.CLAIM}context"]["id"]
    assert sent["links"] == (first if flavour == "plain" else "$ResourceLink.id.history")
    column = lms.call("GET", claims[lti.AGS_ENDPOINT]["lineitem"], lti.LINE_ITEM).json
    assert (column["resourceId"], column["resourceLinkId"]) == ("a-1", second)
    assert column["id"] != source[lti.AGS_ENDPOINT]["lineitem"]


def test_a_tool_that_asked_hears_of_a_copy_once(
    lms_of: LmsOf, posted: list[tuple[str, Mapping[str, Any]]]
) -> None:
    lms = ready(lms_of("plain"))
    for kind in lti.NOTICES:
        wish = {"notice_type": kind, "handler": HANDLER}
        assert lms.call("PUT", "/lti/notice-handlers", NOTICES, json=wish).status_code == 200
    made = copied(lms)
    hello, copy = [read_notice(lms, body) for _, body in posted]
    assert {handler for handler, _ in posted} == {HANDLER}
    assert hello[f"{lti.CLAIM}notice"]["type"] == lti.HELLO_NOTICE
    assert copy[f"{lti.CLAIM}notice"]["type"] == lti.COPY_NOTICE
    assert copy[f"{lti.CLAIM}context"]["id"] == made
    assert copy[f"{lti.CLAIM}origin_contexts"] == ["1"]
    assert copy["aud"] == lms.tool.client_id


def read_notice(lms: Driver, body: Mapping[str, Any]) -> dict[str, Any]:
    [notice] = body["notices"]
    jwks = lms.client.get("/lti/jwks").json
    [key] = jwt.PyJWKSet.from_dict(jwks).keys
    found: dict[str, Any] = jwt.decode(
        notice["jwt"], key, ["RS256"], audience=lms.tool.client_id, issuer=LMS
    )
    return found


def test_handlers_must_be_the_tools_own_and_of_a_known_kind(lms_of: LmsOf) -> None:
    lms = ready(lms_of("plain"))
    for wish in (
        {"notice_type": lti.COPY_NOTICE, "handler": "https://elsewhere.test/notices"},
        {"notice_type": "Teleport", "handler": HANDLER},
        {"handler": HANDLER},
    ):
        assert lms.call("PUT", "/lti/notice-handlers", NOTICES, json=wish).status_code == 400
    listed = lms.call("GET", "/lti/notice-handlers", NOTICES).json
    assert [one["handler"] for one in listed["notice_handlers"]] == ["", ""]
    moodle = ready(lms_of("moodle"))
    headers = {"Authorization": f"Bearer {moodle.token(lti.SCORE)}"}
    assert moodle.client.get("/lti/notice-handlers", headers=headers).status_code == 404


def test_an_older_database_gets_the_columns_that_came_later(lms_of: LmsOf) -> None:
    lms = lms_of("plain")
    database = lms.client.application.extensions["demo_lms"].people.database
    with database.write() as connection:
        connection.exec_driver_sql("ALTER TABLE courses DROP COLUMN origin")
    lms_of("plain")
    with database.read() as connection:
        rows = connection.exec_driver_sql("PRAGMA table_info(courses)").fetchall()
    assert "origin" in {row[1] for row in rows}
