"""When did learners work, and in which courses?"""

from datetime import date

from analytics.reports.asking import Line, Scope, Source, ask


class DayLine(Line):
    """One day on which something happened.

    Attributes:
        learners: who launched as a learner or answered.
        launches: by learners.
        mean_score: of that day's answers, with their newest grades; None if
            none is graded.
    """

    day: date
    learners: int
    launches: int
    answers: int
    mean_score: float | None


class CourseDayLine(DayLine):
    """One day of one course; see `DayLine`."""

    course_id: str


class Totals(Line):
    """A scope in one line: what its learners did in all.

    Attributes:
        held: answers that wait for a teacher.
        overridden: answers whose grade a teacher gave or changed.
    """

    courses: int
    learners: int
    answers: int
    graded: int
    held: int
    overridden: int
    mean_score: float | None


def activity_by_day(source: Source, scope: Scope) -> tuple[DayLine, ...]:
    """Return each day with activity, in order; a quiet day has no line."""
    return ask(source, "activity_by_day", DayLine, scope.params())


def activity_by_course(source: Source, scope: Scope) -> tuple[CourseDayLine, ...]:
    """Return each course's each day with activity, by course, then day."""
    return ask(source, "activity_by_course", CourseDayLine, scope.params())


def totals(source: Source, scope: Scope) -> Totals:
    """Return the sums over the scope, zeros if nothing happened."""
    [line] = ask(source, "totals", Totals, scope.params())
    return line
