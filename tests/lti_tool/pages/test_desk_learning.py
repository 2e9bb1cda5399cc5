"""What the desk's worker learns from marks, and groups ahead of the pages."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from lti_tool.models import Attempt
from lti_tool.services.marking.learning import learn, learn_as_asked
from lti_tool.services.marking.placing import AGAIN, Placer, place_item
from lti_tool.services.marking.regrading import Regrader
from tests.lti_tool.pages.conftest import Browser
from tests.lti_tool.pages.room import Room
from tests.lti_tool.pages.test_marking_desk import answered, decide, fresh, order
from tests.lti_tool.pages.test_regrading import FakeJudge, ask

HEAT = "The sun heats the water and it rises as vapour"
PULL = "Magnets pull the water up into the clouds"


def marked_class(teacher: Browser, room: Room) -> Attempt:
    """Let the teacher overrule the model, and one more answer come; return that one."""
    for n in range(4):
        decide(teacher, [answered(room, f"A{n}", HEAT + "!" * n, 0.1, confidence=0.3)], "100")
        decide(teacher, [answered(room, f"B{n}", PULL + "!" * n, 0.9, confidence=0.3)], "0")
    return answered(room, "Zoe", HEAT, 0.1, confidence=0.3)


class TestTheMarksMoveWhatIsProposed:
    def test_by_the_nearest_answers_marked_and_the_desk_says_so(
        self, teacher: Browser, room: Room
    ) -> None:
        new = marked_class(teacher, room)
        assert "answers you marked" not in teacher.get("marking").text
        learn(room.database, room.activity.id, room.clock())
        page = teacher.get("marking").text
        assert re.search(r"moved by \d answers? you marked", page)
        assert re.search(r"the model alone says 10\s?%", page)
        [proposed] = re.findall(r'name="score" value="([\d.]+)" data-key="4"', page)
        assert float(proposed) > 50
        assert fresh(room, new).score == 0.1

    def test_what_was_graded_anew_since_is_not_moved_by_an_older_look(
        self, teacher: Browser, room: Room
    ) -> None:
        new = marked_class(teacher, room)
        learn(room.database, room.activity.id, room.clock())
        with room.database.write() as session:
            session.get_one(Attempt, new.id).grade_version = 2
        assert "answers you marked" not in teacher.get("marking").text
        place_item(room.database, (new.activity_id, new.item_id))
        assert re.search(r"moved by \d answers? you marked", teacher.get("marking").text)


class TestGradesMovedForGood:
    def test_are_shown_as_such_to_learner_and_teacher_and_not_moved_again(
        self, app: Flask, teacher: Browser, room: Room
    ) -> None:
        new = marked_class(teacher, room)
        learn(room.database, room.activity.id, room.clock())
        page = ask(teacher, new, "marks")
        regrader = Regrader(room.database, room.banks, FakeJudge({}), room.clock)
        assert regrader.step()
        assert teacher.post(f"{page}/apply", reason="By your teacher's marks.").status_code == 303
        assert (fresh(room, new).score or 0) > 0.5
        said = re.compile(r"model grader:1, moved by \d answers? like it that a teacher marked")
        assert said.search(Browser(app.test_client(), room.tokens["Zoe"]).get().text)
        assert said.search(teacher.get(f"answers/{new.id}").text)
        again = ask(teacher, new, "marks")
        assert regrader.step()
        assert "Nothing would change" in teacher.get(again).text


class TestWhatTeachesMost:
    def test_is_asked_first_a_few_of_each_question_and_never_twice(
        self, teacher: Browser, room: Room, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("lti_tool.services.marking.placing.ASKED", 2)
        texts = (HEAT, f"{HEAT}!", PULL, "It grows by itself")
        found = [answered(room, f"L{n}", text, confidence=0.3) for n, text in enumerate(texts)]
        assert order(teacher.get("marking", group="useful").text) == []
        place_item(room.database, (found[0].activity_id, found[0].item_id))
        asked = order(teacher.get("marking", group="useful").text)
        assert len(asked) == 2
        assert not {str(one.id) for one in found[:2]} <= set(asked)
        decide(teacher, [one for one in found if str(one.id) == asked[0]], "100")
        assert order(teacher.get("marking", group="useful").text) == asked[1:]


class TestLearningOnDemand:
    def test_is_asked_for_on_the_page_and_done_by_the_worker_once(
        self, teacher: Browser, room: Room
    ) -> None:
        marked_class(teacher, room)
        for _ in range(2):
            assert teacher.post("marking/learn").status_code == 303
        assert "data-again" in teacher.get("marking/questions").text
        assert learn_as_asked(room.database, room.clock())
        assert not learn_as_asked(room.database, room.clock())
        page = teacher.get("marking/questions").text
        assert "data-again" not in page
        assert "8 marks" in page
        assert "Teachers often overrule its grades" in page


class TestThePlacer:
    def placer(self, room: Room) -> Placer:
        made = Placer(room.database, room.clock)
        made.watch()
        return made

    def step(self, placer: Placer) -> int:
        placer.watch()
        return placer.step()

    def test_places_what_comes_and_only_what_comes(self, room: Room) -> None:
        answered(room, "Old", HEAT, confidence=0.3)
        placer = self.placer(room)
        assert self.step(placer) == 0
        answered(room, "Ada", HEAT, confidence=0.3)
        assert self.step(placer) == 1
        assert self.step(placer) == 0

    def test_gathers_a_rush_of_answers(self, room: Room) -> None:
        placer = self.placer(room)
        answered(room, "Ada", HEAT, confidence=0.3)
        assert self.step(placer) == 1
        room.clock.at -= timedelta(seconds=30)
        answered(room, "Ben", HEAT, confidence=0.3)
        assert self.step(placer) == 0
        room.clock.at += AGAIN + timedelta(seconds=30)
        assert self.step(placer) == 1

    def test_does_not_compare_anew_for_a_mark(self, teacher: Browser, room: Room) -> None:
        placer = self.placer(room)
        attempt = answered(room, "Ada", HEAT, confidence=0.3)
        self.step(placer)
        decide(teacher, [attempt], "100")
        room.clock.at += AGAIN
        assert self.step(placer) == 0
