"""Every launch that a tool is tried with, and whether it must come in.

LTI Core 1.3, the Security Framework 1.0 and the certification guide's lists.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from deploy.launch_check.driving import Answer, Stage
from deploy.launch_check.forging import (
    changed_payload,
    hs256_with_public_key,
    unsigned,
    with_algorithm,
)
from deploy.launch_check.platform import CLAIM, CONTEXT_ROLE, CheckPlatform

DAY_S = 24 * 3600
STUDENT = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Student"
SETTINGS = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"

Claims = dict[str, Any]
Change = Callable[[Claims], Mapping[str, Any]]
Forge = Callable[[CheckPlatform, Claims], str]


@dataclass(frozen=True, slots=True)
class Case:
    """One launch and what must become of it."""

    name: str
    lets_in: bool
    run: Callable[[Stage], Answer]


def changed(claims: Claims, change: Mapping[str, Any]) -> Claims:
    """Return claims with some changed; None leaves a claim out."""
    return {name: value for name, value in {**claims, **change}.items() if value is not None}


def _with_claims(change: Mapping[str, Any] | Change) -> Callable[[Stage], Answer]:
    def forge(platform: CheckPlatform, claims: Claims) -> str:
        return platform.sign(changed(claims, change(claims) if callable(change) else change))

    return _with_token(forge)


def _with_token(forge: Forge) -> Callable[[Stage], Answer]:
    def run(stage: Stage) -> Answer:
        browser = stage.browser()
        begun = stage.begin(browser)
        token = forge(stage.platform, stage.platform.claims(begun.nonce))
        return stage.launch(browser, begun, token)

    return run


def _with_login(change: Mapping[str, str | None]) -> Callable[[Stage], Answer]:
    def run(stage: Stage) -> Answer:
        browser = stage.browser()
        answer = stage.login(browser, **change)
        return Answer(answer.status_code, answer.is_redirect, answer.text)

    return run


def _rotated(stage: Stage) -> Answer:
    stage.platform.kid = f"{stage.platform.kid}-rotated"
    return _with_claims({})(stage)


GOOD_CLAIMS: dict[str, Mapping[str, Any]] = {
    "several roles": {f"{CLAIM}roles": [f"{CONTEXT_ROLE}Learner", STUDENT]},
    "a short role name": {f"{CLAIM}roles": ["Learner"]},
    "an unknown role": {f"{CLAIM}roles": ["http://example.org/roles#Wizard"]},
    "no role": {f"{CLAIM}roles": []},
    "e-mail only": {"name": None, "email": "launch.check@example.org"},
    "names only": {"name": None, "given_name": "Launch", "family_name": "Check"},
    "nothing personal": {"name": None},
    "e-mail without a context": {
        "name": None,
        "email": "launch.check@example.org",
        f"{CLAIM}context": None,
    },
    "an unknown claim": {"https://example.org/claim/x": {"y": [1]}},
}


def good_cases() -> list[Case]:
    """Return the launches that must come in, the plain one first."""
    late: Change = lambda c: {"iat": c["iat"] - 30, "exp": c["exp"] - 30}  # noqa: E731
    early: Change = lambda c: {"iat": c["iat"] + 30, "exp": c["exp"] + 30}  # noqa: E731
    return [
        Case("a plain launch", lets_in=True, run=_with_claims({})),
        *(
            Case(name, lets_in=True, run=_with_claims(change))
            for name, change in GOOD_CLAIMS.items()
        ),
        Case("aud as a list", lets_in=True, run=_with_claims(lambda c: {"aud": [c["aud"]]})),
        Case("a clock 30 s behind", lets_in=True, run=_with_claims(late)),
        Case("a clock 30 s ahead", lets_in=True, run=_with_claims(early)),
        Case("a key changed since the last launch", lets_in=True, run=_rotated),
    ]


def _deep_link(origin: str, role: str) -> Claims:
    return {
        f"{CLAIM}message_type": "LtiDeepLinkingRequest",
        f"{CLAIM}resource_link": None,
        f"{CLAIM}roles": [f"{CONTEXT_ROLE}{role}"],
        SETTINGS: {
            "deep_link_return_url": f"{origin}/return",
            "accept_types": ["ltiResourceLink"],
            "accept_presentation_document_targets": ["iframe"],
        },
    }


BAD_CLAIMS: dict[str, Mapping[str, Any] | Change] = {
    "JSON that is no launch": lambda c: {
        name: None for name in c if name not in {"iss", "nonce", "iat", "exp"}
    },
    "no iss": {"iss": None},
    "an issuer with a slash more": lambda c: {"iss": c["iss"] + "/"},
    "an issuer in another case": lambda c: {"iss": c["iss"].swapcase()},
    "an issuer of nobody": {"iss": "https://nobody.invalid"},
    "no aud": {"aud": None},
    "an empty aud": {"aud": []},
    "another aud": {"aud": "somebody-else"},
    "several aud without azp": lambda c: {"aud": [c["aud"], "somebody-else"]},
    "an untrusted aud beside the tool": lambda c: {
        "aud": [c["aud"], "somebody-else"],
        "azp": c["aud"],
    },
    "a wrong azp": {"azp": "somebody-else"},
    "no exp": {"exp": None},
    "exp long past": lambda c: {"iat": c["iat"] - 600, "exp": c["iat"] - 540},
    "no iat": {"iat": None},
    "iat in the future": lambda c: {"iat": c["iat"] + 600, "exp": c["iat"] + 660},
    "nbf in the future": lambda c: {"nbf": c["iat"] + 600},
    "a life of days": lambda c: {"exp": c["iat"] + 3 * DAY_S},
    "no nonce": {"nonce": None},
    "a nonce never issued": {"nonce": "made-up"},
    "no version": {f"{CLAIM}version": None},
    "a wrong version": {f"{CLAIM}version": "1.1.0"},
    "no message type": {f"{CLAIM}message_type": None},
    "an unknown message type": {f"{CLAIM}message_type": "LtiTeleport"},
    "no roles claim": {f"{CLAIM}roles": None},
    "roles as text": {f"{CLAIM}roles": f"{CONTEXT_ROLE}Instructor"},
    "no deployment id": {f"{CLAIM}deployment_id": None},
    "a deployment id over 255": {f"{CLAIM}deployment_id": "d" * 256},
    "an unknown deployment": {f"{CLAIM}deployment_id": "launch-check-unknown"},
    "no resource link": {f"{CLAIM}resource_link": None},
    "no resource link id": {f"{CLAIM}resource_link": {"title": "no id"}},
    "sub over 255": {"sub": "s" * 256},
    "no target": {f"{CLAIM}target_link_uri": None},
    "a target on another host": {f"{CLAIM}target_link_uri": "https://evil.invalid/launch"},
    "a target with user information": {
        f"{CLAIM}target_link_uri": "https://tool@evil.invalid/launch"
    },
    "a deep link without settings": {
        f"{CLAIM}message_type": "LtiDeepLinkingRequest",
        f"{CLAIM}roles": [f"{CONTEXT_ROLE}Instructor"],
    },
    "a deep link back to another host": _deep_link("https://evil.invalid", "Instructor"),
    "a deep link by a learner": lambda c: _deep_link(c["iss"], "Learner"),
}


BAD_TOKENS: dict[str, Forge] = {
    "no kid": lambda p, c: with_algorithm(p, c, "RS256", kid=None),
    "an unknown kid": lambda p, c: p.sign(c, kid="stranger"),
    "another platform's kid and key": lambda p, c: p.sign(c, key="stranger", kid="stranger"),
    "a bad signature": lambda p, c: p.sign(c, key="stranger"),
    "alg none": unsigned,
    "HS256 with the public key": hs256_with_public_key,
    "RS384": lambda p, c: with_algorithm(p, c, "RS384"),
    "PS256": lambda p, c: with_algorithm(p, c, "PS256"),
    "its own key in the header": lambda p, c: p.sign(
        c, key="stranger", jwk={"kty": "RSA", "e": "AQAB", "n": "AQAB"}
    ),
    "a key set address in the header": lambda p, c: p.sign(
        c, key="stranger", jku="https://evil.invalid/keys"
    ),
    "a certificate address in the header": lambda p, c: p.sign(
        c, key="stranger", x5u="https://evil.invalid/cert"
    ),
    "a changed payload": lambda p, c: changed_payload(p.sign(c), {"sub": "somebody-else"}),
    "a token of two parts": lambda p, c: p.sign(c).rpartition(".")[0],
    "a token of four parts": lambda p, c: p.sign(c) + ".more",
    "no token at all": lambda *_: "not-a-token",
}

BAD_LOGINS: dict[str, dict[str, str | None]] = {
    "a login without iss": {"iss": None},
    "a login without login_hint": {"login_hint": None},
    "a login without target": {"target_link_uri": None},
    "a login of an unknown issuer": {"iss": "https://nobody.invalid"},
    "a login of an unknown client": {"client_id": "somebody-else"},
    "a login that leads elsewhere": {"target_link_uri": "https://evil.invalid/"},
}


def bad_cases() -> list[Case]:
    """Return the launches that must not come in."""
    return [
        *(Case(name, lets_in=False, run=_with_login(said)) for name, said in BAD_LOGINS.items()),
        *(Case(name, lets_in=False, run=_with_claims(said)) for name, said in BAD_CLAIMS.items()),
        *(Case(name, lets_in=False, run=run) for name, run in BAD_ROUNDS.items()),
        *(Case(name, lets_in=False, run=_with_token(said)) for name, said in BAD_TOKENS.items()),
    ]


def _used_twice(stage: Stage) -> Answer:
    browser = stage.browser()
    begun = stage.begin(browser)
    kept = dict(browser.cookies)
    token = stage.platform.sign(stage.platform.claims(begun.nonce))
    stage.launch(browser, begun, token)
    browser.cookies |= kept
    return stage.launch(browser, begun, token)


def _nonce_used_twice(stage: Stage) -> Answer:
    browser = stage.browser()
    begun = stage.begin(browser)
    kept = dict(browser.cookies)
    claims = stage.platform.claims(begun.nonce)
    stage.launch(browser, begun, stage.platform.sign(claims))
    browser.cookies |= kept
    other = stage.platform.sign({**claims, "sub": "somebody-else"})
    return stage.launch(browser, begun, other)


def _other_browser(stage: Stage) -> Answer:
    begun = stage.begin(stage.browser())
    stranger = stage.browser()
    stage.begin(stranger)
    token = stage.platform.sign(stage.platform.claims(begun.nonce))
    return stage.launch(stranger, begun, token)


def _other_logins_nonce(stage: Stage) -> Answer:
    browser = stage.browser()
    first, second = stage.begin(browser), stage.begin(browser)
    return stage.launch(browser, second, stage.platform.sign(stage.platform.claims(first.nonce)))


def _with_state(state: str | None) -> Callable[[Stage], Answer]:
    def run(stage: Stage) -> Answer:
        browser = stage.browser()
        begun = stage.begin(browser)
        token = stage.platform.sign(stage.platform.claims(begun.nonce))
        return stage.launch(browser, begun, token, state=state)

    return run


BAD_ROUNDS: dict[str, Callable[[Stage], Answer]] = {
    "a launch sent twice": _used_twice,
    "a nonce used twice, for another person": _nonce_used_twice,
    "a login begun in another browser": _other_browser,
    "a nonce of another login": _other_logins_nonce,
    "no state": _with_state(None),
    "an unknown state": _with_state("made-up"),
}
