"""Go through answers in the order they were applied, and through the resets between."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from analytics.mastery.beliefs import absorb
from analytics.mastery.filter import START, Constants
from analytics.mastery.resets import absorbed_late, begun_anew
from analytics.mastery.state import Beliefs, LearnerState, Observation, Reset


@dataclass(slots=True)
class Replay:
    """Beliefs on their way; a reset is come to before the first answer not older than it.

    Attributes:
        beliefs: after what was taken so far.
        resets: all of them; those come to have what they took then.
        folds: whether what is taken leaves the window of replay.
    """

    beliefs: Beliefs
    resets: dict[UUID, Reset]
    constants: Constants = START
    folds: bool = False
    _ahead: list[UUID] = field(init=False)
    _behind: list[Reset] = field(init=False)

    def __post_init__(self) -> None:
        """Sort the resets that are in force by their place."""
        in_force = [(known, one) for known, one in self.resets.items() if one.in_force]
        self._ahead = [known for known, one in in_force if one.folded is None]
        self._behind = [one for _, one in in_force if one.folded is not None]

    def take_all(self, answers: Iterable[Observation]) -> None:
        """Go on by some answers."""
        if self.resets:
            for seen in answers:
                self.take(seen)
            return
        beliefs, constants = self.beliefs, self.constants
        for seen in answers:
            beliefs = absorb(beliefs, seen, constants)
        self.beliefs = beliefs

    def take(self, seen: Observation) -> None:
        """Go on by one answer."""
        self.reach(seen)
        self.beliefs = absorbed_late(self.beliefs, seen, self._behind, self.constants)

    def reach(self, seen: Observation) -> None:
        """Go through the resets that come before an answer."""
        if self._ahead and seen.at is not None:
            self.come_to(seen.at)

    def come_to(self, moment: datetime | None) -> None:
        """Go through the resets up to a moment, or through all that are left."""
        while self._ahead and (moment is None or self.resets[self._ahead[0]].at <= moment):
            self._begin_anew(self._ahead.pop(0))

    def _begin_anew(self, reset_id: UUID) -> None:
        reset, answers = self.resets[reset_id], self.beliefs.answers
        self.beliefs, kept = begun_anew(self.beliefs, reset, self.constants)
        reset = replace(reset, kept=kept, folded=answers if self.folds else None)
        self.resets = {**self.resets, reset_id: reset}
        self._behind.append(reset)


def replay_of(state: LearnerState, constants: Constants = START) -> Replay:
    """Return the replay of a state's window, at its start."""
    return Replay(state.before, state.resets, constants)
