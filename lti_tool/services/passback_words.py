"""What a platform's answer to a score means, in words for the teacher. Pure.

The words are kept in English and translated where they are shown.
"""

from dataclasses import dataclass, replace
from typing import Literal

from lti_tool.lti_errors import PlatformRefusal, PlatformUnavailable, SignInRefused

Outcome = Literal["delivered", "not_gradable", "refused"]


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
_NO_SIGN_IN = N_("The LMS refused Signpost's sign-in: is the tool switched on there?")
_NEWER = N_("The LMS has a newer score for this student.")
_SILENT = N_("The LMS does not answer.")
_TROUBLED = N_("The LMS answers with an error of its own.")


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
        return Verdict("later", _TROUBLED if status else _SILENT, error.retry_after_s)
    if status == 409:
        if repeated:
            return Verdict("delivered", "")
        return Verdict("later", _NEWER, restamp=True)
    if status == 401 or isinstance(error, SignInRefused):
        return Verdict("later", _NO_SIGN_IN)
    kind, words = _FOR_GOOD.get(status, _OTHERWISE)
    return Verdict(kind, words)


def give_up(verdict: Verdict) -> Verdict:
    """Return the final form of a verdict after the last try."""
    return replace(verdict, kind="refused") if verdict.kind == "later" else verdict
