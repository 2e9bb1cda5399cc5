"""What is called, placed, opened and heard."""

from tests.launches.mutation import Mutation
from tests.launches.names import (
    BAD,
    CALLS,
    CLAIMS,
    CLIENT,
    DEEP,
    GOOD,
    HTTP,
    INTAKE,
    LINKS,
    LOGINS,
    LTI,
    NOTICE_DESK,
    NOTICE_TOKENS,
    NOTICES,
    REGISTER_REFUSED,
    REGISTRATIONS,
    REVIEW,
    REVIEWS,
    TOKENS,
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
        (f"{LTI}/test_launch_rules.py",),
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
        'raise PlatformRefusal("the pages never end")',
        "return",
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
        (f"{REGISTER_REFUSED}::test_an_address_that_may_not_be_called_is_not_called",),
    ),
    Mutation(
        "a literal private address is not called",
        HTTP,
        "if _is_literal(split.hostname) and not is_public(split.hostname):",
        "if False:",
        (f"{REGISTER_REFUSED}::test_an_address_that_may_not_be_called_is_not_called",),
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
        (f"{LOGINS}::test_an_answer_that_is_too_large_is_not_read_to_its_end",),
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
        "a stranger registers nothing without an invitation",
        REGISTRATIONS,
        "        if not spent:\n            raise",
        "        if False:\n            raise",
        (LOGINS,),
    ),
    Mutation(
        "nothing is sent where it may not",
        HTTP,
        "        self.rules.check(url)\n        sent =",
        "        sent =",
        (LOGINS,),
    ),
    Mutation(
        "the issuer is on the configuration's host",
        REGISTRATIONS,
        "if not _belongs(found.issuer, url):",
        "if False:",
        (LOGINS,),
    ),
    Mutation(
        "the registration endpoint is on the configuration's host",
        REGISTRATIONS,
        "if not _belongs(found.issuer, found.registration_endpoint):",
        "if False:",
        (f"{REGISTER_REFUSED}::test_a_configuration_that_does_not_fit_is_refused",),
    ),
)


REVIEW_CHECKS = (
    Mutation(
        "only a teacher or the learner opens work",
        REVIEWS,
        'if rights.role != "teacher" and not own:',
        "if False:",
        (REVIEW,),
    ),
    Mutation(
        "a reviewed column is of the launch's course",
        REVIEWS,
        "            ResourceLink.course_id == course.id,\n",
        "",
        (REVIEW,),
    ),
)


NOTICE_CHECKS = (
    Mutation(
        "a notice is signed by its platform",
        NOTICE_TOKENS,
        "options: Any = dict.fromkeys(_NOT_JUDGED, False)",
        'options: Any = {**dict.fromkeys(_NOT_JUDGED, False), "verify_signature": False}',
        (NOTICES,),
    ),
    Mutation(
        "a notice is for us",
        NOTICE_DESK,
        "check_audience(claims, registration.client_id)",
        "pass",
        (NOTICES,),
    ),
    Mutation(
        "a notice is of now",
        NOTICE_DESK,
        "check_times(claims, self.clock())",
        "pass",
        (NOTICES,),
    ),
    Mutation(
        "a notice is taken once",
        NOTICE_DESK,
        'replay_key=require_id(replay_key, "jti or nonce"),',
        "replay_key=__import__('uuid').uuid4().hex,",
        (NOTICES,),
    ),
    Mutation(
        "a platform that is switched off is not heard",
        NOTICE_DESK,
        "if not found.enabled:",
        "if False:",
        (NOTICES,),
    ),
)
