"""Dynamic registration: what is asked and kept."""

import json
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from lti_tool.adapters.database import Database
from lti_tool.lti_errors import RegistrationRefused
from lti_tool.lti_wiring import Lti
from lti_tool.models import Deployment, Registration
from lti_tool.services.tool_config import SCORE
from tests.fakes.lms import ISSUER, FakeClock, FakeLms
from tests.lti_tool.lti.registering import (
    CONFIGURATION,
    PLATFORM,
    TOOL_CONFIGURATION,
    offer,
    posted,
)


def test_a_platform_is_kept_with_the_deployment_it_names(
    lti: Lti, lms: FakeLms, database: Database
) -> None:
    offer(lms)
    done = lti.registrations.register(CONFIGURATION, "one-time")
    assert (done.issuer, done.client_id, done.deployment_id) == (ISSUER, "new-client", "7")
    with database.read() as session:
        [kept] = session.scalars(select(Registration))
        [deployment] = session.scalars(select(Deployment))
    assert (kept.auth_login_url, kept.auth_token_url) == (f"{ISSUER}/auth", f"{ISSUER}/token")
    assert (kept.product, kept.key_set_url) == ("moodle", f"{ISSUER}/keys")
    assert (deployment.deployment_id, deployment.approved) == ("7", True)


def test_the_request_says_all_that_platforms_need(lti: Lti, lms: FakeLms) -> None:
    offer(lms)
    lti.registrations.register(CONFIGURATION, "one-time")
    assert [call.headers["Authorization"] for call in lms.calls] == ["Bearer one-time"] * 2
    body = json.loads(posted(lms).content)
    tool = body[TOOL_CONFIGURATION]
    assert body["redirect_uris"] == ["https://tool.example/lti/launch"]
    assert body["initiate_login_uri"] == "https://tool.example/lti/login"
    assert body["jwks_uri"] == "https://tool.example/lti/jwks"
    assert {"name", "email"} <= set(tool["claims"])
    assert {scope.rsplit("/", 1)[1] for scope in body["scope"].split()} == {
        "score",
        "lineitem",
        "result.readonly",
        "contextmembership.readonly",
        "noticehandlers",
    }
    assert tool["domain"] == "tool.example"
    assert {message["type"] for message in tool["messages"]} == {
        "LtiDeepLinkingRequest",
        "LtiResourceLinkRequest",
        "LtiSubmissionReviewRequest",
    }


def test_a_deployment_that_is_not_named_waits_for_its_first_launch(
    lti: Lti, lms: FakeLms, database: Database
) -> None:
    offer(lms, httpx.Response(200, json={"client_id": "new-client"}))
    assert lti.registrations.register(CONFIGURATION, None).deployment_id is None
    with database.read() as session:
        assert session.scalars(select(Deployment)).all() == []


def test_registering_again_without_a_change_asks_nothing(
    lti: Lti, lms: FakeLms, database: Database
) -> None:
    offer(lms)
    lti.registrations.register(CONFIGURATION, None)
    assert lti.registrations.register(CONFIGURATION, None).proposal is None
    with database.read() as session:
        assert len(session.scalars(select(Registration)).all()) == 1


def test_a_known_client_is_changed_only_after_the_difference_was_seen(
    lti: Lti, lms: FakeLms, database: Database
) -> None:
    offer(lms)
    lti.registrations.register(CONFIGURATION, None)
    offer(lms, token_endpoint=f"{ISSUER}/other-token")
    proposal = lti.registrations.register(CONFIGURATION, None).proposal
    assert proposal is not None
    assert [(one.field, one.now, one.then) for one in proposal.differences] == [
        ("auth_token_url", f"{ISSUER}/token", f"{ISSUER}/other-token")
    ]
    assert token_url(database) == f"{ISSUER}/token"
    lti.registrations.apply(proposal.token)
    assert token_url(database) == f"{ISSUER}/other-token"
    with pytest.raises(RegistrationRefused, match="change_expired"):
        lti.registrations.apply(proposal.token)


def test_a_change_is_not_applied_after_an_hour(
    lti: Lti, lms: FakeLms, database: Database, clock: FakeClock
) -> None:
    offer(lms)
    lti.registrations.register(CONFIGURATION, None)
    offer(lms, token_endpoint=f"{ISSUER}/other-token")
    proposal = lti.registrations.register(CONFIGURATION, None).proposal
    assert proposal is not None
    clock.now += timedelta(hours=1)
    with pytest.raises(RegistrationRefused, match="change_expired"):
        lti.registrations.apply(proposal.token)
    assert token_url(database) == f"{ISSUER}/token"


def test_a_paused_deployment_is_let_in_again_only_after_it_was_seen(
    lti: Lti, lms: FakeLms, database: Database
) -> None:
    offer(lms)
    lti.registrations.register(CONFIGURATION, None)
    with database.write() as session:
        session.scalars(select(Deployment)).one().approved = False
    proposal = lti.registrations.register(CONFIGURATION, None).proposal
    assert proposal is not None
    assert [(one.field, one.then) for one in proposal.differences] == [("deployment_id", "7")]
    with database.read() as session:
        assert session.scalars(select(Deployment)).one().approved is False


def token_url(database: Database) -> str:
    """Return where the one registration asks for tokens."""
    with database.read() as session:
        return session.scalars(select(Registration)).one().auth_token_url


def test_hosted_canvas_may_answer_from_the_school_and_names_its_account(
    lti: Lti, lms: FakeLms, database: Database
) -> None:
    cloud = "https://canvas.instructure.com"
    offer(
        lms,
        issuer=cloud,
        authorization_endpoint="https://sso.canvaslms.com/auth",
        token_endpoint="https://sso.canvaslms.com/token",
        jwks_uri="https://sso.canvaslms.com/keys",
        registration_endpoint="https://school.instructure.com/register",
        **{
            PLATFORM: {
                "product_family_code": "canvas",
                "https://canvas.instructure.com/lti/account_name": "Plainfield",
                "messages_supported": [
                    {"type": "LtiDeepLinkingRequest", "placements": [f"{cloud}/lti/link_selection"]}
                ],
            }
        },
    )
    lti.registrations.register(f"{cloud}/.well-known/openid-configuration", "one-time")
    tool = json.loads(posted(lms).content)[TOOL_CONFIGURATION]
    assert tool[f"{cloud}/lti/privacy_level"] == "name_only"
    [deep] = [one for one in tool["messages"] if one["type"] == "LtiDeepLinkingRequest"]
    assert deep["placements"] == ["assignment_selection", f"{cloud}/lti/link_selection"]
    with database.read() as session:
        assert session.scalars(select(Registration)).one().name == "Plainfield"


@pytest.mark.parametrize("named", [False, True])
def test_canvas_is_asked_only_for_messages_and_scopes_that_it_names(
    named: bool,  # noqa: FBT001 - a parameter of the test
    lti: Lti,
    lms: FakeLms,
) -> None:
    review = [{"type": "LtiSubmissionReviewRequest"}] if named else []
    offer(
        lms,
        scopes_supported=[SCORE],
        **{PLATFORM: {"product_family_code": "canvas", "messages_supported": review}},
    )
    lti.registrations.register(CONFIGURATION, "one-time")
    body = json.loads(posted(lms).content)
    kinds = {message["type"] for message in body[TOOL_CONFIGURATION]["messages"]}
    assert body["scope"] == SCORE
    assert {"LtiDeepLinkingRequest", "LtiResourceLinkRequest"} <= kinds
    assert ("LtiSubmissionReviewRequest" in kinds) is named
