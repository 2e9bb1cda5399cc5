"""One try to bring a score into a column: look first, send, look again."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from lti_tool.lti_errors import PlatformRefusal, PlatformUnavailable, SignInRefused
from lti_tool.models import Registration
from lti_tool.services.gradebook.ports import ResultReader
from lti_tool.services.gradebook.words import (
    OTHERS_GRADE,
    OVERRIDDEN,
    TEST_STUDENT,
    Seen,
    Standing,
    Verdict,
    refined,
    verdict_of,
)
from lti_tool.services.ports import Score, ScoreSender

TOLERANCE = 0.001
"""A gradebook rounds: grades this near are the same."""
NOT_READABLE = frozenset({400, 403, 404, 405})
"""Answers of a platform that shows no results, or not to us."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A score that is about to leave: everything that sending it needs.

    Attributes:
        tries: how often this score has been sent with this timestamp, with now.
        reads: whether we may look into the column.
        ours: scores that the column may have from us (0 to 1), or that the
            teacher lets ours replace.
    """

    row_id: UUID
    registration: Registration
    line_item_url: str
    score: Score
    tries: int
    reads: bool
    ours: tuple[float, ...]
    standing: Standing = "unknown"


@dataclass(frozen=True, slots=True)
class Delivery:
    """Tries to deliver parcels; never raises for what a platform does."""

    sender: ScoreSender
    results: ResultReader

    def __call__(self, parcel: Parcel) -> Verdict:
        """Return how the try ended; nothing is sent for a test student."""
        if parcel.standing == "test":
            return Verdict("not_gradable", TEST_STUDENT)
        try:
            seen = self._look(parcel)
            found = _at_first_sight(parcel, seen)
            if found is not None:
                return found
            score = _as_attempt(parcel, seen)
            self.sender.send(parcel.registration, parcel.line_item_url, score)
        except (PlatformRefusal, PlatformUnavailable) as error:
            # Who can look does not guess: the next try looks what arrived.
            repeated = parcel.tries > 1 and not parcel.reads
            return refined(verdict_of(error, repeated=repeated), parcel.standing)
        return self._after(parcel)

    def _look(self, parcel: Parcel) -> Seen | None:
        """Return what the column has; None if nobody may know.

        Raises:
            PlatformUnavailable: not now, so nothing may be sent now.
            SignInRefused: no token, or an old one.
        """
        if not parcel.reads:
            return None
        try:
            found = self.results.one(
                parcel.registration, parcel.line_item_url, parcel.score.user_id
            )
        except SignInRefused:
            raise
        except PlatformRefusal as refusal:
            if refusal.http_status in NOT_READABLE:
                return None
            if refusal.http_status == 401:
                raise
            raise PlatformUnavailable(str(refusal), http_status=refusal.http_status) from refusal
        return Seen(found)

    def _after(self, parcel: Parcel) -> Verdict:
        """Look whether the score counts: Moodle takes one and keeps a teacher's."""
        delivered = Verdict("delivered", "", sent=True)
        if not parcel.reads or _is_canvas(parcel.registration):
            return delivered
        try:
            seen = self._look(parcel)
        except (PlatformRefusal, PlatformUnavailable):
            return delivered  # the hourly look finds out
        if seen is None or seen.score is None or near(seen.score, parcel.score.given / 100):
            return replace(delivered, seen=seen)
        return Verdict("conflict", OVERRIDDEN, seen=seen, sent=True)


def near(one: float, other: float) -> bool:
    """Tell whether two grades are the same but for rounding."""
    return abs(one - other) <= TOLERANCE


def is_ours(score: float, known: Collection[float]) -> bool:
    """Tell whether a grade in the LMS is one of those."""
    return any(near(score, one) for one in known)


def _at_first_sight(parcel: Parcel, seen: Seen | None) -> Verdict | None:
    """Return the end of the try if nothing is to be sent."""
    if seen is None or seen.score is None:
        return None
    if near(seen.score, parcel.score.given / 100):
        return Verdict("delivered", "", seen=seen)
    if is_ours(seen.score, parcel.ours):
        return None
    return Verdict("conflict", OTHERS_GRADE, seen=seen)


def _as_attempt(parcel: Parcel, seen: Seen | None) -> Score:
    """Say whether this is the learner's first submission: Canvas counts them."""
    perhaps_there = parcel.tries > 1 and seen is None
    return replace(parcel.score, new_submission=parcel.score.new_submission and not perhaps_there)


def _is_canvas(registration: Registration) -> bool:
    return "canvas" in registration.product.lower()
