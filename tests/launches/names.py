"""Where the tests and the checks are."""

LTI = "tests/lti_tool/lti"
BAD = f"{LTI}/test_bad_launches.py"
BAD_CLAIMS = f"{LTI}/test_bad_claims.py::test_a_launch_with_bad_claims_is_refused"
BAD_TOKENS = f"{LTI}/test_bad_tokens.py::test_a_bad_token_is_refused"
LOGINS = f"{LTI}/test_bad_logins.py"
GOOD = f"{LTI}/test_good_launches.py"
KEY_SETS = "tests/lti_tool/adapters/test_platform_keys.py"
CALLS = f"{LTI}/test_platform_calls.py"
REGISTER = f"{LTI}/test_registration.py"
REGISTER_REFUSED = f"{LTI}/test_registration_refused.py"
REGISTER_PAGE = f"{LTI}/test_registration_page.py"
DEEP = f"{LTI}/test_deep_linking.py"
COOKIELESS = f"{LTI}/test_cookieless.py"
REVIEW = f"{LTI}/test_review.py"
NOTICES = f"{LTI}/test_notices.py"
GUARD = "tests/lti_tool/pages/test_guard.py"
TENANCY = "tests/lti_tool/pages/test_tenancy.py"

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
DOOR = "lti_tool.views.lti"
REVIEWS = "lti_tool.services.review"
NOTICE_DESK = "lti_tool.services.notices.taking"
NOTICE_TOKENS = "lti_tool.adapters.notice_tokens"


def bad_claims(*names: str) -> tuple[str, ...]:
    return tuple(f"{BAD_CLAIMS}[{name}]" for name in names)


def bad_tokens(*names: str) -> tuple[str, ...]:
    return tuple(f"{BAD_TOKENS}[{name}]" for name in names)
