"""How a login comes back, and what its pages may see."""

from tests.launches.mutation import Mutation
from tests.launches.names import (
    BAD,
    COOKIELESS,
    DOOR,
    GOOD,
    GUARD,
    HEADERS,
    INTAKE,
    LOGINS,
    PAGE_GUARD,
    PAGES,
    ROWS,
    START,
    TENANCY,
)

LOGIN_CHECKS = (
    Mutation(
        "a login names issuer, person and target",
        START,
        "if not params.get(name):",
        "if False:",
        (f"{BAD}::test_a_login_that_lacks_something_is_refused",),
    ),
    Mutation(
        "a login leads to us only",
        START,
        'check_target(params["target_link_uri"], self.public_url)',
        'params["target_link_uri"]',
        (f"{BAD}::test_a_login_never_leads_to_a_stranger",),
    ),
    Mutation(
        "names of a login fit",
        START,
        'if not _is_plain(params.get(name, "")):',
        "if False:",
        (f"{LOGINS}::test_a_login_that_breaks_a_rule_is_refused",),
    ),
    Mutation(
        "the client of a login is known",
        START,
        '_CLIENT if named["client_id"] else _CLIENTS',
        "_CLIENTS",
        (f"{BAD}::test_a_login_never_leads_to_a_stranger",),
    ),
    Mutation(
        "a login says which of several clients",
        START,
        "if len(found) > 1:\n        raise",
        "if False:\n        raise",
        (f"{GOOD}::test_a_deployment_tells_two_clients_of_an_issuer_apart",),
    ),
    Mutation(
        "a platform that is switched off stays out",
        START,
        "if not registration.enabled:",
        "if False:",
        (f"{BAD}::test_a_platform_that_was_switched_off_is_refused",),
    ),
    Mutation(
        "a launch brings a state that we know",
        START,
        "if found is None or found.begun_at",
        "if found is not None and found.begun_at",
        (f"{BAD}::test_a_launch_without_its_state_is_refused",),
    ),
    Mutation(
        "a login lives ten minutes",
        START,
        "found.begun_at <= self.clock() - LIFETIME",
        "False",
        (f"{BAD}::test_a_login_older_than_ten_minutes_is_refused",),
    ),
    Mutation(
        "a login belongs to one browser",
        START,
        "if not hmac.compare_digest(browser_hash, digest(browser)):",
        "if False:",
        (f"{BAD}::test_a_launch_is_refused_in_another_browser",),
    ),
    Mutation(
        "a browser without the cookie is not believed",
        START,
        'raise LaunchRefused("no_cookie", "the login\'s cookie is missing", status=401)',
        "return",
        (f"{BAD}::test_a_launch_is_refused_in_another_browser",),
    ),
    Mutation(
        "a login is spent by a launch that is refused too",
        INTAKE,
        "self._spend_for_nothing(login)",
        "pass",
        (f"{BAD}::test_a_login_whose_launch_was_refused_works_no_more",),
    ),
    Mutation(
        "a login works once",
        START,
        'bindparam("of_state"), _ROWS.c.used_at.is_(None))',
        'bindparam("of_state"))',
        (f"{BAD}::test_a_launch_works_once",),
    ),
)


COOKIELESS_CHECKS = (
    Mutation(
        "only our own page hands a stored secret over",
        DOOR,
        "require_same_origin()",
        "pass",
        (COOKIELESS,),
    ),
    Mutation(
        "storage counts only where it was offered",
        DOOR,
        'form.pop("proof", "") if offered_storage(form) else None',
        'form.pop("proof", "")',
        (COOKIELESS,),
    ),
)


TENANT_CHECKS = (
    Mutation(
        "a deployment is approved",
        INTAKE,
        "if tenant.approved else None",
        "if True else None",
        (f"{BAD}::test_a_new_deployment_waits_for_approval",),
    ),
    Mutation(
        "a deployment is of the login's client",
        ROWS,
        '    Deployment.registration_id == bindparam("registration"),\n',
        "",
        (f"{LOGINS}::test_an_approved_deployment_of_another_client_opens_nothing",),
    ),
    Mutation(
        "an activity is opened in its own course only",
        ROWS,
        "(named.tenant_id, named.course_id) == (course.tenant_id, course.id)",
        "True",
        (f"{GOOD}::test_an_activity_of_another_course_or_of_nobody_is_not_opened",),
    ),
    Mutation(
        "a page ends with its hours",
        PAGES,
        ", Launch.expires_at > now)",
        ")",
        (f"{GOOD}::test_a_page_ends_with_its_hours_or_its_platform",),
    ),
    Mutation(
        "a page ends with its platform",
        PAGES,
        "if not (launch.tenant.approved and launch.tenant.registration.enabled):",
        "if False:",
        (f"{GOOD}::test_a_page_ends_with_its_hours_or_its_platform",),
    ),
    Mutation(
        "a page token is kept as a digest",
        PAGES,
        "token_hash=digest(token),",
        "token_hash=token,",
        (f"{GOOD}::test_a_page_token_is_kept_only_as_a_digest",),
    ),
    Mutation(
        "an answer is looked up in the launch's activity",
        "lti_tool.services.grades",
        ".where(Attempt.id == attempt_id, Attempt.activity_id == launch.activity_id)",
        ".where(Attempt.id == attempt_id)",
        (TENANCY,),
    ),
    Mutation(
        "an activity is looked up in the launch's course",
        "lti_tool.services.activities",
        "if activity is None or activity.course_id != launch.course_id:",
        "if activity is None:",
        (TENANCY,),
    ),
    Mutation(
        "a host that may be a platform frames its own pages only",
        HEADERS,
        'if host.split(":")[0] in names]',
        "if True]",
        (TENANCY,),
    ),
    Mutation(
        "a form comes from our own page",
        PAGE_GUARD,
        'if request.headers.get("Origin") != origin_of(parts().settings.public_url):',
        "if False:",
        (f"{GUARD}::test_a_form_of_another_site_is_refused",),
    ),
    Mutation(
        "a page is for its roles",
        PAGE_GUARD,
        "if g.launch.role not in roles:",
        "if False:",
        (f"{GUARD}::test_a_learner_opens_no_page_of_the_teacher",),
    ),
    Mutation(
        "a page is framed by its own platform only",
        HEADERS,
        '"frame-ancestors": _ancestors(),',
        '"frame-ancestors": ("*",),',
        (TENANCY,),
    ),
)
