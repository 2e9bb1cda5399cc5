"""A teacher chooses content in a tool."""

import re
import time
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from deploy.demo_lms import lti
from deploy.demo_lms.keys import SigningKey
from tests.deploy.demo_lms.driver import Driver
from tests.deploy.demo_lms.fake_tool import TOOL


def test_the_request_says_what_may_be_chosen(ready: Driver) -> None:
    claims = ready.launch()
    settings = claims[f"{lti.DEEP_LINKING}deep_linking_settings"]
    assert claims[f"{lti.CLAIM}message_type"] == "LtiDeepLinkingRequest"
    assert claims[f"{lti.CLAIM}target_link_uri"].endswith("/choose")
    assert settings["accept_types"] == ["ltiResourceLink"]
    assert settings["accept_multiple"] is True
    assert f"{lti.CLAIM}resource_link" not in claims


def test_chosen_items_become_activities_with_columns(ready: Driver) -> None:
    answer = ready.choose(items=[ready.item("Circuits"), ready.item("Heat")])
    assert answer.status_code == 200
    assert "Circuits" in answer.text
    page = ready.client.get("/courses/1").text
    assert "Circuits" in page
    assert "Heat" in page
    items = ready.call("GET", "/lti/courses/1/lineitems?type_id=1", lti.LINE_ITEM_READ).json
    assert [(item["label"], item["scoreMaximum"], item["tag"]) for item in items] == [
        ("Circuits", 10, "grade"),
        ("Heat", 10, "grade"),
    ]
    assert all(item["resourceLinkId"] for item in items)


def test_an_item_without_a_line_item_gets_no_column(ready: Driver) -> None:
    item = ready.item()
    del item["lineItem"]
    ready.choose(items=[item])
    [activity_id] = re.findall(r"/activities/(\w+)/edit", ready.client.get("/courses/1").text)
    claims = ready.launch(activity_id)
    assert "lineitem" not in claims[lti.AGS_ENDPOINT]


def test_choosing_nothing_adds_nothing(ready: Driver) -> None:
    answer = ready.choose(items=[])
    assert answer.status_code == 200
    assert "Nothing was added" in answer.text


def test_the_answer_needs_no_session_because_the_frame_may_have_none(ready: Driver) -> None:
    path, data = ready.open_choice()
    token = ready.tool.choice(data, [ready.item()])
    ready.client.delete_cookie("demo_lms_session")
    assert ready.client.post(path, data={"JWT": token}).status_code == 200


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"aud": "http://other.test"}, "refused"),
        ({"iss": "someone else"}, "issuer"),
        ({"nonce": None}, "nonce"),
        ({"exp": int(time.time()) - 60}, "expired"),
        ({"exp": None}, "exp"),
        ({"data": "other data"}, "data"),
        ({f"{lti.CLAIM}deployment_id": "0"}, "deployment"),
        ({f"{lti.CLAIM}message_type": "LtiResourceLinkRequest"}, "deep linking response"),
        ({f"{lti.CLAIM}version": "1.1"}, "version"),
        ({"items": [{"type": "html", "html": "<b>x</b>"}]}, "item"),
        ({"items": [{"type": "ltiResourceLink", "url": "javascript:alert(1)"}]}, "item"),
        (
            {"items": [{"type": "ltiResourceLink", "lineItem": {"scoreMaximum": 0}}]},
            "item",
        ),
        ({"items": [{"type": "ltiResourceLink"}] * 51}, "more than 50"),
    ],
)
def test_a_wrong_answer_is_refused_in_words_and_adds_nothing(
    ready: Driver, changes: dict[str, Any], said: str
) -> None:
    answer = ready.choose(**changes)
    assert answer.status_code == 400
    assert said in answer.text
    assert "/edit" not in ready.client.get("/courses/1").text


def test_a_signature_by_another_key_is_refused(ready: Driver) -> None:
    path, data = ready.open_choice()
    other = SigningKey.of(rsa.generate_private_key(public_exponent=65537, key_size=2048))
    ours = ready.tool.key
    ready.tool.key = SigningKey(other.private, ours.kid)
    token = ready.tool.choice(data, [ready.item()])
    ready.tool.key = ours
    answer = ready.client.post(path, data={"JWT": token})
    assert answer.status_code == 400
    assert "Signature verification failed" in answer.text


@pytest.mark.parametrize("token", ["", "no.jwt", "a.b.c"])
def test_an_answer_that_is_no_jwt_is_refused(ready: Driver, token: str) -> None:
    path, _ = ready.open_choice()
    assert ready.client.post(path, data={"JWT": token}).status_code == 400


def test_a_choice_is_answered_once(ready: Driver) -> None:
    path, data = ready.open_choice()
    first, second = (ready.tool.choice(data, [ready.item()]) for _ in range(2))
    assert ready.client.post(path, data={"JWT": first}).status_code == 200
    assert ready.client.post(path, data={"JWT": second}).status_code == 400


def test_a_nonce_is_taken_once(ready: Driver) -> None:
    assert ready.choose(nonce="same").status_code == 200
    answer = ready.choose(nonce="same")
    assert answer.status_code == 400
    assert "nonce" in answer.text


def test_the_page_around_the_choice_may_frame_the_tool(ready: Driver) -> None:
    page = ready.client.get(f"/courses/1/add/{ready.tool.client_id}")
    assert f"frame-src 'self' {TOOL};" in page.headers["Content-Security-Policy"]


def test_students_cannot_add_activities(ready: Driver) -> None:
    ready.act_as(Driver.STUDENT)
    assert ready.client.get(f"/courses/1/add/{ready.tool.client_id}").status_code == 403
    assert ready.client.get(f"/courses/1/add/{ready.tool.client_id}/start").status_code == 403


def test_html_in_a_title_is_shown_as_text(ready: Driver) -> None:
    ready.choose(items=[ready.item("<img src=x onerror=alert(1)>")])
    page = ready.client.get("/courses/1").text
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
