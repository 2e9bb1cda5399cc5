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
_NEXT = re.compile(r"<([^>]*)>((?:\s*;[^,<]*)*)")


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
        """Yield the JSON of each page, following next links on the same origin only.

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
            yield answer.json()
            page = next_link(answer.headers.get_list("Link"), page)


def next_link(headers: list[str], current: str) -> str | None:
    """Return the next page's address as it is written (RFC 8288).

    Raises:
        PlatformRefusal: it is on another origin: the token would leak.
    """
    for header in headers:
        for target, parameters in _NEXT.findall(header):
            if re.search(r';\s*rel\s*=\s*"?[^";]*\bnext\b', parameters, re.IGNORECASE):
                found = urljoin(current, str(target))
                if _origin(found) != _origin(current):
                    raise PlatformRefusal("the next page is on another host")
                return found
    return None


def _origin(url: str) -> tuple[str, str]:
    split = urlsplit(url)
    return split.scheme, split.netloc.lower()
