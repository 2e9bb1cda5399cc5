"""Refusals of the demo LMS.

LmsError
├── PageRefusal      a browser sees a page with the title and what to do
├── OAuthRefusal     a tool's server sees RFC 6749 JSON (token, registration)
└── ServiceRefusal   a tool's server sees a JSON problem (AGS, NRPS)
"""


class LmsError(Exception):
    """Say no, with a status and a sentence."""

    def __init__(self, status: int, detail: str) -> None:
        """Keep the HTTP status and the sentence that explains it."""
        super().__init__(detail)
        self.status = status
        self.detail = detail


class PageRefusal(LmsError):
    """Refuse a browser with a page."""

    def __init__(self, status: int, title: str, detail: str) -> None:
        """Keep a headline and a sentence that says what to do."""
        super().__init__(status, detail)
        self.title = title


class OAuthRefusal(LmsError):
    """Refuse a token or registration request with an OAuth error code."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        """Keep the OAuth error code beside the sentence."""
        super().__init__(status, detail)
        self.code = code


class ServiceRefusal(LmsError):
    """Refuse a grade or roster request."""
