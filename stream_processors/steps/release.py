"""Release: a mastery in, the activity's score for the gradebook out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from analytics.events import AnyEvent, MasteryUpdated, ScoreReleased
from analytics.mastery import plan_progress
from stream_processors.errors import PermanentError
from stream_processors.steps.children import fields_from


@dataclass(frozen=True, slots=True)
class Release:
    """Says which score of the activity may leave for the LMS."""

    clock: Callable[[], datetime]

    async def __call__(self, event: AnyEvent) -> Sequence[AnyEvent]:
        """Return the one event with the score, also when it did not change.

        Raises:
            PermanentError: the event is no mastery.
        """
        if not isinstance(event, MasteryUpdated):
            raise PermanentError(f"no mastery to release: {event.kind}")
        bests = {skill.skill_id: skill.best for skill in event.skills}
        return [
            ScoreReleased(
                **fields_from(event, ScoreReleased, self.clock()),
                score=plan_progress(event.plan, bests),
                state_seq=event.state.seq,
                graded=any(one.answers or one.anew is not None for one in event.skills),
            )
        ]
