"""What a message must say, and to whom."""

from tests.launches.mutation import Mutation
from tests.launches.names import (
    CLAIMS,
    GOOD,
    LTI,
    ROLES,
    RULES,
    bad_claims,
)

AUDIENCE_CHECKS = (
    Mutation(
        "aud names us",
        RULES,
        "or client_id not in audiences:",
        "or False:",
        (
            f"{LTI}/test_launch_rules.py",
            *bad_claims("aud of another client", "empty aud", "no aud"),
        ),
    ),
    Mutation(
        "azp is ours",
        RULES,
        "if azp is not None and azp != client_id:",
        "if False:",
        bad_claims("azp of another client"),
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
        bad_claims("an untrusted aud beside us"),
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
        bad_claims("sub over 255", "sub with a control character", "sub is a number"),
    ),
    Mutation(
        "a deployment id",
        RULES,
        'require_id(claims.get(f"{CLAIM}deployment_id"), "deployment_id")',
        "pass",
        bad_claims("deployment over 255"),
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
        bad_claims("sub over 255", "deployment over 255", "sub with a control character"),
    ),
    Mutation(
        "an unexpanded variable is no id",
        RULES,
        ' or value.startswith("$"):',
        ":",
        bad_claims("sub is an unexpanded variable", "deployment is an unexpanded variable"),
    ),
    Mutation(
        "the context id is an id",
        CLAIMS,
        'require_id(context_id, "context id") if context_id else None',
        "context_id or None",
        bad_claims("context id over 255"),
    ),
    Mutation(
        "a target has our scheme and host",
        RULES,
        "if not same or split.path not in paths:",
        "if split.path not in paths:",
        bad_claims("target on another host", "target over http", "target with userinfo"),
    ),
    Mutation(
        "a target has a path of ours",
        RULES,
        "if not same or split.path not in paths:",
        "if not same:",
        bad_claims("target on another path"),
    ),
    Mutation(
        "a deep link says where its answer goes",
        RULES,
        'if not isinstance(settings, dict) or not settings.get("deep_link_return_url"):',
        "if False:",
        (f"{LTI}/test_launch_rules.py",),
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
