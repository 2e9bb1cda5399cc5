"""What an administrator sees and does; what one who came by a launch may not."""

from uuid import UUID

import httpx
from sqlalchemy import select

from lti_tool.models import (
    AdminAction,
    Base,
    Course,
    Deployment,
    Invitation,
    Launch,
    LaunchRecord,
    Registration,
    User,
)
from lti_tool.services.admin.erasing import Erasing
from lti_tool.services.launches import open_launch
from lti_tool.services.logins import digest
from lti_tool.services.roles import MEMBERSHIP, rights_of
from lti_tool.wiring import Parts
from tests.fakes.door import registration
from tests.fakes.lms import DEPLOYMENT, ROSTER, FakeClock, FakeLms
from tests.lti_tool.admin.conftest import AdminBrowser, FakeEraser


def launched(parts: Parts, tenant: Deployment, *, administers: bool = True) -> str:
    """Return the page token of a launch of a deployment."""
    with parts.database.write() as session:
        course = Course(tenant_id=tenant.id, lti_id="c", memberships_url=ROSTER)
        user = User(tenant_id=tenant.id, subject="u", name="Ana Ruiz")
        session.add_all([course, user])
        session.flush()
        return open_launch(
            session,
            now=parts.clock(),
            hours=12,
            tenant_id=tenant.id,
            course_id=course.id,
            user_id=user.id,
            message_type="LtiResourceLinkRequest",
            role="admin",
            sees_institution=administers,
        )


def test_a_pending_deployment_is_shown_and_approved(
    owner: AdminBrowser, parts: Parts, tenant: Deployment
) -> None:
    with parts.database.write() as session:
        session.add(
            Deployment(
                id=UUID(int=5),
                registration_id=tenant.registration_id,
                deployment_id="new-one",
                approved=False,
            )
        )
    assert "new-one" in owner.get("/admin").text
    owner.post(f"/admin/deployments/{UUID(int=5)}/approval", approved="1")
    with parts.database.read() as session:
        assert session.get_one(Deployment, UUID(int=5)).approved
        [done] = session.scalars(select(AdminAction))
    assert (done.kind, done.subject) == ("deployment_approved", "new-one")


def test_a_registration_shows_its_last_launches_by_claim_names(
    owner: AdminBrowser, parts: Parts, tenant: Deployment
) -> None:
    with parts.database.write() as session:
        session.add(
            LaunchRecord(
                registration_id=tenant.registration_id,
                stage="launch",
                verdict="wrong_audience",
                deployment_id=DEPLOYMENT,
                claim_names=["sub", "azp"],
                reference="abcd1234",
            )
        )
    page = owner.get(f"/admin/registrations/{tenant.registration_id}").text
    assert "abcd1234" in page
    assert "<li>azp</li>" in page


def test_switching_off_is_kept_and_recorded(
    owner: AdminBrowser, parts: Parts, tenant: Deployment
) -> None:
    owner.post(f"/admin/registrations/{tenant.registration_id}/switch", enabled="0")
    with parts.database.read() as session:
        assert session.get_one(Registration, tenant.registration_id).enabled is False
    assert "Switched a platform off" in owner.get("/admin/actions").text


def test_a_role_may_mean_a_teacher_but_never_an_administrator(
    owner: AdminBrowser, tenant: Deployment
) -> None:
    path = f"/admin/registrations/{tenant.registration_id}/roles"
    assert owner.post(path, role_uri="Tutor", role="admin").status_code == 422
    assert owner.post(path, role_uri="Tutor", role="teacher").status_code == 303
    assert "Tutor" in owner.get(f"/admin/registrations/{tenant.registration_id}").text


def test_an_overridden_role_goes_before_the_rule() -> None:
    developer = f"{MEMBERSHIP}#ContentDeveloper"
    assert rights_of([developer]).role == "teacher"
    assert rights_of([developer], {developer: "viewer"}).role == "viewer"
    assert rights_of(["Tutor"], {"Tutor": "teacher"}).role == "teacher"
    assert not rights_of(["Tutor"], {"Tutor": "teacher"}).sees_institution


def test_an_invitation_is_shown_once_and_kept_as_a_digest(
    owner: AdminBrowser, parts: Parts
) -> None:
    page = owner.post("/admin/invitations", note="Plainfield").text
    code = page.partition("/lti/register?invite=")[2].partition('"')[0]
    assert len(code) >= 24
    with parts.database.read() as session:
        assert session.scalars(select(Invitation)).one().code_hash == digest(code)
    assert code not in owner.get("/admin/invitations").text


def test_a_platform_is_registered_by_typed_values(owner: AdminBrowser, parts: Parts) -> None:
    form = {
        "issuer": "https://moodle.example",
        "client_id": "abc",
        "product": "moodle",
        "auth_login_url": "https://moodle.example/auth",
        "deployment_id": "2",
        "auth_token_url": "https://moodle.example/token",
        "key_set_url": "https://moodle.example/certs",
    }
    wrong = owner.post("/admin/manual", **{**form, "key_set_url": "http://10.0.0.1/certs"})
    assert wrong.status_code == 422
    assert owner.post("/admin/manual", **form).status_code == 303
    assert owner.post("/admin/manual", **form).status_code == 422
    with parts.database.read() as session:
        [kept] = session.scalars(select(Deployment))
        assert (kept.deployment_id, kept.approved) == ("2", True)
    assert "https://tool.example/lti/config.json" in owner.get("/admin/manual").text


def test_a_new_key_is_shown_before_it_signs(owner: AdminBrowser) -> None:
    assert owner.get("/admin/keys").text.count("Signs from") == 0
    owner.post("/admin/keys/rotate")
    assert owner.get("/admin/keys").text.count("Signs from") == 1


def test_a_key_that_others_know_is_withdrawn_and_recorded(
    owner: AdminBrowser, parts: Parts
) -> None:
    owner.get("/admin/keys")
    with parts.database.read() as session:
        [old] = [pair.kid for pair in parts.admin.keys.published(session)]
    assert owner.post("/admin/keys/withdraw", kid="another").status_code == 404
    assert owner.post("/admin/keys/withdraw", kid=old).status_code == 303
    with parts.database.read() as session:
        [new] = [pair.kid for pair in parts.admin.keys.published(session)]
    assert new != old
    assert old in owner.get("/admin/actions").text


def test_an_administrator_of_the_lms_comes_in_by_a_launch(
    browser: AdminBrowser, parts: Parts, tenant: Deployment
) -> None:
    with parts.database.write() as session:
        other = Deployment(registration=registration("https://other.example"), deployment_id="o")
        session.add(other)
    token = launched(parts, tenant)
    assert browser.post(f"/l/{token}/admin").status_code == 303
    assert "other.example" not in browser.get("/admin").text
    assert browser.get(f"/admin/registrations/{tenant.registration_id}").status_code == 200
    assert browser.get(f"/admin/registrations/{other.registration_id}").status_code == 404
    assert browser.get(f"/admin/deployments/{other.id}/check").status_code == 404
    assert browser.post(f"/admin/deployments/{other.id}/approval").status_code == 404


def test_who_came_by_a_launch_neither_erases_nor_invites(
    browser: AdminBrowser, parts: Parts, tenant: Deployment
) -> None:
    browser.post(f"/l/{launched(parts, tenant)}/admin")
    for path in (
        "/admin/invitations",
        "/admin/keys",
        "/admin/manual",
        f"/admin/deployments/{tenant.id}/erase",
    ):
        assert browser.get(path).status_code == 403, path
    for path in (
        "/admin/invitations",
        "/admin/keys/rotate",
        "/admin/manual",
        f"/admin/deployments/{tenant.id}/erase",
        f"/admin/registrations/{tenant.registration_id}/switch",
    ):
        assert browser.post(path, typed=DEPLOYMENT).status_code == 403, path


def test_a_school_of_hosted_canvas_reaches_only_its_own_deployment(
    browser: AdminBrowser, parts: Parts
) -> None:
    with parts.database.write() as session:
        cloud = registration("https://canvas.instructure.com", product="canvas")
        ours = Deployment(registration=cloud, deployment_id="ours", approved=True)
        theirs = Deployment(registration=cloud, deployment_id="theirs", approved=True)
        session.add_all([ours, theirs])
    browser.post(f"/l/{launched(parts, ours)}/admin")
    page = browser.get(f"/admin/registrations/{cloud.id}")
    assert page.status_code == 200
    assert "theirs" not in page.text
    assert browser.get(f"/admin/deployments/{theirs.id}/check").status_code == 404
    assert browser.post(f"/admin/deployments/{theirs.id}/approval").status_code == 403
    assert browser.post(f"/admin/registrations/{cloud.id}/roles").status_code == 403


def test_a_launch_of_no_administrator_opens_no_admin_page(
    browser: AdminBrowser, parts: Parts, tenant: Deployment
) -> None:
    token = launched(parts, tenant, administers=False)
    assert browser.post(f"/l/{token}/admin").status_code == 403
    assert browser.get("/admin").location == "/admin/sign-in"


def test_switching_a_platform_off_ends_the_visits_that_it_opened(
    browser: AdminBrowser, parts: Parts, tenant: Deployment
) -> None:
    browser.post(f"/l/{launched(parts, tenant)}/admin")
    with parts.database.write() as session:
        session.get_one(Registration, tenant.registration_id).enabled = False
    assert browser.get("/admin").location == "/admin/sign-in"


def test_a_check_finds_what_is_wrong_and_names_the_menu(
    owner: AdminBrowser, parts: Parts, tenant: Deployment, lms: FakeLms, clock: FakeClock
) -> None:
    with parts.database.write() as session:
        session.get_one(Registration, tenant.registration_id).product = "moodle"
    launched(parts, tenant)
    lms.pages["/auth"] = httpx.Response(400)
    lms.pages["/keys"] = httpx.Response(
        200, json={"keys": [{}]}, headers={"Date": "Mon, 02 Mar 2026 09:05:00 GMT"}
    )
    lms.pages["/token"] = httpx.Response(400, text="pending tool")
    path = f"/admin/deployments/{tenant.id}/check"
    assert owner.post(path).status_code == 303
    page = owner.get(path).text
    assert "1 key is published" in page
    assert "differs by 300.0 seconds" in page
    assert "pending tool" in page
    assert "Manage tools" in page
    assert page.count('class="tag tag--good"') == 2


def test_a_gradebook_is_not_missed_before_an_activity_was_opened(
    owner: AdminBrowser, parts: Parts, tenant: Deployment, lms: FakeLms
) -> None:
    launched(parts, tenant)
    lms.pages["/members"] = httpx.Response(200, json={"members": []})
    path = f"/admin/deployments/{tenant.id}/check"
    owner.post(path)
    assert "named no gradebook" not in owner.get(path).text
    with parts.database.write() as session:
        session.add(
            LaunchRecord(
                registration_id=tenant.registration_id,
                deployment_id=tenant.deployment_id,
                message_type="LtiResourceLinkRequest",
                stage="launch",
                verdict="accepted",
            )
        )
    owner.post(path)
    assert "named no gradebook" in owner.get(path).text


def test_a_check_of_a_healthy_platform_reads_roster_and_token(
    owner: AdminBrowser, parts: Parts, tenant: Deployment, lms: FakeLms
) -> None:
    launched(parts, tenant)
    lms.pages["/members"] = httpx.Response(200, json={"members": [{"user_id": "1"}]})
    owner.post(f"/admin/deployments/{tenant.id}/check")
    page = owner.get(f"/admin/deployments/{tenant.id}/check").text
    assert "Members can be read (1 in one course)" in page
    assert "gives Signpost access tokens" in page
    assert "given" in owner.get(f"/admin/registrations/{tenant.registration_id}").text


def test_erasing_needs_the_deployments_id_typed(
    owner: AdminBrowser, parts: Parts, tenant: Deployment
) -> None:
    path = f"/admin/deployments/{tenant.id}/erase"
    assert owner.post(path, typed="something else").status_code == 422
    with parts.database.read() as session:
        assert session.get_one(Deployment, tenant.id).approved


def test_erasing_leaves_no_row_of_the_tenant_and_all_of_others(
    owner: AdminBrowser, parts: Parts, tenant: Deployment
) -> None:
    with parts.database.write() as session:
        other = Deployment(registration_id=tenant.registration_id, deployment_id="other")
        session.add(other)
    launched(parts, tenant)
    launched(parts, other)
    eraser = FakeEraser()
    object.__setattr__(parts.admin, "erasing", Erasing(parts.database, eraser, parts.clock))
    done = owner.post(f"/admin/deployments/{tenant.id}/erase", typed=DEPLOYMENT)
    receipt = owner.get(done.location).text
    assert eraser.erased == [str(tenant.id)]
    for words in ("launches", "users", "events", "deployments"):
        assert words in receipt
    with parts.database.read() as session:
        assert session.get(Deployment, tenant.id) is None
        assert [one.tenant_id for one in session.scalars(select(Launch))] == [other.id]
        assert [one.tenant_id for one in session.scalars(select(User))] == [other.id]


def test_every_table_is_known_to_be_a_tenants_or_nobodys() -> None:
    """A new table must say whose it is: by `tenant_id`, by reference, or here."""
    nobodys = {
        "access_tokens",
        "admin_accounts",
        "admin_actions",
        "admin_sessions",
        "admin_sign_in_failures",
        "admin_sso_logins",
        "applied_events",
        "changes",
        "erased_tenants",
        "invitations",
        "key_pairs",
        "logins",
        "registration_changes",
        "registrations",
        "role_overrides",
        "alembic_version",
    }
    for table in Base.metadata.sorted_tables:
        owned = (
            {"tenant_id"} & set(table.c.keys())
            or "deployment_id" in table.c
            or any("tenant_id" in key.column.table.c for key in table.foreign_keys)
        )
        assert owned or table.name in nobodys, table.name
