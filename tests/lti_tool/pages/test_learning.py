"""What was learnt: sentences from numbers, for the learner and for the teacher only."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask

from analytics.evaluation.learning import Count, Effort, Evaluation
from analytics.reports import AnswerTimeLine, MasteryMoment, SessionLine, SkillGainLine
from lti_tool.views.learning_words import steady_sentences
from tests.lti_tool.pages.conftest import Browser, FakeReports
from tests.lti_tool.pages.room import Room


@pytest.fixture
def ada_id(room: Room, ada: Browser, reports: FakeReports) -> UUID:
    """Return the id of a learner who has answered, and of whom the warehouse knows."""
    began = room.clock()
    room.work("Ada", [1.0, 0.0, 1.0])
    ada_id = room.find("Ada").user_id
    reports.gains += [
        SkillGainLine(
            learner_id=ada_id,
            skill_id=skill_id,
            before=None,
            was_reached=False,
            after=after,
            certain=True,
            answers=3,
            first_at=began,
            last_at=room.clock(),
            reached_at=room.clock() if after > 0.8 else None,
            answers_to_reach=3 if after > 0.8 else None,
        )
        for skill_id, after in (("measuring", 0.9), ("heat", 0.35))
    ]
    reports.times.append(
        AnswerTimeLine(learner_id=ada_id, item_id="mea-4", at=room.clock(), seconds=240)
    )
    reports.moments += [
        MasteryMoment(
            at=began + timedelta(hours=n),
            skill_id=skill_id,
            value=0.3 + n / 10,
            best=0.9,
            certain=True,
            answers=n,
        )
        for n in range(1, 5)
        for skill_id in ("measuring", "heat")
    ]
    reports.stays.append(
        SessionLine(
            course_id="c",
            learner_id=ada_id,
            began_at=began,
            ended_at=room.clock(),
            acts=4,
            answers=3,
            seconds=540,
        )
    )
    return ada_id


def test_a_learner_reads_what_they_have_learnt(ada: Browser, ada_id: UUID) -> None:
    page = ada.get("report").text
    assert "What was learnt: Ada" in page
    assert "reached the target of 80%." in page
    assert "Most was gained in “" in page
    assert "3 answers in 1 sitting, 9 min at work." in page
    assert "All the work was done on one day." in page
    assert "<polyline" in page
    assert page.count('data-name="Mastery over time"') == page.count('data-name="To the target"')
    assert "/report" in ada.get().text


def test_a_teacher_reads_it_from_the_class(teacher: Browser, ada_id: UUID) -> None:
    link = f"learners/{ada_id}/report"
    assert link in teacher.get("class").text
    assert "What was learnt: Ada" in teacher.get(link).text


def test_it_can_be_saved_in_either_language(ada: Browser, teacher: Browser, ada_id: UUID) -> None:
    for browser, path in ((ada, "report.pdf"), (teacher, f"learners/{ada_id}/report.pdf")):
        for language in ("en", "zh"):
            answer = browser.get(path, lang=language)
            assert answer.mimetype == "application/pdf"
            assert answer.data.startswith(b"%PDF-")


def test_a_learner_sees_their_own_and_nobody_elses(
    app: Flask, room: Room, ada: Browser, ada_id: UUID
) -> None:
    ben = Browser(app.test_client(), room.join("Ben"))
    ben.get()
    for ending in ("", ".pdf"):
        assert ben.get(f"learners/{ada_id}/report{ending}").status_code == 403
        assert ada.get(f"learners/{ada_id}/report{ending}").status_code == 403
    assert "Ada" not in ben.get("report").text
    assert "After the first answer" in ben.get("report").text


def test_a_teacher_sees_only_who_works_on_the_activity(teacher: Browser, room: Room) -> None:
    room.join("Never Came")
    outsider = room.find("Never Came").user_id
    for learner_id in (outsider, uuid4()):
        for ending in ("", ".pdf"):
            assert teacher.get(f"learners/{learner_id}/report{ending}").status_code == 404


def test_while_the_warehouse_is_away_the_page_says_so(
    ada: Browser, ada_id: UUID, reports: FakeReports
) -> None:
    reports.away = True
    page = ada.get("report")
    assert page.status_code == 200
    assert "does not answer just now" in page.text
    assert ada.get("report.pdf").location.endswith("/report")


@pytest.mark.parametrize(
    ("held", "right", "said"),
    [
        (Count(10, 9), 10.0, ("holds.", "about as expected")),
        (Count(10, 5), 16.0, ("a review would help", "more than expected")),
        (Count(3, 3), 2.0, ("3 of 3", "less than expected")),
    ],
)
def test_sentences_follow_from_the_numbers(
    app: Flask, held: Count, right: float, said: tuple[str, ...]
) -> None:
    effort = Effort(answers=20, waiting=0, minutes=30, sessions=3, days=3, span=9, longest_pause=4)
    evaluation = Evaluation((), effort, held, Count(20, 10.0), Count(20, right))
    with app.test_request_context("/"):
        told = " ".join(steady_sentences(evaluation))
    for words in ("Worked on 3 of 9 days.", "The longest pause was 4 days.", *said):
        assert words in told
