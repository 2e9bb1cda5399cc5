"""HTTP to platforms: short, bounded, and only where it may go.

Platform addresses come from outside (a registration, a launch), so every call
is guarded: https only, no private address, no redirect, a time-out and a limit
on the answer's size. `Settings.platform_hosts_allowed` names the exceptions.
"""

import ipaddress
import json
import socket
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit

import httpx

from lti_tool.lti_errors import PlatformRefusal, PlatformUnavailable

MAX_ANSWER_BYTES = 2_000_000
LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
Resolve = Callable[[str, int], list[str]]


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


@dataclass(frozen=True, slots=True)
class HostRules:
    """Which addresses may be platforms.

    `allowed` holds hosts, or host:port, that may be private or without TLS.
    """

    allowed: frozenset[str] = frozenset()

    @classmethod
    def of(cls, hosts: Collection[str]) -> "HostRules":
        """Return the rules with these exceptions."""
        return cls(frozenset(host.lower() for host in hosts))

    def excepts(self, split: SplitResult) -> bool:
        """Tell whether the settings allow this host whatever it is."""
        host = (split.hostname or "").lower()
        return host in self.allowed or split.netloc.lower() in self.allowed

    def check(self, url: object) -> str:
        """Return the URL if it may be called, else say why not.

        Raises:
            PlatformRefusal: no absolute https address, user information in it,
                or a literal private address.
        """
        if not isinstance(url, str) or len(url) > 2_000 or not url.isprintable() or " " in url:
            raise PlatformRefusal("not an address")
        try:
            split = urlsplit(url)
            _ = split.port
        except ValueError as error:
            raise PlatformRefusal(f"not an address: {error}") from error
        if not split.hostname or split.username is not None or "\\" in url:
            raise PlatformRefusal(f"not a plain address: {url}")
        if self.excepts(split) and split.scheme in {"http", "https"}:
            return url
        if split.scheme != "https":
            raise PlatformRefusal(f"only https is allowed: {url}")
        if _is_literal(split.hostname) and not is_public(split.hostname):
            raise PlatformRefusal(f"a private address: {url}")
        return url

    def permits(self, url: object) -> bool:
        """Tell whether `check` would return."""
        try:
            self.check(url)
        except PlatformRefusal:
            return False
        return True


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_public(address: str) -> bool:
    """Tell whether an IP address is on the public internet."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_global and not (mapped or parsed).is_multicast


@dataclass
class PinnedTransport(httpx.BaseTransport):
    """Connects to the address that was checked, so DNS cannot change its mind."""

    rules: HostRules
    inner: httpx.BaseTransport = field(default_factory=lambda: httpx.HTTPTransport(retries=0))
    resolve: Resolve = resolve

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request to a checked address of its host."""
        host = request.url.host
        if self.rules.excepts(urlsplit(str(request.url))):
            return self.inner.handle_request(request)
        port = request.url.port or 443
        try:
            addresses = self.resolve(host, port)
        except OSError as error:
            raise httpx.ConnectError(f"{host} has no address", request=request) from error
        if not addresses or not all(is_public(address) for address in addresses):
            raise PlatformRefusal(f"{host} is at a private address")
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=addresses[0])
        return self.inner.handle_request(request)

    def close(self) -> None:
        """Close the connections."""
        self.inner.close()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a platform answered: status, headers, bytes."""

    status: int
    headers: httpx.Headers
    body: bytes

    def json(self) -> Any:
        """Return the body as JSON.

        Raises:
            PlatformRefusal: it is none.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise PlatformRefusal("the answer is not JSON", self.status) from error


class PlatformHttp:
    """Calls platforms by the rules of this module."""

    def __init__(
        self, rules: HostRules, *, timeout_s: float, transport: httpx.BaseTransport | None = None
    ) -> None:
        """Prepare a client; `transport` replaces the network in tests."""
        self.rules = rules
        self._client = httpx.Client(
            transport=transport or PinnedTransport(rules),
            timeout=timeout_s,
            follow_redirects=False,
            headers={"User-Agent": "Signpost"},
            trust_env=False,
        )

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Return the answer to a GET. Raises as `send` does."""
        return self.send("GET", url, headers=headers)

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Answer:
        """Return a 2xx answer.

        Raises:
            PlatformRefusal: a 3xx or 4xx answer, one too large, or an address
                that may not be called.
            PlatformUnavailable: no answer, 5xx, 408, 425 or 429.
        """
        self.rules.check(url)
        sent = self._client.build_request(
            method, url, headers=headers, content=content, data=dict(form) if form else None
        )
        try:
            response = self._client.send(sent, stream=True)
            try:
                body = _bounded(response)
            finally:
                response.close()
        except httpx.HTTPError as error:
            raise PlatformUnavailable(f"{type(error).__name__}: {error}") from error
        return _judged(Answer(response.status_code, response.headers, body))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def _bounded(response: httpx.Response) -> bytes:
    parts, size = [], 0
    for part in response.iter_bytes():
        size += len(part)
        if size > MAX_ANSWER_BYTES:
            raise PlatformRefusal("the answer is too large", response.status_code)
        parts.append(part)
    return b"".join(parts)


def _judged(answer: Answer) -> Answer:
    if 200 <= answer.status < 300:
        return answer
    said = answer.body[:200].decode(errors="replace")
    if answer.status in LATER or answer.status >= 500:
        raise PlatformUnavailable(
            f"answered {answer.status}: {said}",
            retry_after_s=_retry_after_s(answer.headers.get("Retry-After")),
            http_status=answer.status,
        )
    raise PlatformRefusal(f"answered {answer.status}: {said}", answer.status)


def _retry_after_s(value: str | None) -> float | None:
    """Read Retry-After, in seconds or as a date (RFC 9110, section 10.2.3)."""
    if not value:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
