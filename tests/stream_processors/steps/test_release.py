"""The release step: a mastery in, the activity's score out."""

from dataclasses import replace

import pytest

from analytics.events import MasteryUpdated, ScoreReleased, child_id
from analytics.mastery import SkillMastery, start
from stream_processors.errors import PermanentError
from stream_processors.steps.release import Release
from tests.fakes.streams import clock, graded, work


def skill(name: str, best: float) -> SkillMastery:
    return SkillMastery(
        skill_id=name, value=0.1, best=best, low=0.0, high=0.2, certain=True, answers=3
    )


async def test_the_score_is_the_mean_share_of_the_way_to_the_threshold() -> None:
    state = replace(start(), seq=4)
    skills = (skill("light", 0.9), skill("shade", 0.4))
    event = MasteryUpdated(**work(), state=state, skills=skills, changed=())

    [child] = await Release(clock)(event)

    assert isinstance(child, ScoreReleased)
    assert child.score == pytest.approx((1.0 + 0.4 / 0.8) / 2)
    assert child.state_seq == 4
    assert child.event_id == child_id(event.event_id, "score.released")


@pytest.mark.parametrize(("answers", "graded"), [(0, False), (1, True)])
async def test_the_score_says_whether_any_answer_was_graded(answers: int, *, graded: bool) -> None:
    waiting = replace(skill("light", 0.0), answers=answers)
    event = MasteryUpdated(**work(), state=start(), skills=(waiting,), changed=())

    [child] = await Release(clock)(event)

    assert isinstance(child, ScoreReleased)
    assert child.graded is graded


async def test_all_of_a_bank_anew_leaves_the_score_as_it_was_and_graded() -> None:
    anew = replace(skill("light", 0.4), answers=0, anew=0.0)
    event = MasteryUpdated(**work(), state=start(), skills=(anew,), changed=())

    [child] = await Release(clock)(event)

    assert isinstance(child, ScoreReleased)
    assert child.graded
    assert child.score > 0


async def test_what_is_no_mastery_is_a_permanent_error() -> None:
    with pytest.raises(PermanentError):
        await Release(clock)(graded())
