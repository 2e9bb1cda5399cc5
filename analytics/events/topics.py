"""The topic of each kind of event, and of what could not be processed."""

KINDS: tuple[str, ...] = (
    "activity.published",
    "activity.launched",
    "answer.submitted",
    "answer.graded",
    "answer.held",
    "grade.overridden",
    "mastery.updated",
    "path.advised",
    "score.released",
    "score.delivered",
)

PREFIX = "signpost."
TOPICS: dict[str, str] = {kind: PREFIX + kind for kind in KINDS}
DEAD_LETTER_TOPIC = PREFIX + "dead-letters"


def topic_of(kind: str) -> str:
    """Return the topic that carries a kind of event."""
    return TOPICS[kind]
