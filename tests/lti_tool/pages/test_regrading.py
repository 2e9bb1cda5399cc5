"""Grading a question anew: looked at first, applied once, teachers' marks kept."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from sqlalchemy import select

from analytics.content import Item
from analytics.events import GradeFacts
from analytics.grading.errors import GraderUnavailable
from lti_tool.models import Attempt, Regrade
from lti_tool.services.marking.regrading import Regrader
from tests.lti_tool.pages.conftest import Browser, events
from tests.lti_tool.pages.room import Room
from tests.lti_tool.pages.test_marking_desk import answered, decide, fresh


@dataclass
class FakeJudge:
    """Gives each answer the score that it is told; what it is not told stays open."""

    scores: Mapping[str, float]
    asked: list[str] = field(default_factory=list)
    away: bool = False

    def judge(
        self, item: Item, answers: Sequence[str], language: str
    ) -> Sequence[GradeFacts | None]:
        if self.away:
            raise GraderUnavailable("away")
        self.asked += answers
        return [self._facts(self.scores[text]) if text in self.scores else None for text in answers]

    def _facts(self, score: float) -> GradeFacts:
        return GradeFacts(
            score=score,
            label="correct" if score > 0.8 else "irrelevant",
            confidence=0.9,
            method="model",
            grader="grader:2",
            grade_version=1,
        )


def ask(teacher: Browser, attempt: Attempt, source: str = "grader") -> str:
    place = f"marking/items/{attempt.activity_id}/{attempt.item_id}/regrade"
    answer = teacher.post(place, source=source)
    assert answer.status_code == 303, answer.text
    return "marking/" + answer.location.split("/marking/")[1]


def figures(page: str) -> list[str]:
    return re.findall(r'class="figure"><dt>[^<]*</dt><dd>(\d+)</dd>', page)


def look(room: Room, judge: FakeJudge) -> bool:
    return Regrader(room.database, room.banks, judge, room.clock).step()


def test_the_page_shows_what_would_change_before_anything_does(
    teacher: Browser, room: Room
) -> None:
    up = answered(room, "Ada", "One", 0.1)
    down = answered(room, "Ben", "Two", 0.9)
    same = answered(room, "Cem", "Three", 0.5)
    page = ask(teacher, up)
    assert "data-again" in teacher.get(page).text

    assert look(room, FakeJudge({"One": 1.0, "Two": 0.0, "Three": 0.5}))

    assert figures(teacher.get(page).text) == ["3", "1", "1", "1"]
    assert [fresh(room, one).score for one in (up, down, same)] == [0.1, 0.9, 0.5]
    assert not look(room, FakeJudge({}))


def test_applied_it_changes_each_grade_once_and_tells_the_streams(
    teacher: Browser, room: Room
) -> None:
    attempt = answered(room, "Ada", "One", 0.1)
    page = ask(teacher, attempt)
    look(room, FakeJudge({"One": 1.0}))
    for _ in range(2):
        answer = teacher.post(f"{page}/apply", reason="The question was made clearer.")
        assert answer.status_code == 303, answer.text
    found = fresh(room, attempt)
    assert (found.score, found.grade_version, found.grader) == (1.0, 2, "grader:2")
    assert len(events(room, "grade.overridden")) == 1
    assert "data-again" not in teacher.get(page).text


def test_a_teachers_mark_is_neither_looked_at_nor_changed(teacher: Browser, room: Room) -> None:
    marked = answered(room, "Ada", "One", 0.4)
    later = answered(room, "Ben", "Two", 0.4)
    decide(teacher, [marked], "75")
    page, judge = ask(teacher, marked), FakeJudge({"One": 0.0, "Two": 1.0})
    look(room, judge)
    assert judge.asked == ["Two"]
    decide(teacher, [fresh(room, later)], "25")
    teacher.post(f"{page}/apply", reason="Graded anew.")
    assert [fresh(room, one).score for one in (marked, later)] == [0.75, 0.25]


def test_without_words_for_the_learners_nothing_is_changed(teacher: Browser, room: Room) -> None:
    attempt = answered(room, "Ada", "One", 0.1)
    page = ask(teacher, attempt)
    look(room, FakeJudge({"One": 1.0}))
    assert teacher.post(f"{page}/apply", reason=" ").status_code == 422
    assert fresh(room, attempt).score == 0.1


def test_what_is_not_ready_is_not_applied(teacher: Browser, room: Room) -> None:
    page = ask(teacher, answered(room, "Ada", "One", 0.1))
    answer = teacher.post(f"{page}/apply", reason="Graded anew.")
    assert answer.status_code in {409, 422}, answer.status_code


def test_a_grader_that_is_away_leaves_it_asked_for(teacher: Browser, room: Room) -> None:
    ask(teacher, answered(room, "Ada", "One", 0.1))
    with pytest.raises(GraderUnavailable):
        look(room, FakeJudge({}, away=True))
    assert look(room, FakeJudge({"One": 1.0}))


def test_asked_again_the_earlier_look_is_out_of_date(teacher: Browser, room: Room) -> None:
    attempt = answered(room, "Ada", "One", 0.1)
    first, second = ask(teacher, attempt), ask(teacher, attempt)
    with room.database.read() as session:
        states = {str(one.id): one.status for one in session.scalars(select(Regrade))}
    assert [states[str(UUID(page.rsplit("/", 1)[1]))] for page in (first, second)] == [
        "dropped",
        "asked",
    ]
