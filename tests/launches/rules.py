"""The tests that hold the door, and each check with a test that must miss it."""

from tests.launches.doors import COOKIELESS_CHECKS, LOGIN_CHECKS, TENANT_CHECKS
from tests.launches.messages import AUDIENCE_CHECKS, MESSAGE_CHECKS, ROLE_CHECKS
from tests.launches.names import (
    BAD,
    CALLS,
    COOKIELESS,
    DEEP,
    GOOD,
    GUARD,
    KEY_SETS,
    LOGINS,
    LTI,
    NOTICES,
    REGISTER,
    REGISTER_PAGE,
    REGISTER_REFUSED,
    REVIEW,
    TENANCY,
)
from tests.launches.services import (
    DEEP_LINK_CHECKS,
    NOTICE_CHECKS,
    REGISTRATION_CHECKS,
    REVIEW_CHECKS,
    SERVICE_CHECKS,
)
from tests.launches.tokens import KEY_CHECKS, TOKEN_CHECKS

ACCEPTED = (GOOD,)
REJECTED = (
    f"{LTI}/test_bad_claims.py",
    f"{LTI}/test_bad_tokens.py",
    BAD,
    f"{LTI}/test_launch_rules.py",
    LOGINS,
    KEY_SETS,
    CALLS,
    REGISTER,
    REGISTER_REFUSED,
    REGISTER_PAGE,
    DEEP,
    COOKIELESS,
    REVIEW,
    NOTICES,
    GUARD,
    TENANCY,
)

MUTATIONS = (
    *TOKEN_CHECKS,
    *KEY_CHECKS,
    *AUDIENCE_CHECKS,
    *MESSAGE_CHECKS,
    *ROLE_CHECKS,
    *LOGIN_CHECKS,
    *COOKIELESS_CHECKS,
    *TENANT_CHECKS,
    *DEEP_LINK_CHECKS,
    *SERVICE_CHECKS,
    *REGISTRATION_CHECKS,
    *REVIEW_CHECKS,
    *NOTICE_CHECKS,
)
