"""Refusals of the admin pages, under the tool's error tree.

ToolError
└── PermanentError
    ├── SignInNeeded     401: nobody is signed in, or no longer
    ├── SignInFailed     401: wrong e-mail, password, link or code
    └── AdminRefused     422: what an administrator asked breaks a rule
"""

from lti_tool.errors import PermanentError


class SignInNeeded(PermanentError):
    """Nobody is signed in, or no longer: sign in again."""

    status = 401


class SignInFailed(PermanentError):
    """Signing in failed.

    Attributes:
        code: names the sentence that the page shows; it never tells whether an
            account exists.
    """

    status = 401

    def __init__(self, code: str, message: str = "") -> None:
        """Name the sentence, and say more for the log."""
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code


class AdminRefused(PermanentError):
    """What an administrator asked breaks a rule, named by its code."""

    status = 422

    def __init__(self, code: str) -> None:
        """Name the rule that was broken."""
        super().__init__(code)
        self.code = code
