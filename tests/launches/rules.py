"""The tests that hold the door, and each check with a test that must miss it."""

from tests.launches.mutation import Mutation

LTI = "tests/lti_tool/lti"
BAD = f"{LTI}/test_bad_launches.py"
BAD_CLAIMS = f"{BAD}::test_a_launch_with_bad_claims_is_refused"
BAD_TOKENS = f"{BAD}::test_a_bad_token_is_refused"
LOGINS = f"{LTI}/test_bad_logins.py"
GOOD = f"{LTI}/test_good_launches.py"
CALLS = f"{LTI}/test_platform_calls.py"
REGISTER = f"{LTI}/test_registration.py"
DEEP = f"{LTI}/test_deep_linking.py"
GUARD = "tests/lti_tool/pages/test_guard.py"
TENANCY = "tests/lti_tool/pages/test_tenancy.py"

ACCEPTED = (GOOD,)
REJECTED = (BAD, LOGINS, CALLS, REGISTER, DEEP, GUARD, TENANCY)

RULES = "lti_tool.services.launch_rules"
CLAIMS = "lti_tool.services.claims"
ROLES = "lti_tool.services.roles"
START = "lti_tool.services.logins"
INTAKE = "lti_tool.services.intake"
PAGES = "lti_tool.services.launches"
PYLTI = "lti_tool.adapters.pylti"
KEYS = "lti_tool.adapters.platform_keys"
HTTP = "lti_tool.adapters.platform_http"
CLIENT = "lti_tool.adapters.platform_client"
TOKENS = "lti_tool.adapters.tokens"
LINKS = "lti_tool.services.deep_linking"
REGISTRATIONS = "lti_tool.services.registrations"
ROWS = "lti_tool.services.places"
PAGE_GUARD = "lti_tool.views.guard"
HEADERS = "lti_tool.views.security"


def _claims(*names: str) -> tuple[str, ...]:
    return tuple(f"{BAD_CLAIMS}[{name}]" for name in names)


def _tokens(*names: str) -> tuple[str, ...]:
    return tuple(f"{BAD_TOKENS}[{name}]" for name in names)


TOKEN_CHECKS = (
    Mutation(
        "algorithm is RS256",
        RULES,
        'if header.get("alg") != ALGORITHM:',
        "if False:",
        (f"{LTI}/test_launch_rules.py",),
    ),
    Mutation(
        "algorithm is RS256 when the signature is checked",
        PYLTI,
        "algorithms=[launch_rules.ALGORITHM],",
        'algorithms=["RS256", "RS384", "PS256"],',
        (f"{LTI}/test_launch_rules.py",),
    ),
    Mutation(
        "a key is named",
        RULES,
        'if not isinstance(header.get("kid"), str) or not header["kid"]:',
        "if False:",
        (f"{LTI}/test_launch_rules.py", *_tokens("no kid", "empty kid")),
    ),
    Mutation(
        "no key, address or certificate in the header",
        RULES,
        "if unknown := set(header) - _HEADER_KEYS:",
        "if unknown := set():",
        _tokens("a key in the header", "a key set address in the header"),
    ),
    Mutation(
        "the signature is checked",
        PYLTI,
        '"verify_signature": True,',
        '"verify_signature": False,',
        _tokens("signed by another key", "changed payload"),
    ),
    Mutation(
        "a token has a size",
        PYLTI,
        "if len(token) > MAX_TOKEN_CHARS:",
        "if False:",
        _tokens("far too long"),
    ),
    Mutation(
        "the body is an object",
        PYLTI,
        "if not isinstance(body, dict):",
        "if False:",
        _tokens("a list for a body"),
    ),
    Mutation(
        "three parts, each JSON",
        PYLTI,
        "        self.validate_jwt_format()\n",
        "        import json as j, jwt.utils as u\n"
        '        parts = self._get_id_token().split(".")\n'
        "        self._jwt = {n: j.loads(u.base64url_decode(p))"
        ' for n, p in zip(("header", "body"), parts)}\n',
        _tokens("two parts", "four parts", "no JSON"),
    ),
    Mutation(
        "the issuer is the login's",
        PYLTI,
        'if body.get("iss") != self._ours.issuer:',
        "if False:",
        _claims("no iss", "issuer with a slash more", "issuer in another case", "issuer of nobody"),
    ),
    Mutation(
        "the nonce is the login's",
        PYLTI,
        'if signed.get("nonce") != nonce:',
        "if False:",
        (f"{BAD}::test_a_nonce_is_refused_with_another_logins_state",),
    ),
    Mutation(
        "the target of a message is ours",
        PYLTI,
        'launch_rules.check_target(signed.get(f"{launch_rules.CLAIM}target_link_uri"), public_url)',
        "pass",
        _claims("target on another host", "target over http", "target with userinfo", "no target"),
    ),
    Mutation(
        "all times are judged",
        PYLTI,
        "launch_rules.check_times(signed, self._verifier.clock())",
        "pass",
        _claims("exp long past", "iat in the future", "nbf in the future", "lives for days"),
    ),
    Mutation(
        "exp is not past",
        RULES,
        "if expires + LEEWAY_S <= moment:",
        "if False:",
        _claims("exp long past"),
    ),
    Mutation(
        "iat is not in the future",
        RULES,
        "if issued - LEEWAY_S > moment:",
        "if False:",
        _claims("iat in the future"),
    ),
    Mutation(
        "a token lives a day at most",
        RULES,
        "expires - issued > MAX_LIFETIME_S",
        "False",
        _claims("lives for days"),
    ),
    Mutation(
        "exp is after iat",
        RULES,
        "or expires <= issued:",
        "or False:",
        _claims("exp before iat"),
    ),
    Mutation(
        "nbf is not in the future",
        RULES,
        'if "nbf" in claims and',
        "if False and",
        _claims("nbf in the future"),
    ),
    Mutation(
        "a minute of skew is forgiven",
        RULES,
        "LEEWAY_S = 60",
        "LEEWAY_S = 0",
        (f"{GOOD}::test_half_a_minute_of_skew_is_forgiven",),
    ),
    Mutation(
        "times are numbers",
        RULES,
        'raise LaunchRefused("bad_token", f"{name} is missing or no moment")',
        "return 1772442000.0",
        (f"{LTI}/test_launch_rules.py",),
    ),
)

AUDIENCE_CHECKS = (
    Mutation(
        "aud names us",
        RULES,
        "or client_id not in audiences:",
        "or False:",
        (f"{LTI}/test_launch_rules.py", *_claims("aud of another client", "empty aud", "no aud")),
    ),
    Mutation(
        "azp is ours",
        RULES,
        "if azp is not None and azp != client_id:",
        "if False:",
        _claims("azp of another client"),
    ),
    Mutation(
        "several audiences have an azp",
        RULES,
        "if len(audiences) > 1 and azp is None:",
        "if False:",
        (f"{LTI}/test_launch_rules.py",),
    ),
    Mutation(
        "no audience that we do not trust",
        RULES,
        "if len(set(map(str, audiences))) > 1:",
        "if False:",
        _claims("an untrusted aud beside us"),
    ),
)

MESSAGE_CHECKS = (
    Mutation(
        "version 1.3.0",
        RULES,
        'if claims.get(f"{CLAIM}version") != "1.3.0":',
        "if False:",
        (f"{LTI}/test_launch_rules.py",),
    ),
    Mutation(
        "a message type that we take",
        RULES,
        'if claims.get(f"{CLAIM}message_type") not in MESSAGE_TYPES:',
        "if False:",
        (f"{LTI}/test_launch_rules.py",),
    ),
    Mutation(
        "roles are a list of names",
        RULES,
        "if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):",
        "if False:",
        (f"{LTI}/test_launch_rules.py",),
    ),
    Mutation(
        "a subject",
        RULES,
        'require_id(claims.get("sub"), "sub")',
        "pass",
        _claims("sub over 255", "sub with a control character", "sub is a number"),
    ),
    Mutation(
        "a deployment id",
        RULES,
        'require_id(claims.get(f"{CLAIM}deployment_id"), "deployment_id")',
        "pass",
        _claims("deployment over 255"),
    ),
    Mutation(
        "a resource link id",
        RULES,
        'require_id(link.get("id") if isinstance(link, dict) else None, "resource_link id")',
        "pass",
        (f"{LTI}/test_launch_rules.py",),
    ),
    Mutation(
        "ids of 255 printable characters at most",
        RULES,
        "if len(value) > MAX_ID or not value.isprintable():",
        "if False:",
        _claims("sub over 255", "deployment over 255", "sub with a control character"),
    ),
    Mutation(
        "an unexpanded variable is no id",
        RULES,
        ' or value.startswith("$"):',
        ":",
        _claims("sub is an unexpanded variable", "deployment is an unexpanded variable"),
    ),
    Mutation(
        "the context id is an id",
        CLAIMS,
        'require_id(context_id, "context id") if context_id else None',
        "context_id or None",
        _claims("context id over 255"),
    ),
    Mutation(
        "a target has our scheme and host",
        RULES,
        "if not same or split.path not in paths:",
        "if split.path not in paths:",
        _claims("target on another host", "target over http", "target with userinfo"),
    ),
    Mutation(
        "a target has a path of ours",
        RULES,
        "if not same or split.path not in paths:",
        "if not same:",
        _claims("target on another path"),
    ),
    Mutation(
        "a deep link says where its answer goes",
        RULES,
        'if not isinstance(settings, dict) or not settings.get("deep_link_return_url"):',
        "if False:",
        (f"{LTI}/test_launch_rules.py",),
    ),
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
        'query = query.where(Registration.client_id == params["client_id"])',
        "pass",
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
        "if login is None or login.created_at",
        "if login is not None and login.created_at",
        (f"{BAD}::test_a_launch_without_its_state_is_refused",),
    ),
    Mutation(
        "a login lives ten minutes",
        START,
        "login.created_at <= self.clock() - LIFETIME",
        "False",
        (f"{BAD}::test_a_login_older_than_ten_minutes_is_refused",),
    ),
    Mutation(
        "a login belongs to one browser",
        START,
        "if not hmac.compare_digest(login.browser_hash, digest(browser)):",
        "if False:",
        (f"{BAD}::test_a_launch_is_refused_in_another_browser",),
    ),
    Mutation(
        "a browser without the cookie is not believed",
        START,
        'raise LaunchRefused("no_cookie", "the login\'s cookie is missing", status=401)',
        "return self._use_up(session, login)",
        (f"{BAD}::test_a_launch_is_refused_in_another_browser",),
    ),
    Mutation(
        "a login works once",
        START,
        ".where(Login.state == login.state, Login.used_at.is_(None))",
        ".where(Login.state == login.state)",
        (f"{BAD}::test_a_launch_works_once",),
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
        "        Deployment.registration_id == registration.id,\n",
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
        (TENANCY, DEEP, f"{LTI}/test_course_copy.py", "tests/lti_tool/pages/test_authoring.py"),
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

ROLE_CHECKS = (
    Mutation(
        "a role of the institution teaches nothing",
        ROLES,
        'if role.startswith(f"{MEMBERSHIP}#"):',
        'if "#" in role and "Sub" not in role:\n        return role.rpartition("#")[2]\n'
        '    if role.startswith(f"{MEMBERSHIP}#"):',
        (f"{GOOD}::test_the_roles_of_the_course_decide",),
    ),
    Mutation(
        "a role that contains Instructor teaches nothing",
        ROLES,
        'if "teacher" in given or in_course & _TEACHES:',
        'if in_course & _TEACHES or any("Instructor" in role for role in roles):',
        (f"{GOOD}::test_the_roles_of_the_course_decide",),
    ),
    Mutation(
        "a teacher who learns teaches",
        ROLES,
        'if "teacher" in given or in_course & _TEACHES:',
        'if in_course & _TEACHES and "Learner" not in in_course:',
        (f"{GOOD}::test_the_roles_of_the_course_decide",),
    ),
)

KEY_CHECKS = (
    Mutation(
        "an unknown key is looked for again",
        KEYS,
        'known = any(key.get("kid") == kid for key in kept.keys)',
        "known = True",
        (f"{GOOD}::test_a_key_rotated_since_the_last_launch_is_found",),
    ),
    Mutation(
        "unknown keys cause one fetch in half a minute",
        KEYS,
        "if now - kept.tried_at < REFETCH_AT_MOST_EVERY:",
        "if False:",
        (f"{GOOD}::test_unknown_keys_do_not_make_us_fetch_without_end",),
    ),
    Mutation(
        "a kept key set serves while the platform is away",
        KEYS,
        "            if kept is None:\n                raise",
        "            if True:\n                raise",
        (f"{LOGINS}::test_a_kept_key_set_serves_while_the_platform_is_away",),
    ),
    Mutation(
        "a key set is read again after two hours",
        KEYS,
        "return known and now - kept.fetched_at < KEEP",
        "return known",
        (f"{LOGINS}::test_a_key_set_is_read_again_after_two_hours",),
    ),
)

DEEP_LINK_CHECKS = (
    Mutation(
        "only a teacher places links",
        INTAKE,
        'if rights.role != "teacher":',
        "if False:",
        (f"{BAD}::test_a_learner_may_not_deep_link",),
    ),
    Mutation(
        "a deep link's answer goes to its platform",
        LINKS,
        "if not permits(url) or not is_of_platform(str(url), registration):",
        "if False:",
        (f"{BAD}::test_a_deep_link_back_to_a_stranger_is_refused",),
    ),
    Mutation(
        "a platform that takes no links is refused",
        LINKS,
        'if not isinstance(types, list) or "ltiResourceLink" not in types:',
        "if False:",
        (f"{BAD}::test_a_deep_link_for_files_only_is_refused",),
    ),
    Mutation(
        "several links only where several are taken",
        LINKS,
        "if len(activities) > 1 and not wishes.several:",
        "if False:",
        (DEEP,),
    ),
    Mutation(
        "an activity of another course is not placed",
        LINKS,
        "if any(activity.course_id != launch.course_id for activity in activities):",
        "if False:",
        (DEEP,),
    ),
)

SERVICE_CHECKS = (
    Mutation(
        "a next page is on the same origin",
        CLIENT,
        "if _origin(found) != _origin(current):",
        "if False:",
        (f"{CALLS}::test_a_next_page_elsewhere_is_never_followed",),
    ),
    Mutation(
        "pages that lead in a circle end",
        CLIENT,
        "if page in seen or len(seen) >= MAX_PAGES:",
        "if len(seen) >= MAX_PAGES * 5:",
        (f"{CALLS}::test_pages_that_lead_in_a_circle_end",),
    ),
    Mutation(
        "a token is of one client and scope",
        TOKENS,
        "key = _cache_key(registration, scopes)\n        with self.database.read()",
        'key = "one for all"\n        with self.database.read()',
        (f"{CALLS}::test_no_client_gets_another_clients_token",),
    ),
    Mutation(
        "platforms are called by https",
        HTTP,
        'if split.scheme != "https":',
        "if False:",
        (f"{REGISTER}::test_an_address_that_may_not_be_called_is_not_called",),
    ),
    Mutation(
        "a literal private address is not called",
        HTTP,
        "if _is_literal(split.hostname) and not is_public(split.hostname):",
        "if False:",
        (f"{REGISTER}::test_an_address_that_may_not_be_called_is_not_called",),
    ),
    Mutation(
        "a name of a private address is not called",
        HTTP,
        "if not addresses or not all(is_public(address) for address in addresses):",
        "if not addresses:",
        (f"{CALLS}::test_a_name_of_a_private_address_is_not_called",),
    ),
    Mutation(
        "an answer has a size",
        HTTP,
        "if size > MAX_ANSWER_BYTES:",
        "if False:",
        (REGISTER, CALLS),
    ),
    Mutation(
        "a service address of a launch may be called",
        CLAIMS,
        "return value if isinstance(value, str) and permits(value) else None",
        "return value if isinstance(value, str) else None",
        (f"{GOOD}::test_service_addresses_that_must_not_be_called_are_dropped",),
    ),
)

REGISTRATION_CHECKS = (
    Mutation(
        "the issuer is on the configuration's host",
        REGISTRATIONS,
        "if _host(found.issuer) != _host(url):",
        "if False:",
        (f"{REGISTER}::test_a_configuration_that_does_not_fit_is_refused",),
    ),
    Mutation(
        "the registration endpoint is on the configuration's host",
        REGISTRATIONS,
        "if _host(found.registration_endpoint) != _host(url):",
        "if False:",
        (f"{REGISTER}::test_a_configuration_that_does_not_fit_is_refused",),
    ),
)

MUTATIONS = (
    *TOKEN_CHECKS,
    *AUDIENCE_CHECKS,
    *MESSAGE_CHECKS,
    *LOGIN_CHECKS,
    *TENANT_CHECKS,
    *ROLE_CHECKS,
    *KEY_CHECKS,
    *DEEP_LINK_CHECKS,
    *SERVICE_CHECKS,
    *REGISTRATION_CHECKS,
)
