"""Answers and resets of one learner, and what is made of them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from analytics.content import Plan, PlanItem, PlanSkill
from analytics.mastery import LearnerState, Observation, Reset, observe, reset, start

SKILLS = ("ratio", "graphs", "units")
PLAN = Plan(
    skills=tuple(PlanSkill(id=skill) for skill in SKILLS),
    items=tuple(
        PlanItem(id=f"{skill}-{n}", kind="numeric", skills={skill: 1.0})
        for skill in SKILLS
        for n in range(4)
    ),
)
BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRST, SECOND = UUID(int=901), UUID(int=902)
Word = tuple[UUID, Reset] | Observation


def minute(n: float) -> datetime:
    return BEGAN + timedelta(minutes=n)


def answered(
    number: int, score: float | None, skills: Sequence[str] = ("ratio",), version: int = 1
) -> Observation:
    """Return an answer, given at the minute of its number."""
    return Observation(
        attempt_id=UUID(int=(number + 1) << 80),
        item_id=f"{skills[0]}-{number % 4}",
        skills={skill: 1 / len(skills) for skill in skills},
        difficulty=0.0,
        grade_version=0 if score is None else version,
        score=score,
        at=minute(number),
    )


def anew(at: float, *skills: str, version: int = 1) -> Reset:
    """Return a reset given between two answers; the second word takes it back."""
    return Reset(skills, minute(at - 0.5), version, in_force=version % 2 == 1)


def told(*words: Word, state: LearnerState | None = None) -> LearnerState:
    state = state or start()
    for word in words:
        state = observe(state, word) if isinstance(word, Observation) else reset(state, *word)
    return state


scores = st.floats(min_value=0, max_value=1)
of_skills = st.sampled_from([("ratio",), ("graphs",), ("ratio", "units"), ("graphs", "ratio")])
answers = st.lists(st.tuples(scores, of_skills), min_size=1, max_size=12).map(
    lambda rows: [answered(n, score, skills) for n, (score, skills) in enumerate(rows)]
)
covers = st.sampled_from([(), ("ratio",), ("graphs",), ("ratio", "units")])
