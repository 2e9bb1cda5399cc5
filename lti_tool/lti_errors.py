"""Refusals of the LTI side, under the tool's error tree.

ToolError
├── PermanentError
│   ├── LaunchRefused        4xx: a login or launch that must not come in
│   ├── RegistrationRefused  422: a platform that cannot be registered
│   ├── DeepLinkRefused      422: a choice that the platform would not take
│   └── PlatformRefusal      the platform said no to a call of ours, for good
│       └── SignInRefused    it gave no access token: often only for a while
└── TransientError
    └── PlatformUnavailable  the platform did not answer, or said "later"
"""

import secrets
from collections.abc import Mapping

from lti_tool.errors import PermanentError, TransientError


class LaunchRefused(PermanentError):
    """A login or launch that must not come in.

    Attributes:
        code: names the words that the page shows.
        details: issuer, client and the like, as the platform said them; shown
            to the person, so never anything secret.
        reference: found again in the log.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int = 400,
        details: Mapping[str, str] | None = None,
    ) -> None:
        """Say which rule was broken, for the log."""
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.details = dict(details or {})
        self.reference = secrets.token_hex(4)


class RegistrationRefused(PermanentError):
    """A platform that cannot be registered, with the reason in `code`."""

    status = 422

    def __init__(self, code: str, message: str) -> None:
        """Say which rule was broken, for the log."""
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.reference = secrets.token_hex(4)


class DeepLinkRefused(PermanentError):
    """A choice of activities that the platform would not take."""

    status = 422


class PlatformRefusal(PermanentError):
    """The platform said no to a call of ours.

    Attributes:
        http_status: what it answered; 0 when we refused to call at all.
    """

    def __init__(self, message: str, http_status: int = 0) -> None:
        """Keep the answer's status beside the words."""
        super().__init__(message)
        self.http_status = http_status


class SignInRefused(PlatformRefusal):
    """The platform gave no access token: a tool not switched on yet, perhaps."""


class PlatformUnavailable(TransientError):
    """The platform did not answer, or asked to come back later.

    Attributes:
        retry_after_s: how long it asked us to wait, if it said.
        http_status: what it answered; 0 for none.
    """

    def __init__(
        self, message: str, *, retry_after_s: float | None = None, http_status: int = 0
    ) -> None:
        """Keep the wait that the platform asked for."""
        super().__init__(message)
        self.retry_after_s = retry_after_s
        self.http_status = http_status
