"""What a page shows of a learner, by part: a version differs when its part does."""

import hashlib

from lti_tool.models import Attempt, Progress


def versions_of(
    position: Progress,
    attempt: Attempt | None,
    history: tuple[Attempt, ...],
    late: int,
    more: list[str],
) -> dict[str, str]:
    """Return what differs whenever a part of a learner's page does, by the part's name.

    Args:
        position: The learner's.
        attempt: The answer to the item before the learner, once given.
        history: The answers that the page lists.
        late: How many answers wait for their grade longer than usual.
        more: What else it says of skills: whose review is due, what the teacher
            decided, what began anew.
    """
    place = [str(position.item_id), str(position.item_shown_at)]
    shown = [_grade_of(attempt)] if attempt else []
    earlier = [_grade_of(a) for a in history if a is not attempt]
    facts = {
        # A status may come back to what it was; with the rest in it, it differs.
        "status": [str(late), *place, *shown, *earlier],
        "work": [
            str(late > 0),
            str(position.wanted_skill),
            str(position.hint_at),
            str(position.placement),
            *place,
            *shown,
            str(position.advice.get("event_id")),
            *more,
        ],
        "trail": [str(position.state_seq), str(position.item_id), str(position.progress), *more],
        "history": [*place, *earlier],
    }
    return {
        part: hashlib.sha256("|".join((part, *said)).encode()).hexdigest()[:12]
        for part, said in facts.items()
    }


def _grade_of(attempt: Attempt) -> str:
    return f"{attempt.id}{attempt.status}{attempt.grade_version}{attempt.contested}"
