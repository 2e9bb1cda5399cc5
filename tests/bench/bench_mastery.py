"""How long one learner update and one recommendation take, without I/O."""

from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter
from uuid import UUID

from analytics.content import Plan, PlanItem, PlanSkill
from analytics.mastery import Observation, masteries, observe, start
from analytics.mastery.explaining import observed
from analytics.mastery.model import shipped_model
from analytics.paths import advise

SKILLS, ITEMS = 200, 2_000
BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)


def run(repeats: int = 300) -> dict[str, float]:
    """Return medians: `mastery.update_explain_us` and `paths.recommend_ms`."""
    plan = _plan()
    updates, advices, state = [], [], start()
    for n in range(repeats):
        began = perf_counter()
        state = observe(state, _answer(plan, n))
        shown = masteries(state, plan)
        updates.append(perf_counter() - began)
        began = perf_counter()
        advise(plan, state, n)
        advices.append(perf_counter() - began)
        del shown
    return {
        "mastery.update_explain_us": median(_observed(plan, repeats)) * 1e6,
        "mastery.update_and_show_200_skills_us": median(updates) * 1e6,
        "paths.recommend_ms": median(advices) * 1e3,
    }


def _observed(plan: Plan, repeats: int) -> list[float]:
    state, model = start(), shipped_model()
    taken = []
    for n in range(repeats):
        answer = _answer(plan, n)
        began = perf_counter()
        state, expected = observed(state, answer, model)
        taken.append(perf_counter() - began)
        assert expected is not None
    return taken


def _plan() -> Plan:
    return Plan(
        skills=tuple(
            PlanSkill(id=f"s{n}", prerequisites=(f"s{n // 2}",) if n else ()) for n in range(SKILLS)
        ),
        items=tuple(
            PlanItem(
                id=f"i{n}",
                kind="numeric",
                skills={f"s{n % SKILLS}": 1.0},
                difficulty=(n % 7 - 3) / 2,
            )
            for n in range(ITEMS)
        ),
    )


def _answer(plan: Plan, number: int) -> Observation:
    item = plan.items[number * 37 % len(plan.items)]
    return Observation(
        attempt_id=UUID(int=(number + 1) << 80),
        item_id=item.id,
        skills=item.skills,
        difficulty=item.difficulty,
        grade_version=1,
        score=float(number % 3 > 0),
        at=BEGAN + timedelta(minutes=number),
    )


if __name__ == "__main__":
    for name, value in run().items():
        print(f"{name:40} {value:10.1f}")
