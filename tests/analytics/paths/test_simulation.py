"""Simulated learners, and what is said of the policies that teach them."""

import random
from xml.etree import ElementTree as ET

import pytest

from analytics.paths import ReadinessPolicy
from analytics.paths.chances import RandomChoice
from analytics.paths.simulation.comparing import Size, compare
from analytics.paths.simulation.courses import make_course
from analytics.paths.simulation.laws import LAWS
from analytics.paths.simulation.plot import learning_plot
from analytics.paths.simulation.running import teach, teach_knowing_all

EACH = pytest.mark.parametrize("law", LAWS)


@EACH
def test_a_chance_and_what_is_known_are_shares(law: str) -> None:
    course = make_course(3)
    learner = LAWS[law](course, random.Random(1))
    for item in course.plan.items * 2:
        assert 0 < learner.success(item.id) < 1
        learner.practise(item.id, right=True)
    assert all(0 <= learner.known(skill) <= 1 for skill in range(20))


@EACH
def test_practice_of_a_first_skill_teaches_it(law: str) -> None:
    course = make_course(3)
    learner = LAWS[law](course, random.Random(1))
    before = learner.known(0)
    for _ in range(5):
        for item in course.plan.items[:12]:
            learner.practise(item.id, right=True)
    assert learner.known(0) > before or before == 1.0


@EACH
def test_a_lesson_is_the_same_again(law: str) -> None:
    policy = ReadinessPolicy()
    assert teach(policy, law, 5, 1) == teach(policy, law, 5, 1)


@EACH
def test_who_sees_the_true_state_teaches_more_than_chance(law: str) -> None:
    knowing = [teach_knowing_all(law, 5, learner, 0.1).along for learner in range(3)]
    chance = [teach(RandomChoice(), law, 5, learner).along for learner in range(3)]
    assert sum(knowing) > sum(chance)


def test_figures_are_shares_of_the_oracle_and_their_mean_and_worst() -> None:
    said: list[str] = []
    [(name, own)] = compare([RandomChoice()], Size(courses=1, learners=1), said.append).items()
    assert name == "random:1"
    shares = [own["hmm"], own["zpd"], own["kss"]]
    assert own["mean"] == pytest.approx(sum(shares) / 3)
    assert own["worst"] == min(shares)
    assert own["along"] == pytest.approx(
        (own["hmm_along"] + own["zpd_along"] + own["kss_along"]) / 3
    )
    assert own["memory_curve"][-1] == pytest.approx(own["memory"], abs=1e-4)
    assert len(said) == len(LAWS)


def test_a_plot_shows_each_law_and_each_policy() -> None:
    curves = {law: {"random:1": [0.1, 0.4], "readiness:3": [0.2, 1.1]} for law in LAWS}
    drawn = ET.fromstring(learning_plot(curves, "readiness:3"))  # noqa: S314 -- our own
    words = [one.text for one in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert {"sudden", "zone", "growth", "memory", "random:1", "readiness:3"} <= set(words)
    lines = list(drawn.iter("{http://www.w3.org/2000/svg}polyline"))
    assert len(lines) == 2 * len(LAWS)
    assert all(line.get("points", "").split(" ")[0].endswith(",234.0") for line in lines)


def test_nothing_to_simulate_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one course"):
        compare([RandomChoice()], Size(courses=0), print)
