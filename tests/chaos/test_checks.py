from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from analytics.events import expected_descendants
from analytics.mastery import WINDOW, LearnerState, observe, start
from stream_processors.states import RememberedStates
from stream_processors.steps.trace import Trace
from tests.chaos.checks import Facts, judge
from tests.chaos.replay import Whose, differing, observation, out_of_order
from tests.fakes.streams import FakeArchive, FakeUnstored, clock, graded, held, overridden

ANSWER = UUID(int=1)
CHAINS = expected_descendants(ANSWER, "answer.submitted")
GRADED = next(iter(CHAINS))
SOUND = Facts(
    promised=[ANSWER],
    accepted=[ANSWER],
    chains={ANSWER: CHAINS},
    stored=dict.fromkeys(GRADED, 1),
    dead=[],
    poison=["a"],
    poison_dead=["a"],
    reported={"answers": 1},
    counted={"answers": 1},
    scores={"ada": [50.0, 60.0, 50.0]},
)


def test_a_sound_run_is_all_zeros_and_adds_up():
    verdict = judge(SOUND)
    assert verdict.is_sound
    assert (verdict.accepted, verdict.stored, verdict.dead) == (2, 1, 1)
    assert (verdict.lost, verdict.double, verdict.scores_twice) == (0, 0, 0)


def test_an_answer_that_was_promised_and_never_accepted_is_lost():
    verdict = judge(replace(SOUND, promised=[ANSWER, UUID(int=2)]))
    assert (verdict.lost, verdict.is_sound) == (1, False)


def test_an_accepted_event_that_is_nowhere_is_lost():
    verdict = judge(replace(SOUND, accepted=[ANSWER, UUID(int=2)]))
    assert (verdict.lost, verdict.is_sound) == (1, False)


def test_an_answer_without_its_advice_is_lost():
    stored = dict.fromkeys(sorted(GRADED)[1:], 1) | {ANSWER: 1}
    stored = {one: 1 for one in stored if one != next(iter(GRADED - {ANSWER}))}
    verdict = judge(replace(SOUND, stored=stored))
    assert (verdict.lost, verdict.is_sound) == (1, False)
    assert verdict.words[0] == f"broken off: {ANSWER}"


def test_poison_that_is_in_no_dead_letter_is_lost():
    verdict = judge(replace(SOUND, poison_dead=[]))
    assert (verdict.lost, verdict.dead, verdict.is_sound) == (1, 0, False)


def test_a_row_that_is_there_twice_is_double():
    verdict = judge(replace(SOUND, stored={**SOUND.stored, ANSWER: 2}))
    assert (verdict.double, verdict.is_sound) == (1, False)


def test_a_report_that_counts_too_much_is_double_and_one_that_lacks_is_lost():
    assert judge(replace(SOUND, reported={"answers": 3})).double == 2
    assert judge(replace(SOUND, reported={})).lost == 1


def test_a_score_sent_twice_in_a_row_is_noticed():
    verdict = judge(replace(SOUND, scores={"ada": [50.0, 50.0], "ben": [10.0]}))
    assert (verdict.scores_twice, verdict.is_sound) == (1, False)


def test_mastery_that_differs_fails_the_run():
    verdict = judge(replace(SOUND, differing=["ada"]))
    assert (verdict.mastery_differs, verdict.is_sound) == (1, False)


def state_of(*events) -> LearnerState:
    state = start()
    for event in events:
        state = observe(state, observation(event))
    return state


def test_a_state_is_that_of_its_log_whatever_came_twice_or_between_topics():
    learner = uuid4()
    first, second, waits = graded(learner, 0.0), graded(learner, 1.0), held(learner)
    changed = overridden(first, 1.0, 2)
    state = state_of(first, waits, second, changed)
    whose = Whose(learner, first.course_id, first.bank_id)
    log = [changed, first, second, first, waits, second]
    assert differing({whose: state}, log) == {}
    assert out_of_order({whose: state}, log) == []
    assert differing({whose: state_of(waits, first, changed, second)}, log) == {}


def test_a_grade_changed_later_is_of_the_moment_of_its_answer():
    learner = uuid4()
    first = graded(learner, 0.0)
    changed = overridden(first, 1.0, 2).model_copy(
        update={"occurred_at": first.occurred_at + timedelta(hours=1)}
    )
    whose = Whose(learner, first.course_id, first.bank_id)
    assert differing({whose: state_of(first, changed)}, [first, changed]) == {}


@pytest.mark.parametrize("event", [graded(), held(), overridden(graded(), 1.0, 2)])
async def test_what_a_grade_says_is_what_the_streams_make_of_it(event):
    states = RememberedStates(FakeArchive(), FakeUnstored(), 10)
    updated, *_ = await Trace(states, clock)(event)
    assert updated.state.recent == (observation(event),)


def test_a_state_that_lacks_a_grade_or_has_one_too_many_differs():
    learner = uuid4()
    first, second = graded(learner, 1.0), graded(learner, 1.0)
    changed = overridden(first, 0.0, 2)
    whose = Whose(learner, first.course_id, first.bank_id)
    assert differing({whose: state_of(first)}, [first, second]).keys() == {whose}
    assert differing({whose: state_of(first, second)}, [first]).keys() == {whose}
    assert differing({whose: state_of(first)}, [first, changed]).keys() == {whose}
    assert differing({}, [first]).keys() == {whose}
    assert differing({whose: state_of(first)}, []).keys() == {whose}


def test_answers_applied_in_another_order_than_the_logs_are_noticed():
    learner = uuid4()
    first, second = graded(learner, 1.0), graded(learner, 0.0)
    whose = Whose(learner, first.course_id, first.bank_id)
    assert out_of_order({whose: state_of(second, first)}, [first, second]) == [whose]


def test_an_override_that_overtook_its_grade_is_in_order():
    learner = uuid4()
    first, second = graded(learner, 1.0), graded(learner, 0.0)
    changed = overridden(second, 1.0, 2).model_copy(
        update={"occurred_at": second.occurred_at + timedelta(hours=1)}
    )
    whose = Whose(learner, first.course_id, first.bank_id)
    state, log = state_of(changed, first, second), [first, second, changed]
    assert differing({whose: state}, log) == {}
    assert out_of_order({whose: state}, log) == []


def test_the_order_of_answers_that_left_the_window_is_known_too():
    learner = uuid4()
    events = [graded(learner, at % 2) for at in range(WINDOW + 5)]
    whose = Whose(learner, events[0].course_id, events[0].bank_id)
    assert differing({whose: state_of(*events)}, events) == {}
    assert out_of_order({whose: state_of(*events)}, events[::-1]) == [whose]
