"""What a platform's answer to a score means, in words for the teacher. Pure.

The words are kept in English and translated where they are shown.
"""

from dataclasses import dataclass, replace
from typing import Literal

from lti_tool.lti_errors import PlatformRefusal, PlatformUnavailable, SignInRefused

Outcome = Literal["delivered", "not_gradable", "refused"]
Standing = Literal["learner", "teacher", "left", "test", "unknown"]
"""What the course's roster says of a person, or their launch: a test student."""
LOCKED_AFTER = 12
"""A server error that comes so often is the column's, not the server's: over an hour."""


def N_(words: str) -> str:  # noqa: N802 - the name that collectors of words look for
    """Return the words as they are; marks them for translation."""
    return words


_FOR_GOOD: dict[int, tuple[Outcome, str]] = {
    0: ("refused", N_("The gradebook's address is not one that Signpost may call.")),
    400: ("refused", N_("The LMS did not take the score: is this person a student of the course?")),
    403: ("refused", N_("The LMS does not allow Signpost to write to this column.")),
    404: (
        "not_gradable",
        N_("The gradebook column or the student is no longer in the course."),
    ),
    410: ("not_gradable", N_("The gradebook column was removed.")),
    422: (
        "not_gradable",
        N_("The LMS cannot grade this: a test student, or no attempts are left."),
    ),
}
_OTHERWISE: tuple[Outcome, str] = ("refused", N_("The LMS refused the score."))
_OF_STANDING = {
    "teacher": N_("This person teaches the course: the LMS keeps no grade for them."),
    "left": N_("This person is no longer in the course."),
}
_NO_SIGN_IN = N_("The LMS refused Signpost's sign-in: is the tool switched on there?")
_NEWER = N_("The LMS has a newer score for this student.")
_SILENT = N_("The LMS does not answer.")
_TROUBLED = N_("The LMS answers with an error of its own.")
_LOCKED = N_("The LMS answers with an error each time: is the column locked, or the course closed?")
TEST_STUDENT = N_("This is the test student of the LMS, who has no grades: nothing is sent.")
OTHERS_GRADE = N_(
    "The LMS has a grade that Signpost did not send: a teacher's own, or one with a deduction."
)
OVERRIDDEN = N_(
    "The LMS took the score but keeps the teacher's grade: take the override off in its gradebook."
)
KEPT = N_("The grade of the LMS stays: a teacher decided so.")
GONE = N_("The LMS shows no grade any more: it was removed there.")
UNREAD = N_("The LMS does not let Signpost read its grades.")


@dataclass(frozen=True, slots=True)
class Seen:
    """What the LMS has: 0 to 1 of its maximum, or None for no grade."""

    score: float | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a try ended.

    Attributes:
        restamp: the next try needs a later timestamp.
        http_status: of the answer that decided; 0 for none.
        seen: what the LMS has now, if it was asked.
        sent: the score itself was taken, whatever became of it.
    """

    kind: Literal["delivered", "conflict", "not_gradable", "refused", "later"]
    detail: str
    retry_after_s: float | None = None
    restamp: bool = False
    http_status: int = 0
    seen: Seen | None = None
    sent: bool = False


def verdict_of(error: PlatformRefusal | PlatformUnavailable, *, repeated: bool) -> Verdict:
    """Return what an error of a try means.

    A conflict (409) over a timestamp that was sent before means that the first
    one arrived, where nobody can look; over a new timestamp, that the LMS has a
    later one. A caller that has looked says `repeated=False`.
    """
    status = error.http_status
    if isinstance(error, PlatformUnavailable):
        words = _TROUBLED if status else _SILENT
        return Verdict("later", words, error.retry_after_s, http_status=status)
    if status == 409:
        if repeated:
            return Verdict("delivered", "", sent=True)
        return Verdict("later", _NEWER, restamp=True, http_status=status)
    if status == 401 or isinstance(error, SignInRefused):
        return Verdict("later", _NO_SIGN_IN, http_status=status)
    kind, words = _FOR_GOOD.get(status, _OTHERWISE)
    return Verdict(kind, words, http_status=status)


def refined(verdict: Verdict, standing: Standing) -> Verdict:
    """Return a final no with the reason that the roster gives for it."""
    if verdict.kind not in {"refused", "not_gradable"} or verdict.http_status not in {
        400,
        404,
        422,
    }:
        return verdict
    words = _OF_STANDING.get(standing)
    return replace(verdict, kind="not_gradable", detail=words) if words else verdict


def is_final(verdict: Verdict, tries: int, most: int) -> bool:
    """Tell whether another try makes no sense."""
    if verdict.kind != "later":
        return True
    return tries >= (LOCKED_AFTER if verdict.http_status == 500 else most)


def give_up(verdict: Verdict) -> Verdict:
    """Return the final form of a verdict after the last try."""
    if verdict.kind != "later":
        return verdict
    words = _LOCKED if verdict.http_status == 500 else verdict.detail
    return replace(verdict, kind="refused", detail=words)
