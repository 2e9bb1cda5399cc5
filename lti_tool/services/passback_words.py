"""What a platform's answer to a score means, in words for the teacher. Pure."""

from dataclasses import dataclass, replace
from typing import Literal

from lti_tool.lti_errors import PlatformRefusal, PlatformUnavailable, SignInRefused

Outcome = Literal["delivered", "not_gradable", "refused"]

_FOR_GOOD: dict[int, tuple[Outcome, str]] = {
    0: ("refused", "The gradebook's address is not one that Signpost may call."),
    400: ("refused", "The LMS did not take the score: is this person a student of the course?"),
    404: ("not_gradable", "The gradebook column or the student is no longer in the course."),
    410: ("not_gradable", "The gradebook column was removed."),
    422: ("not_gradable", "The LMS cannot grade this: a test student, or no attempts are left."),
}
_OTHERWISE = "The LMS refused the score (answer {status})."
_FORBIDDEN = "The LMS does not allow Signpost to write to this column."
_NO_TOKEN = "The LMS refused Signpost's sign-in: is the tool switched on there?"
_NEWER = "The LMS has a newer score for this student."
_SILENT = "The LMS does not answer."
_TROUBLED = "The LMS is in trouble (answer {status})."


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a try ended.

    Attributes:
        restamp: the next try needs a later timestamp.
    """

    kind: Literal["delivered", "not_gradable", "refused", "later"]
    detail: str
    retry_after_s: float | None = None
    restamp: bool = False


def verdict_of(error: PlatformRefusal | PlatformUnavailable, *, repeated: bool) -> Verdict:
    """Return what an error of a try means.

    A conflict (409) over a timestamp that was sent before means that the first
    one arrived; over a new timestamp, that the LMS has a later one.
    """
    status = error.http_status
    if isinstance(error, PlatformUnavailable):
        words = _TROUBLED.format(status=status) if status else _SILENT
        return Verdict("later", words, error.retry_after_s)
    if status == 409:
        if repeated:
            return Verdict("delivered", "")
        return Verdict("later", _NEWER, restamp=True)
    if status == 401 or isinstance(error, SignInRefused):
        return Verdict("later", _NO_TOKEN)
    if status == 403:
        return Verdict("refused", _FORBIDDEN)
    kind, words = _FOR_GOOD.get(status, ("refused", _OTHERWISE.format(status=status)))
    return Verdict(kind, words)


def give_up(verdict: Verdict) -> Verdict:
    """Return the final form of a verdict after the last try."""
    return replace(verdict, kind="refused") if verdict.kind == "later" else verdict
