"""The platform's key, and the key sets of tools."""

import stat
from pathlib import Path
from unittest.mock import create_autospec

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from deploy.demo_lms.keys import load_or_make_key
from deploy.demo_lms.toolkeys import HttpKeySetSource, ToolSignatureError, ToolVerifier
from tests.deploy.demo_lms.fake_tool import TOOL, FakeTool

JWKS = f"{TOOL}/jwks"


def answers(monkeypatch: pytest.MonkeyPatch, reply: httpx.Response | Exception) -> None:
    get = create_autospec(httpx.get)
    if isinstance(reply, Exception):
        get.side_effect = reply
    else:
        reply.request = httpx.Request("GET", JWKS)
        get.return_value = reply
    monkeypatch.setattr(httpx, "get", get)


def test_the_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "key.pem"
    first = load_or_make_key(path)
    assert load_or_make_key(path).kid == first.kid
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["key.pem"]


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(
        ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    with pytest.raises(TypeError, match="RSA"):
        load_or_make_key(path)


def test_the_published_key_has_no_private_part(tool: FakeTool) -> None:
    [key] = tool.key.jwks()["keys"]
    assert set(key) == {"kty", "use", "alg", "kid", "n", "e"}


def test_a_tools_key_set_is_fetched(monkeypatch: pytest.MonkeyPatch, tool: FakeTool) -> None:
    answers(monkeypatch, httpx.Response(200, json=tool.key.jwks()))
    assert HttpKeySetSource(1.0)(JWKS) == tool.key.jwks()


@pytest.mark.parametrize(
    "reply",
    [
        httpx.ConnectError("no"),
        httpx.ReadTimeout("slow"),
        httpx.Response(500),
        httpx.Response(302, headers={"Location": "http://169.254.169.254/"}),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, content=b" " * 300_000),
    ],
)
def test_a_key_set_that_cannot_be_used_is_said_so(
    monkeypatch: pytest.MonkeyPatch, reply: httpx.Response | Exception
) -> None:
    answers(monkeypatch, reply)
    with pytest.raises(ToolSignatureError, match="key set"):
        HttpKeySetSource(1.0)(JWKS)


def test_a_token_with_an_unknown_or_no_key_is_refused(tool: FakeTool) -> None:
    token = tool.key.sign({"aud": "us"})
    empty = ToolVerifier(lambda _: {"keys": []})
    with pytest.raises(ToolSignatureError):
        empty(token, JWKS, ["us"], [])
    other = dict(tool.key.jwks()["keys"][0], kid="other")
    with pytest.raises(ToolSignatureError, match="has no key"):
        ToolVerifier(lambda _: {"keys": [other]})(token, JWKS, ["us"], [])


def test_a_token_signed_with_a_shared_secret_is_refused(tool: FakeTool) -> None:
    public = tool.key.jwks()["keys"][0]["n"]
    token = jwt.encode({"aud": "us"}, public, algorithm="HS256", headers={"kid": tool.key.kid})
    with pytest.raises(ToolSignatureError, match="alg value"):
        ToolVerifier(tool)(token, JWKS, ["us"], [])
