"""What an id_token itself must be."""

from tests.launches.mutation import Mutation
from tests.launches.names import (
    BAD,
    GOOD,
    KEY_SETS,
    KEYS,
    LOGINS,
    LTI,
    PYLTI,
    RULES,
    bad_claims,
    bad_tokens,
)

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
        (f"{LTI}/test_launch_rules.py", *bad_tokens("no kid", "empty kid")),
    ),
    Mutation(
        "no key, address or certificate in the header",
        RULES,
        "if unknown := set(header) - _HEADER_KEYS:",
        "if unknown := set():",
        bad_tokens("a key in the header", "a key set address in the header"),
    ),
    Mutation(
        "the signature is checked",
        PYLTI,
        '"verify_signature": True,',
        '"verify_signature": False,',
        bad_tokens("signed by another key", "changed payload"),
    ),
    Mutation(
        "a token has a size",
        PYLTI,
        "if len(token) > MAX_TOKEN_CHARS:",
        "if False:",
        bad_tokens("far too long"),
    ),
    Mutation(
        "the body is an object",
        PYLTI,
        "if not isinstance(body, dict):",
        "if False:",
        bad_tokens("a list for a body"),
    ),
    Mutation(
        "three parts, each JSON",
        PYLTI,
        "        self.validate_jwt_format()\n",
        "        import json as j, jwt.utils as u\n"
        '        parts = self._get_id_token().split(".")\n'
        "        self._jwt = {n: j.loads(u.base64url_decode(p))"
        ' for n, p in zip(("header", "body"), parts)}\n',
        bad_tokens("two parts", "four parts", "no JSON"),
    ),
    Mutation(
        "the issuer is the login's",
        PYLTI,
        'if body.get("iss") != self._ours.issuer:',
        "if False:",
        bad_claims(
            "no iss", "issuer with a slash more", "issuer in another case", "issuer of nobody"
        ),
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
        bad_claims(
            "target on another host", "target over http", "target with userinfo", "no target"
        ),
    ),
    Mutation(
        "all times are judged",
        PYLTI,
        "launch_rules.check_times(signed, self._verifier.clock())",
        "pass",
        bad_claims("exp long past", "iat in the future", "nbf in the future", "lives for days"),
    ),
    Mutation(
        "exp is not past",
        RULES,
        "if expires + LEEWAY_S <= moment:",
        "if False:",
        bad_claims("exp long past"),
    ),
    Mutation(
        "iat is not in the future",
        RULES,
        "if issued - LEEWAY_S > moment:",
        "if False:",
        bad_claims("iat in the future"),
    ),
    Mutation(
        "a token lives a day at most",
        RULES,
        "expires - issued > MAX_LIFETIME_S",
        "False",
        bad_claims("lives for days"),
    ),
    Mutation(
        "exp is after iat",
        RULES,
        "or expires <= issued:",
        "or False:",
        bad_claims("exp before iat"),
    ),
    Mutation(
        "nbf is not in the future",
        RULES,
        'if "nbf" in claims and',
        "if False and",
        bad_claims("nbf in the future"),
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
    Mutation(
        "a key that was read ends with its set",
        KEYS,
        "fresh = _Kept(keys, now, tried_at=now if kept else now - REFETCH_AT_MOST_EVERY)",
        "fresh = _Kept(keys, now, now, kept.read if kept else {})",
        (f"{KEY_SETS}::test_another_key_of_the_same_name_takes_its_place",),
    ),
    Mutation(
        "a key is for RS256",
        KEYS,
        ' and key.get("alg", ALGORITHM) == ALGORITHM',
        "",
        (f"{KEY_SETS}::test_a_key_for_something_else_is_not_used",),
    ),
)
