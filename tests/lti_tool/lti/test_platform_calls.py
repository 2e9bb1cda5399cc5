"""Calls to platforms: guarded addresses, tokens, pages."""

from datetime import timedelta

import httpx
import jwt
import pytest
from sqlalchemy import select

from lti_tool.adapters.database import Database
from lti_tool.adapters.nrps import ROSTER_SCOPE, NrpsRoster
from lti_tool.adapters.platform_client import PlatformClient, next_link
from lti_tool.adapters.platform_http import HostRules, PinnedTransport, PlatformHttp
from lti_tool.adapters.secret_box import SecretBox
from lti_tool.adapters.tokens import Tokens
from lti_tool.lti_errors import PlatformRefusal, PlatformUnavailable
from lti_tool.models import AccessToken, Registration
from lti_tool.services.keys import Keys
from tests.fakes.door import registration
from tests.fakes.lms import CLIENT, ISSUER, ROSTER, FakeClock, FakeLms

SCOPES = ["scope-b", "scope-a"]


@pytest.fixture
def keys(clock: FakeClock) -> Keys:
    return Keys(SecretBox("s" * 32), clock)


@pytest.fixture
def http(lms: FakeLms) -> PlatformHttp:
    return PlatformHttp(HostRules(), timeout_s=1, transport=httpx.MockTransport(lms.handle))


@pytest.fixture
def tokens(database: Database, http: PlatformHttp, keys: Keys, clock: FakeClock) -> Tokens:
    return Tokens(database, http, keys, SecretBox("s" * 32), clock)


@pytest.fixture
def client(http: PlatformHttp, tokens: Tokens) -> PlatformClient:
    return PlatformClient(http, tokens)


def test_a_token_is_asked_for_once_and_kept_until_it_expires(
    tokens: Tokens, lms: FakeLms, clock: FakeClock
) -> None:
    for _ in range(3):
        assert tokens.token(registration(), SCOPES) == "secret-token"
    tokens.token(registration(), list(reversed(SCOPES)))
    assert lms.count("/token") == 1
    clock.now += timedelta(seconds=3_571)
    tokens.token(registration(), SCOPES)
    assert lms.count("/token") == 2


@pytest.mark.parametrize(
    "other", [registration(client_id="client-2"), registration("https://other.example")]
)
def test_no_client_gets_another_clients_token(
    other: Registration, tokens: Tokens, lms: FakeLms
) -> None:
    tokens.token(registration(), SCOPES)
    tokens.token(other, SCOPES)
    tokens.token(registration(), ["scope-c"])
    assert lms.count("/token") == 3


def test_a_token_lies_encrypted(tokens: Tokens, database: Database) -> None:
    tokens.token(registration(), SCOPES)
    with database.read() as session:
        [row] = session.scalars(select(AccessToken))
    assert b"secret-token" not in row.token


def test_an_assertion_is_backdated_and_signed_by_us(
    tokens: Tokens, lms: FakeLms, keys: Keys, database: Database, clock: FakeClock
) -> None:
    tokens.token(registration(), SCOPES)
    [call] = lms.calls
    form = dict(httpx.QueryParams(call.content.decode()))
    with database.read() as session:
        [key] = jwt.PyJWKSet.from_dict(keys.public_set(session)).keys
    claims = jwt.decode(
        form["client_assertion"],
        key,
        ["RS256"],
        audience=f"{ISSUER}/token",
        options={"verify_exp": False},
    )
    assert (claims["iss"], claims["sub"]) == (CLIENT, CLIENT)
    assert claims["iat"] < clock().timestamp() < claims["exp"]
    assert form["scope"] == "scope-a scope-b"


def test_pages_are_read_to_the_end_as_they_are_written(
    client: PlatformClient, lms: FakeLms
) -> None:
    second = f"{ISSUER}/Members/Page2?Token=AbC"
    lms.pages["/members"] = httpx.Response(
        200,
        json={"members": [{"user_id": "1", "name": "Ana", "roles": ["Learner"]}]},
        headers={"Link": f'<{ISSUER}/members?p=0>; rel="prev", <{second}>; rel="next"'},
    )
    lms.pages["/Members/Page2"] = httpx.Response(
        200,
        json={
            "members": [
                {"user_id": "2", "given_name": "Bo", "family_name": "Li", "status": "Inactive"},
                {"user_id": "1", "name": "Ana", "roles": ["Learner"]},
                {"name": "nobody"},
            ]
        },
    )
    found = NrpsRoster(client).members(registration(), ROSTER)
    assert [(member.subject, member.name, member.active) for member in found] == [
        ("1", "Ana", True),
        ("2", "Bo Li", False),
    ]
    assert str(lms.calls[-1].url) == second
    assert "limit=100" in str(lms.calls[-2].url)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/members",
        "http://lms.example/members",
        "//evil.example/x",
        "https://169.254.169.254/latest",
    ],
)
def test_a_next_page_elsewhere_is_never_followed(
    target: str, client: PlatformClient, lms: FakeLms
) -> None:
    lms.pages["/members"] = httpx.Response(
        200, json={"members": []}, headers={"Link": f'<{target}>; rel="next"'}
    )
    with pytest.raises(PlatformRefusal):
        NrpsRoster(client).members(registration(), ROSTER)
    assert {call.url.host for call in lms.calls} == {"lms.example"}


def test_pages_that_lead_in_a_circle_end(client: PlatformClient, lms: FakeLms) -> None:
    lms.pages["/members"] = httpx.Response(
        200, json={"members": []}, headers={"Link": '<?limit=100>; rel="next"'}
    )
    with pytest.raises(PlatformRefusal):
        list(client.pages(registration(), ROSTER_SCOPE, f"{ROSTER}?limit=100", media_type="x/y"))
    assert lms.count("/members") == 1


def test_a_link_header_without_a_next_page_ends_it() -> None:
    assert next_link(['<https://lms.example/a>; rel="last"'], "https://lms.example/") is None


def test_a_platform_in_trouble_is_told_from_one_that_refuses(
    http: PlatformHttp, lms: FakeLms
) -> None:
    lms.pages["/x"] = httpx.Response(503, headers={"Retry-After": "7"})
    with pytest.raises(PlatformUnavailable) as later:
        http.get(f"{ISSUER}/x")
    assert later.value.retry_after_s == 7
    lms.pages["/x"] = httpx.Response(403)
    with pytest.raises(PlatformRefusal) as refusal:
        http.get(f"{ISSUER}/x")
    assert refusal.value.http_status == 403


def test_a_connection_goes_to_the_address_that_was_checked() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    transport = PinnedTransport(
        HostRules(), httpx.MockTransport(answer), lambda _host, _port: ["93.184.216.34"]
    )
    PlatformHttp(HostRules(), timeout_s=1, transport=transport).get(f"{ISSUER}/keys")
    [request] = seen
    assert request.url.host == "93.184.216.34"
    assert request.headers["Host"] == "lms.example"
    assert request.extensions["sni_hostname"] == "lms.example"


@pytest.mark.parametrize(
    "addresses",
    [["10.0.0.1"], ["127.0.0.1"], ["::1"], ["93.184.216.34", "192.168.1.1"], ["224.0.0.1"], []],
)
def test_a_name_of_a_private_address_is_not_called(addresses: list[str]) -> None:
    transport = PinnedTransport(
        HostRules(), httpx.MockTransport(lambda _: httpx.Response(200)), lambda *_: addresses
    )
    with pytest.raises(PlatformRefusal):
        PlatformHttp(HostRules(), timeout_s=1, transport=transport).get(f"{ISSUER}/keys")


def test_a_host_without_an_address_is_out_of_reach() -> None:
    def nowhere(_host: str, _port: int) -> list[str]:
        raise OSError("no such name")

    transport = PinnedTransport(
        HostRules(), httpx.MockTransport(lambda _: httpx.Response(200)), nowhere
    )
    with pytest.raises(PlatformUnavailable):
        PlatformHttp(HostRules(), timeout_s=1, transport=transport).get(f"{ISSUER}/keys")


def test_an_allowed_host_may_be_private_and_plain() -> None:
    rules = HostRules.of(["127.0.0.1:8090", "campus.local"])
    assert rules.permits("http://127.0.0.1:8090/lti/jwks")
    assert rules.permits("http://campus.local:1234/x")
    assert not rules.permits("http://127.0.0.1:9000/")
    assert not rules.permits("ftp://campus.local/")
    assert not rules.permits("http://user@campus.local/")
