from collections.abc import Sequence
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from analytics.events import AnyEvent, GradeFacts, PathAdvised
from lti_tool.models import AppliedEvent, Attempt, Change, Passback, Progress
from lti_tool.services.apply_events import apply
from tests.fakes.classroom import NOON, Classroom, chain_of


def shown(room: Classroom, events: Sequence[AnyEvent], *, at_once: bool = True) -> None:
    for batch in [events] if at_once else [[event] for event in events]:
        with room.database.write() as session:
            assert not apply(session, batch, NOON)


def refusal(room: Classroom, event: AnyEvent) -> str:
    with room.database.write() as session:
        [error] = apply(session, [event], NOON).values()
    with room.database.read() as session:
        assert session.scalar(select(func.count()).select_from(AppliedEvent)) == 0
    return str(error)


def attempt_and_progress(room: Classroom) -> tuple[Attempt, Progress]:
    with room.database.read() as session:
        return session.scalars(select(Attempt)).one(), session.scalars(select(Progress)).one()


@pytest.mark.parametrize("at_once", [True, False])
def test_a_graded_answer_shows_grade_mastery_step_and_score(
    room: Classroom, *, at_once: bool
) -> None:
    chain = chain_of(room.answer())
    shown(room, chain, at_once=at_once)
    attempt, progress = attempt_and_progress(room)
    assert (attempt.status, attempt.score, attempt.covered) == ("graded", 1.0, ["0.5"])
    assert [skill["skill_id"] for skill in progress.skills["skills"]] == ["fractions", "ratio"]
    assert PathAdvised.model_validate(progress.advice) == chain[2]
    assert progress.score == chain[3].score
    with room.database.read() as session:
        assert session.scalars(select(Passback)).one().score == chain[3].score
        assert session.scalar(select(func.count(Change.id))) == 4


def test_a_replay_changes_nothing_and_wakes_nobody(room: Classroom) -> None:
    chain = chain_of(room.answer())
    shown(room, [*chain, *chain])
    with room.database.read() as session:
        assert session.scalar(select(func.count(Change.id))) == len(chain)
        assert session.scalar(select(func.count()).select_from(AppliedEvent)) == len(chain)


def test_a_held_answer_waits_for_the_teacher(room: Classroom) -> None:
    shown(room, chain_of(room.answer(), score=None))
    attempt, _ = attempt_and_progress(room)
    assert (attempt.status, attempt.held_reason) == ("held", "language_unsupported")


def test_a_teachers_grade_stands_though_the_first_one_comes_later(room: Classroom) -> None:
    answer = room.answer()
    override = room.override(answer, 0.25)
    shown(room, [override, *chain_of(answer), *chain_of(answer, score=None)[:1]])
    attempt, _ = attempt_and_progress(room)
    assert (attempt.score, attempt.method, attempt.status) == (0.25, "teacher", "graded")
    assert attempt.override_reason == "I see what you mean."


def test_older_mastery_score_and_advice_do_not_return(room: Classroom) -> None:
    first, second = room.answer(), room.answer(after_s=60)
    new = chain_of(second, score=1.0, seq=2)
    shown(room, [*new, *chain_of(first, score=0.0, seq=1, made_after_s=200)])
    with room.database.read() as session:
        progress = session.scalars(select(Progress)).one()
        assert progress.state_seq == 2
        assert progress.score == new[3].score
        assert progress.advice["event_id"] == str(new[2].event_id)
        assert session.scalars(select(Passback)).one().state_seq == 2


def test_what_tells_of_unknown_work_is_refused(room: Classroom) -> None:
    events = chain_of(room.answer().model_copy(update={"attempt_id": room.course_id}))
    assert "no attempt" in refusal(room, events[0])


def test_what_tells_of_anothers_attempt_is_refused(room: Classroom) -> None:
    events = chain_of(room.answer().model_copy(update={"learner_id": room.teacher_id}))
    assert "another learner" in refusal(room, events[0])


def test_a_kind_that_is_not_shown_is_refused(room: Classroom) -> None:
    assert "not shown" in refusal(room, room.answer())


def test_a_first_reading_is_kept_for_the_teacher_and_is_no_grade(room: Classroom) -> None:
    chain = chain_of(room.answer(), score=None)
    reading = GradeFacts(
        score=0.6,
        label="partial",
        confidence=0.55,
        method="model",
        grader="grader:1",
        covered=("half",),
        missing=("of it",),
        grade_version=1,
    )
    held = chain[0].model_copy(update={"reason": "unsure", "tentative": reading})
    shown(room, [held, *chain[1:]])
    attempt, _ = attempt_and_progress(room)
    assert (attempt.status, attempt.held_reason, attempt.score) == ("held", "unsure", None)
    assert GradeFacts.model_validate(attempt.tentative) == reading
    assert (attempt.confidence, attempt.missing, attempt.grade_version) == (0.55, ["of it"], 0)


def test_nothing_leaves_for_the_gradebook_while_every_answer_waits(room: Classroom) -> None:
    *rest, score = chain_of(room.answer(), score=None)
    shown(room, [*rest, score.model_copy(update={"graded": False, "score": 0.0})])
    _, progress = attempt_and_progress(room)
    assert progress.score is None
    with room.database.read() as session:
        assert session.scalars(select(Passback)).all() == []


def test_a_score_that_was_sent_is_corrected_though_its_grade_was_taken_back(
    room: Classroom,
) -> None:
    answer = room.answer()
    shown(room, chain_of(answer))
    *_, score = chain_of(answer, seq=2)
    taken_back = {"graded": False, "score": 0.0, "event_id": uuid4(), "state_seq": 2}
    shown(room, [score.model_copy(update=taken_back)])
    with room.database.read() as session:
        assert session.scalars(select(Passback)).one().score == 0.0
