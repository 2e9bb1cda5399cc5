"""The topic and the key of each event, and the topic of dead letters."""

from uuid import UUID

KINDS: tuple[str, ...] = (
    "activity.published",
    "activity.launched",
    "experiment.assigned",
    "answer.submitted",
    "answer.graded",
    "answer.held",
    "grade.overridden",
    "grade.contested",
    "mastery.reset",
    "mastery.updated",
    "item.observed",
    "path.advised",
    "step.chosen",
    "estimate.contested",
    "score.released",
    "score.delivered",
)

PREFIX = "signpost."
TOPICS: dict[str, str] = {kind: PREFIX + kind for kind in KINDS}
DEAD_LETTER_TOPIC = PREFIX + "dead-letters"


def topic_of(kind: str) -> str:
    """Return the topic that carries a kind of event."""
    return TOPICS[kind]


def message_key(learner_id: UUID) -> bytes:
    """Return the key of every message about a learner.

    Every producer uses it: only so do all topics have a learner in the same
    partition, and one worker all that concerns the learner. An event knows its
    own key, which is another one for what is said of items (`Event.key`).
    """
    return str(learner_id).encode()


def item_key(tenant: str, bank_id: str, item_id: str) -> bytes:
    """Return the key of every message about an item as one tenant asks it."""
    return f"{tenant}/{bank_id}/{item_id}".encode()
