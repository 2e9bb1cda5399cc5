from dataclasses import replace
from uuid import UUID, uuid4

from analytics.events import expected_descendants
from analytics.mastery import Observation, observe, start
from tests.chaos.checks import Facts, judge
from tests.chaos.replay import Whose, differing, replayed
from tests.fakes.streams import graded, overridden

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


def test_a_replay_takes_each_grade_once_and_an_override_in_its_place():
    learner = uuid4()
    first, second = graded(learner, 0.0), graded(learner, 1.0)
    changed = overridden(first, 1.0, 2)
    states = replayed([first, second, first, changed, second])
    [(whose, state)] = states.items()
    assert whose == Whose(learner, first.course_id, first.bank_id)
    assert [seen.score for seen in state.recent] == [1.0, 1.0]
    assert state.now.answers == 2


def test_a_state_that_counted_an_answer_twice_differs_from_the_replay():
    event = graded(uuid4(), 1.0)
    [(whose, state)] = replayed([event]).items()
    again = Observation(**state.recent[0].model_dump() | {"attempt_id": uuid4()})
    assert differing({whose: observe(state, again)}, {whose: state}) == [whose]
    assert differing({}, {whose: state}) == [whose]
    assert differing({whose: state}, {whose: state}) == []
    assert start().now.answers == 0
