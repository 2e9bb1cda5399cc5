"""Which skills are needed for which, on made learners whose prerequisites are known."""

import math
import random
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest

from analytics.evaluation.prerequisites import (
    ERROR_RATE,
    FLOOR,
    SKILLS_BESIDE,
    Needed,
    Tried,
    find_needed,
)
from analytics.evaluation.shares import Share
from analytics.paths.simulation.courses import Course, make_course
from analytics.paths.simulation.laws import LAWS

Before = Mapping[int, frozenset[int]]
SKILLS = 10
NAMES = [f"s{n}" for n in range(SKILLS)]
GUESS, SLIP, COMES, ABILITY, DIFFICULTY = 0.18, 0.12, 0.1, 0.7, 0.6
SEEDS = range(8)


def graph(rng: random.Random) -> Before:
    """Return up to two prerequisites of each skill, among the four before it."""
    found = {}
    for skill in range(SKILLS):
        near = list(range(max(0, skill - 4), skill))
        found[skill] = frozenset(rng.sample(near, min(len(near), rng.choice((0, 1, 1, 2)))))
    return found


def ancestors(before: Before) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for skill in sorted(before):
        found[skill] = set(before[skill]).union(*(found[one] for one in before[skill]))
    return found


def blocks(rng: random.Random, skills: int) -> Iterator[int]:
    """Yield skills as they are practised: each twice, two to four answers at a time."""
    order = list(range(skills)) * 2
    rng.shuffle(order)
    for skill in order:
        yield from [skill] * rng.randint(2, 4)


def class_of(before: Before, learners: int, seed: int) -> list[list[Tried]]:
    """Return answers of learners who know no skill without its prerequisites.

    They differ in ability, skills in difficulty; a skill may come while it is practised.
    """
    rng = random.Random(seed)
    common = [rng.uniform(0.5, 0.8) for _ in range(SKILLS)]
    hard = [rng.gauss(0, DIFFICULTY) for _ in range(SKILLS)]
    made = []
    for _ in range(learners):
        able, has, tries = rng.gauss(0, ABILITY), set[int](), list[Tried]()
        for skill in range(SKILLS):
            if before[skill] <= has and rng.random() < common[skill]:
                has.add(skill)
        for skill in blocks(rng, SKILLS):
            base = 1 - SLIP if skill in has else GUESS
            logit = math.log(base / (1 - base)) + able - hard[skill]
            tries.append(Tried({NAMES[skill]}, rng.random() < 1 / (1 + math.exp(-logit))))
            if before[skill] <= has and rng.random() < COMES:
                has.add(skill)
        made.append(tries)
    return made


def class_without(law: str, learners: int, seed: int) -> list[list[Tried]]:
    """Return answers of learners who learn by a law of the simulation; nothing is needed."""
    rng = random.Random(seed)
    made = make_course(seed)
    skills = tuple(one.model_copy(update={"prerequisites": ()}) for one in made.plan.skills)
    course = Course(made.plan.model_copy(update={"skills": skills}), made.difficulty)
    asked = [[item.id for item in made.plan.items if one.id in item.skills] for one in skills]
    learned = []
    for _ in range(learners):
        learner, tries = LAWS[law](course, rng), list[Tried]()
        for skill in blocks(rng, len(skills)):
            item = rng.choice(asked[skill])
            right = rng.random() < learner.success(item)
            learner.practise(item, right=right)
            tries.append(Tried({f"s{skill}"}, right))
        learned.append(tries)
    return learned


def kind_of(before: Before, one: Needed) -> str:
    """Return how the skills of a finding truly stand."""
    above = ancestors(before)
    first, then = NAMES.index(one.before), NAMES.index(one.after)
    if first in before[then]:
        return "edge"
    if first in above[then]:
        return "path"
    if then in above[first]:
        return "backwards"
    return "common" if above[first] & above[then] else "unrelated"


@pytest.mark.parametrize(("learners", "power"), [(400, 0.12), (1200, 0.3)])
def test_true_prerequisites_are_found_and_unrelated_pairs_are_not(
    learners: int, power: float
) -> None:
    edges, kinds = 0, Counter[str]()
    for seed in SEEDS:
        before = graph(random.Random(seed))
        edges += sum(map(len, before.values()))
        found = find_needed(class_of(before, learners, seed), NAMES)
        kinds.update(kind_of(before, one) for one in found.needed)
    assert kinds["edge"] >= power * edges
    assert kinds["unrelated"] <= ERROR_RATE * kinds.total()
    assert kinds["backwards"] + kinds["common"] <= 0.2 * kinds.total()


@pytest.mark.parametrize("law", LAWS)
def test_ability_alone_makes_no_skill_needed(law: str) -> None:
    skills = [skill.id for skill in make_course(3).plan.skills]
    found = find_needed(class_without(law, 400, seed=3), skills)
    assert found.compared > 0.5 * found.pairs
    assert found.needed == ()


@pytest.mark.parametrize("seed", range(3))
def test_on_shuffled_answers_nothing_is_found(seed: int) -> None:
    rng = random.Random(seed)
    told = class_of(graph(rng), 800, seed)
    outcomes = [one.right for tries in told for one in tries]
    rng.shuffle(outcomes)
    left = iter(outcomes)
    shuffled = [[Tried(one.skills, next(left)) for one in tries] for tries in told]
    found = find_needed(shuffled, NAMES)
    assert found.compared
    assert found.needed == ()


def strong(learners: int, *, fillers: int = SKILLS_BESIDE) -> list[list[Tried]]:
    """Return learners of whom half know a, and b is known with it only, and not always.

    They meet a and b in either order, after other skills that they know half of.
    """
    made = []
    for n in range(learners):
        knows_a, knows_b, a_first = n % 2 == 0, n % 4 == 0, n // 4 % 2 == 0
        tries = [
            Tried({f"f{f}"}, (n // 8 + f + t) % 2 == 0) for f in range(fillers) for t in (0, 1)
        ]
        a, b = [Tried({"a"}, knows_a)] * 3, [Tried({"b"}, knows_b)] * 3
        made.append(tries + (a + b if a_first else b + a))
    return made


STRONG = ["b", "a", *(f"f{n}" for n in range(SKILLS_BESIDE))]


def test_the_reason_counts_learners_in_each_group() -> None:
    [needed] = find_needed(strong(240), STRONG).needed
    assert (needed.before, needed.after) == ("a", "b")
    assert needed.knew == Share(30, 60)
    assert needed.did_not == Share(0, 60)
    assert needed.other_way == Share(30, 90)
    assert needed.learners == 240
    assert 0 < needed.gap.low < needed.gap.value < needed.gap.high <= 1


def test_under_the_floor_nothing_is_compared() -> None:
    # The smallest group, who met b first and knew it, is an eighth.
    assert find_needed(strong(8 * FLOOR), STRONG).compared == 1
    few = find_needed(strong(8 * FLOOR - 8), STRONG)
    assert (few.compared, few.needed) == (0, ())


def test_where_ability_is_not_seen_nothing_is_compared() -> None:
    assert find_needed(strong(240, fillers=SKILLS_BESIDE - 1), STRONG).compared == 0


def test_in_one_order_alone_nothing_is_compared() -> None:
    one_order = [tries for tries in strong(480) if tries[-1].skills == {"b"}]
    assert find_needed(one_order, STRONG).compared == 0


def test_an_answer_that_takes_both_skills_tells_nothing_of_the_pair() -> None:
    both = [
        [Tried({"a", "b"}, one.right) if one.skills == {"b"} else one for one in tries]
        for tries in strong(480)
    ]
    assert find_needed(both, STRONG).compared == 0


def test_nobody_and_nothing_tell_nothing() -> None:
    assert find_needed([], STRONG).compared == 0
    assert find_needed([[Tried((), right=True)]], []).pairs == 0
