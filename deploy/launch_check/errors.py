"""What can end a check or one of its cases."""

import httpx


class CheckError(Exception):
    """Base of the check's errors."""


class NotRegistered(CheckError):
    """The tool did not take this check's platform in."""


class LoginRefused(CheckError):
    """The tool answered a login with a page instead of going on."""

    def __init__(self, answer: httpx.Response) -> None:
        """Keep the answer: it is the case's verdict."""
        super().__init__(f"the login was answered with {answer.status_code}")
        self.answer = answer
