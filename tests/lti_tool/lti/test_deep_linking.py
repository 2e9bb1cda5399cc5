"""Answers to a platform that asked what to place."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import jwt
import pytest
from sqlalchemy.orm import Session

from lti_tool.adapters.database import Database
from lti_tool.errors import Refused
from lti_tool.lti_errors import DeepLinkRefused
from lti_tool.lti_wiring import Lti
from lti_tool.models import Activity, Course, Deployment, Launch, Placement, User
from lti_tool.services.deep_linking import is_of_platform
from lti_tool.services.windows import availability_in
from tests.fakes.door import registration
from tests.fakes.lms import CLAIM, CLIENT, DEPLOYMENT, ISSUER, TOOL, FakeClock

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"


@pytest.fixture
def course(database: Database, tenant: Deployment) -> Course:
    with database.write() as session:
        made = Course(tenant_id=tenant.id, lti_id="course-1")
        session.add(made)
    return made


def launch_of(tenant: Deployment, course: Course, **settings: Any) -> Launch:
    wanted = {"deep_link_return_url": f"{ISSUER}/return", "accept_types": ["ltiResourceLink"]}
    return Launch(tenant=tenant, course_id=course.id, deep_linking={**wanted, **settings})


def activity(course: Course, title: str = "Shadows") -> Activity:
    return Activity(
        id=uuid4(),
        tenant_id=course.tenant_id,
        course_id=course.id,
        title=title,
        bank_id="light",
        created_by=uuid4(),
    )


def keep(session: Session, activities: Sequence[Activity]) -> None:
    """Keep activities, each with its teacher."""
    for one in activities:
        person = {"id": one.created_by, "tenant_id": one.tenant_id}
        session.merge(User(subject=str(one.created_by), **person))
    session.flush()
    for one in activities:
        session.merge(one)
    session.flush()


def answered(lti: Lti, database: Database, launch: Launch, *activities: Activity) -> dict[str, Any]:
    """Return the claims of an answer, its signature checked with our published key."""
    with database.write() as session:
        keep(session, [one for one in activities if one.tenant_id])
        form = lti.deep_linking.answer(session, launch, activities)
        published = lti.keys.public_set(session)
    assert form.return_url == f"{ISSUER}/return"
    kid = jwt.get_unverified_header(form.jwt)["kid"]
    [key] = [key for key in jwt.PyJWKSet.from_dict(published).keys if key.key_id == kid]
    claims: dict[str, Any] = jwt.decode(
        form.jwt, key, ["RS256"], audience=ISSUER, options={"verify_exp": False}
    )
    return claims


def test_an_activity_is_placed_with_its_id_and_a_column(
    lti: Lti, database: Database, tenant: Deployment, course: Course, clock: FakeClock
) -> None:
    chosen = activity(course)
    claims = answered(lti, database, launch_of(tenant, course, data="keep"), chosen)
    assert claims["iss"] == CLIENT
    assert claims[f"{CLAIM}deployment_id"] == DEPLOYMENT
    assert claims[f"{CLAIM}message_type"] == "LtiDeepLinkingResponse"
    assert claims[f"{DL}data"] == "keep"
    assert claims["iat"] <= clock().timestamp() < claims["exp"]
    assert claims[f"{DL}content_items"] == [
        {
            "type": "ltiResourceLink",
            "title": "Shadows",
            "url": f"{TOOL}/lti/launch",
            "custom": {"signpost_activity": str(chosen.id)},
            "lineItem": {
                "scoreMaximum": 100.0,
                "label": "Shadows",
                "resourceId": str(chosen.id),
                "tag": "signpost",
                "submissionReview": {"reviewableStatus": ["InProgress", "Submitted", "Completed"]},
            },
        }
    ]


def test_the_instructions_go_along_as_the_links_text(
    lti: Lti, database: Database, tenant: Deployment, course: Course
) -> None:
    chosen = activity(course)
    chosen.instructions = "Use your own words."
    [item] = answered(lti, database, launch_of(tenant, course), chosen)[f"{DL}content_items"]
    assert item["text"] == "Use your own words."


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        (["embed", "iframe", "window"], {"iframe": {"height": 900}}),
        (["window"], {"window": {"targetName": "_blank"}}),
        (["embed"], {}),
        ("iframe", {}),
    ],
)
def test_a_link_opens_where_the_platform_wants_it(
    targets: object,
    expected: dict[str, Any],
    lti: Lti,
    database: Database,
    tenant: Deployment,
    course: Course,
) -> None:
    launch = launch_of(tenant, course, accept_presentation_document_targets=targets)
    [item] = answered(lti, database, launch, activity(course))[f"{DL}content_items"]
    assert {name: item[name] for name in ("iframe", "window") if name in item} == expected


def test_dates_go_along_only_where_a_teacher_gave_them(
    lti: Lti, database: Database, tenant: Deployment, course: Course
) -> None:
    form = {"zone": "Asia/Shanghai", "available_from": "2026-03-02T08:00"}
    dates = availability_in({**form, "submit_until": "2026-03-09T23:59"})
    with database.write() as session:
        launch = launch_of(tenant, course)
        placed = activity(course)
        keep(session, [placed])
        signed = lti.deep_linking.answer(session, launch, [placed], "", dates)
        kept = session.get_one(Placement, placed.id)
    claims = jwt.decode(signed.jwt, options={"verify_signature": False})
    [item] = claims[f"{DL}content_items"]
    assert item["available"] == {"startDateTime": "2026-03-02T00:00:00+00:00"}
    assert item["submission"] == {"endDateTime": "2026-03-09T15:59:00+00:00"}
    assert (kept.opens_at, kept.closes_at) == (dates.available.start, dates.submission.end)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"available_from": "2026-03-02"}, None),
        ({"available_from": "soon"}, "date_invalid"),
        ({"available_from": "2026-03-02T10:00", "available_until": "2026-03-02T10:00"}, "window"),
        ({"zone": "Nowhere/Land", "submit_from": "2026-03-02T10:00"}, "zone_unknown"),
        ({"zone": "../../etc/passwd", "submit_from": "2026-03-02T10:00"}, "zone_unknown"),
    ],
)
def test_dates_that_make_no_sense_are_refused(form: dict[str, str], code: str | None) -> None:
    if code is None:
        assert availability_in(form).available.start is not None
        return
    with pytest.raises(Refused, match=code):
        availability_in(form)


def test_data_that_was_not_sent_is_not_returned(
    lti: Lti, database: Database, tenant: Deployment, course: Course
) -> None:
    claims = answered(lti, database, launch_of(tenant, course), activity(course))
    assert f"{DL}data" not in claims


def test_a_platform_without_columns_gets_none(
    lti: Lti, database: Database, tenant: Deployment, course: Course
) -> None:
    launch = launch_of(tenant, course, accept_lineitem=False)
    [item] = answered(lti, database, launch, activity(course))[f"{DL}content_items"]
    assert "lineItem" not in item


def test_several_are_placed_only_where_several_are_taken(
    lti: Lti, database: Database, tenant: Deployment, course: Course
) -> None:
    two = [activity(course), activity(course, "Moon")]
    for said in (True, "true"):
        launch = launch_of(tenant, course, accept_multiple=said)
        assert len(answered(lti, database, launch, *two)[f"{DL}content_items"]) == 2
    with pytest.raises(DeepLinkRefused):
        answered(lti, database, launch_of(tenant, course, accept_multiple="false"), *two)


def test_cancelling_places_nothing(
    lti: Lti, database: Database, tenant: Deployment, course: Course
) -> None:
    assert answered(lti, database, launch_of(tenant, course))[f"{DL}content_items"] == []


def test_an_activity_of_another_course_is_not_placed(
    lti: Lti, database: Database, tenant: Deployment, course: Course
) -> None:
    stranger = Activity(id=uuid4(), course_id=uuid4(), title="Elsewhere")
    with pytest.raises(DeepLinkRefused):
        answered(lti, database, launch_of(tenant, course), stranger)


def test_a_launch_that_asks_for_nothing_gets_no_answer(
    lti: Lti, database: Database, tenant: Deployment, course: Course
) -> None:
    with pytest.raises(DeepLinkRefused), database.write() as session:
        lti.deep_linking.answer(session, Launch(tenant=tenant, course_id=course.id), [])


def test_schools_hosted_by_canvas_are_of_their_platform() -> None:
    canvas = registration("https://canvas.instructure.com")
    assert is_of_platform("https://school.instructure.com/courses/1", canvas)
    assert not is_of_platform("https://instructure.com.evil.example/", canvas)
    assert not is_of_platform("https://school.instructure.com/", registration())
