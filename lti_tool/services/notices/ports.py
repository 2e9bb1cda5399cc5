"""What notices need from outside."""

from collections.abc import Mapping
from typing import Any, Protocol

from lti_tool.models import Registration


class NoticeReader(Protocol):
    """Reads signed notices."""

    def peek(self, token: str) -> Mapping[str, Any]:
        """Return the claims of a token unchecked, to find whose it is.

        Raises:
            LaunchRefused: it is no token, or its header is not plain RS256.
        """

    def verify(self, token: str, registration: Registration) -> dict[str, Any]:
        """Return the claims that the platform's key signed.

        Raises:
            LaunchRefused: it did not, or its keys are out of reach.
        """


class NoticeHandlers(Protocol):
    """Tells a platform where its notices go."""

    def subscribe(
        self, registration: Registration, service_url: str, kind: str, handler: str
    ) -> None:
        """Ask for notices of a kind.

        Raises:
            PlatformRefusal: it said no.
            PlatformUnavailable: try again later.
        """
