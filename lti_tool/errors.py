"""Errors of the tool, split by what the caller does about them.

ToolError
├── PermanentError          4xx: asking again changes nothing
│   ├── NotFound            404: no such thing for this launch
│   ├── NotAllowed          403: the launch's role may not do this
│   ├── LaunchExpired       401: open the activity again from the course
│   ├── NotOurPage          403: a form that another site sent
│   ├── Refused             422: what a person sent breaks a rule, in words
│   └── CannotApply         an event tells of work that is not here: dead letter
└── TransientError          503: try again later
    ├── ReportsUnavailable  the warehouse does not answer
    └── BrokerUnavailable   Kafka does not answer: keep the events, try again
"""


class ToolError(Exception):
    """Base of all errors of the tool."""


class PermanentError(ToolError):
    """Asking again changes nothing."""

    status = 400


class NotFound(PermanentError):
    """There is no such thing for this launch."""

    status = 404


class NotAllowed(PermanentError):
    """The launch's role may not do this."""

    status = 403


class LaunchExpired(PermanentError):
    """The page's launch is over or was never there: open it from the course."""

    status = 401


class NotOurPage(PermanentError):
    """A form came from a page of another site."""

    status = 403


class Refused(PermanentError):
    """What a person sent breaks a rule.

    Attributes:
        code: names the sentence that the page shows.
        field: the form field at fault, or empty.
        facts: numbers and names that fill the sentence.
    """

    status = 422

    def __init__(self, code: str, field: str = "", **facts: object) -> None:
        """Name the rule that was broken."""
        super().__init__(code)
        self.code = code
        self.field = field
        self.facts = facts


class CannotApply(PermanentError):
    """An event tells of work that the SQL state does not have."""


class TransientError(ToolError):
    """Try again later."""

    status = 503


class ReportsUnavailable(TransientError):
    """The warehouse does not answer; everything else goes on."""


class BrokerUnavailable(TransientError):
    """Kafka does not answer; nothing is lost, the events wait."""
