"""What each strictness would have done with a course's own answers, so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analytics.grading.monitors import Share
from analytics.grading.release import ReleaseTable, Strictness
from lti_tool.models import Attempt, DecidedAnswer, Decision, Launch, SecondMark
from lti_tool.services.marking.giving import label_of

FEWEST_READ = 30
"""With fewer answers that a model read, a share says nothing, and none is stated."""

FEWEST_MARKED = 20
"""With fewer marked ones, no accuracy is stated."""

MARKED_MAX = 2_000


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """What a strictness would have meant for answers in one language of a course.

    Attributes:
        released: answers that would have gone out at once, of those a model read.
        right: of those that a person marked, where both find that the answer earns
            the marks, or that it does not. Teachers mark the doubtful ones first, so
            that the accuracy of all is rather higher.
    """

    released: Share
    right: Share

    @property
    def enough(self) -> bool:
        """Tell whether the share says anything."""
        return self.released.of >= FEWEST_READ

    @property
    def enough_marked(self) -> bool:
        """Tell whether the accuracy says anything."""
        return self.right.of >= FEWEST_MARKED


def own_figures(
    session: Session,
    launch: Launch,
    bank_ids: Sequence[str],
    thresholds: Mapping[Strictness, float],
) -> dict[Strictness, OwnFigures]:
    """Return for each strictness what it would have done in the launch's course.

    Args:
        session: To read by.
        launch: Of the course.
        bank_ids: The banks of one language.
        thresholds: From which certainty on each strictness releases.
    """
    read = _read(session, launch, bank_ids, thresholds)
    marked = _marked(session, launch, bank_ids) if read[1] >= FEWEST_READ else []
    return {
        name: OwnFigures(
            Share(read[0][name], read[1]),
            _right([agreed for certainty, agreed in marked if certainty >= threshold]),
        )
        for name, threshold in thresholds.items()
    }


def thresholds_of(table: ReleaseTable, language: str) -> dict[Strictness, float]:
    """Return from which certainty each strictness that has one releases."""
    promised: tuple[Strictness, ...] = ("lenient", "standard", "strict")
    rules = {name: table.rule(name, language) for name in promised}
    return {"all": 0.0, **{name: rule.certainty for name, rule in rules.items() if rule}}


def _right(agreed: Sequence[bool]) -> Share:
    return Share(sum(agreed), len(agreed))


def _read(
    session: Session,
    launch: Launch,
    bank_ids: Sequence[str],
    thresholds: Mapping[Strictness, float],
) -> tuple[dict[Strictness, int], int]:
    """Return how many answers each threshold lets go, and how many there are."""
    names = list(thresholds)
    sums = [func.count().filter(Attempt.certainty >= thresholds[name]) for name in names]
    row = session.execute(
        select(func.count(), *sums).where(
            Attempt.course_id == launch.course_id,
            Attempt.bank_id.in_(bank_ids),
            Attempt.certainty.is_not(None),
        )
    ).one()
    return dict(zip(names, row[1:], strict=True)), row[0]


def _marked(session: Session, launch: Launch, bank_ids: Sequence[str]) -> list[tuple[float, bool]]:
    """Return the certainty of what persons marked, and whether they agreed."""
    blind = session.execute(
        select(Attempt.id, Attempt.certainty, SecondMark.first_label, SecondMark.score)
        .join(SecondMark, SecondMark.attempt_id == Attempt.id)
        .where(
            Attempt.course_id == launch.course_id,
            Attempt.bank_id.in_(bank_ids),
            SecondMark.first_method == "model",
            SecondMark.first_label.is_not(None),
        )
        .order_by(SecondMark.made_at.desc())
        .limit(MARKED_MAX)
    )
    rows: dict[UUID, tuple[float | None, str | None, float | None]] = {
        row[0]: (row[1], row[2], row[3]) for row in blind
    }
    decided = session.execute(
        select(Attempt.id, Attempt.certainty, DecidedAnswer.label_before, DecidedAnswer.score_after)
        .join(DecidedAnswer, DecidedAnswer.attempt_id == Attempt.id)
        .join(Decision)
        .where(
            Decision.course_id == launch.course_id,
            Decision.kind.in_(("mark", "group")),
            Decision.undone_at.is_(None),
            Attempt.bank_id.in_(bank_ids),
            DecidedAnswer.method_before == "model",
        )
        .order_by(Decision.made_at.desc())
        .limit(MARKED_MAX)
    )
    for attempt_id, certainty, label, score in decided:
        rows.setdefault(attempt_id, (certainty, label, score))
    return [
        (certainty, (label == "correct") == (label_of(score or 0.0) == "correct"))
        for certainty, label, score in rows.values()
        if certainty is not None and label is not None
    ]
