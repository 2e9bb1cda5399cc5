"""Talks to a platform's registration endpoints (Dynamic Registration 1.0)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lti_tool.adapters.platform_http import PlatformHttp


@dataclass(frozen=True, slots=True)
class HttpPlatforms:
    """Reads configurations and posts registrations by HTTP."""

    http: PlatformHttp

    def check(self, url: object) -> str:
        """Return an address that may be called; PlatformRefusal if it may not."""
        return self.http.rules.check(url)

    def read(self, url: str, bearer: str | None) -> object:
        """Return the JSON at an address; Canvas wants the token here already."""
        answer: object = self.http.get(url, _headers(bearer)).json()
        return answer

    def register(self, url: str, bearer: str | None, body: Mapping[str, Any]) -> object:
        """Post a registration and return the JSON answer."""
        headers = {**_headers(bearer), "Content-Type": "application/json"}
        content = json.dumps(body).encode()
        answer: object = self.http.send("POST", url, headers=headers, content=content).json()
        return answer


def _headers(bearer: str | None) -> dict[str, str]:
    headers = {"Accept": "application/json"}
    if bearer:
        headers["Authorization"] = f"Bearer {bearer}"
    return headers
