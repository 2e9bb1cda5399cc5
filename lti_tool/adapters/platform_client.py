"""Calls platform services with an access token, and pages to the end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from lti_tool.adapters.platform_http import Answer, PlatformHttp
from lti_tool.adapters.tokens import Tokens
from lti_tool.lti_errors import PlatformRefusal
from lti_tool.models import Registration

MAX_PAGES = 200
_LINK = re.compile(r"<([^>]*)>((?:\s*;[^,<]*)*)")


@dataclass(frozen=True, slots=True)
class PlatformClient:
    """Sends authorised requests for one registration at a time."""

    http: PlatformHttp
    tokens: Tokens

    def send(
        self,
        registration: Registration,
        scope: str,
        method: str,
        url: str,
        *,
        media_type: str,
        content: bytes | None = None,
    ) -> Answer:
        """Return a 2xx answer; a token that is refused is asked for anew, once.

        Raises:
            PlatformRefusal: for good.
            PlatformUnavailable: try again later.
        """
        self.http.rules.check(url)
        kind = "Accept" if content is None else "Content-Type"
        for last in (False, True):
            token = self.tokens.token(registration, [scope])
            headers = {"Authorization": f"Bearer {token}", kind: media_type}
            try:
                return self.http.send(method, url, headers=headers, content=content)
            except PlatformRefusal as refusal:
                if refusal.http_status != 401:
                    raise
                self.tokens.forget(registration, [scope])
                if last:
                    raise
        raise AssertionError("unreachable")

    def pages(
        self, registration: Registration, scope: str, url: str, *, media_type: str
    ) -> Iterator[Any]:
        """Yield the JSON of each page. Raises as `answers` does."""
        for _, answer in self.answers(registration, scope, url, media_type=media_type):
            yield answer.json()

    def answers(
        self, registration: Registration, scope: str, url: str, *, media_type: str
    ) -> Iterator[tuple[str, Answer]]:
        """Yield each page with its address, by next links on the same origin only.

        Raises:
            PlatformRefusal: a next link leads elsewhere or round in circles.
        """
        seen: set[str] = set()
        page: str | None = url
        while page is not None:
            if page in seen or len(seen) >= MAX_PAGES:
                raise PlatformRefusal("the pages never end")
            seen.add(page)
            answer = self.send(registration, scope, "GET", page, media_type=media_type)
            yield page, answer
            page = next_link(answer.headers.get_list("Link"), page)


def next_link(headers: list[str], current: str) -> str | None:
    """Return the next page's address as it is written (RFC 8288).

    Raises:
        PlatformRefusal: it is on another origin: the token would leak.
    """
    return related(headers, current, "next")


def related(headers: list[str], current: str, relation: str) -> str | None:
    """Return the address of a relation that a page's Link headers name.

    Raises:
        PlatformRefusal: it is on another origin: the token would leak.
    """
    wanted = rf';\s*rel\s*=\s*"?[^";]*\b{re.escape(relation)}\b'
    for header in headers:
        for target, parameters in _LINK.findall(header):
            if re.search(wanted, parameters, re.IGNORECASE):
                found = urljoin(current, str(target))
                if _origin(found) != _origin(current):
                    raise PlatformRefusal(f"the {relation} page is on another host")
                return found
    return None


def _origin(url: str) -> tuple[str, str]:
    split = urlsplit(url)
    return split.scheme, split.netloc.lower()
