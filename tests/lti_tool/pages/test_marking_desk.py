"""The marking desk: what comes first, one key a decision, taken back whole."""

import re

import pytest
from flask import Flask
from sqlalchemy import select, update

from lti_tool.models import Attempt, DecidedAnswer, Decision
from lti_tool.services.marking.learning import learn_everywhere
from lti_tool.services.marking.placing import place_item
from tests.lti_tool.pages.conftest import Browser, attempts, events
from tests.lti_tool.pages.room import Room


def answered(room: Room, name: str, text: str, score: float = 0.5, **grade: object) -> Attempt:
    """Let a new learner answer the first question, graded as told."""
    room.join(name)
    attempt = room.answer(name, text)
    room.streams.run(score, **grade)
    return fresh(room, attempt)


def fresh(room: Room, attempt: Attempt) -> Attempt:
    with room.database.read() as session:
        return session.get_one(Attempt, attempt.id)


def place(room: Room, attempt: Attempt) -> None:
    """Let the desk's worker group the answers to a question."""
    place_item(room.database, (attempt.activity_id, attempt.item_id))


def seen(*found: Attempt) -> str:
    return ",".join(f"{one.id}:{one.grade_version}" for one in found)


def order(page: str) -> list[str]:
    return re.findall(r'id="card-([0-9a-f-]{36})"', page)


def decide(teacher: Browser, found: list[Attempt], score: str, **form: str) -> dict[str, object]:
    answer = teacher.post("marking/decide", json=True, answers=seen(*found), score=score, **form)
    assert answer.status_code == 200, answer.text
    body: dict[str, object] = answer.get_json()
    return body


class TestTheQueue:
    def test_held_comes_first_then_contested_then_the_least_sure(
        self, teacher: Browser, room: Room
    ) -> None:
        sure = answered(room, "Ada", "One", confidence=0.62)
        unsure = answered(room, "Ben", "Two", confidence=0.31)
        contested = answered(room, "Cem", "Three", confidence=0.99)
        held = answered(room, "Dia", "Four", held="too_long")
        with room.database.write() as session:
            session.get_one(Attempt, contested.id).contested = True
        found = order(teacher.get("marking").text)
        assert found == [str(one.id) for one in (held, contested, unsure, sure)]

    def test_what_is_sure_or_marked_is_not_asked_about_but_found(
        self, teacher: Browser, room: Room
    ) -> None:
        sure = answered(room, "Ada", "One", confidence=0.97)
        other = answered(room, "Ben", "Two", confidence=0.4)
        decide(teacher, [other], "100")
        assert order(teacher.get("marking").text) == []
        assert order(teacher.get("marking", group="sure").text) == [str(sure.id)]
        assert order(teacher.get("marking", group="marked").text) == [str(other.id)]

    def test_a_filter_by_question_and_language_is_kept_from_page_to_page(
        self, teacher: Browser, room: Room, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("lti_tool.services.marking.queue.PAGE_SIZE", 2)
        found = [answered(room, f"L{n}", f"Word {n}", confidence=0.1 * n) for n in range(1, 6)]
        item = found[0].item_id
        met: list[str] = []
        query: dict[str, str] = {"item": item, "language": "en"}
        while True:
            page = teacher.get("marking", **query).text
            met += order(page)
            link = re.search(r"after=([^&\"]+)[^>]*>More answers", page)
            if link is None:
                break
            query["after"] = link.group(1)
        assert met == [str(one.id) for one in found]
        assert order(teacher.get("marking", language="zh").text) == []
        assert order(teacher.get("marking", item="none-such").text) == []

    def test_names_are_hidden_until_asked_for(self, teacher: Browser, room: Room) -> None:
        answered(room, "Ada Lovelace", "One", confidence=0.3)
        assert "Ada Lovelace" not in teacher.get("marking").text
        assert "Ada Lovelace" in teacher.get("marking", names="1").text

    def test_nonsense_in_the_address_shows_the_first_page(
        self, teacher: Browser, room: Room
    ) -> None:
        answered(room, "Ada", "One", confidence=0.3)
        page = teacher.get("marking", after="x_y", group="none", activity="junk")
        assert page.status_code == 200

    def test_only_teachers_mark(self, ada: Browser, room: Room) -> None:
        found = answered(room, "Ben", "One", confidence=0.3)
        for path in ("marking", "marking/second", "marking/decisions", "marking/questions"):
            assert ada.get(path).status_code == 403
        refused = ada.post("marking/decide", answers=seen(found), score="100")
        assert refused.status_code == 403
        assert fresh(room, found).method == "model"

    def test_the_desk_tells_an_open_page_how_it_stands(self, teacher: Browser, room: Room) -> None:
        body = teacher.get("marking/news", after="").get_json()
        assert teacher.get("marking/news", after=body["version"]).status_code == 204
        answered(room, "Ada", "One", confidence=0.3)
        parts = teacher.get("marking/news", after=body["version"]).get_json()["parts"]
        assert re.search(r"To mark</span>\s*<strong[^>]*>1<", parts["figures"])


class TestADecision:
    def test_one_key_marks_and_the_learner_reads_a_standard_sentence(
        self, teacher: Browser, room: Room
    ) -> None:
        found = answered(room, "Ada", "One", confidence=0.3)
        said = decide(teacher, [found], "100", bank=room.bank.id)
        kept = fresh(room, found)
        assert (kept.score, kept.method, kept.grade_version) == (1.0, "teacher", 2)
        assert kept.override_reason == "Your teacher has read your answer: it is right."
        assert said["count"] == 1
        [event] = events(room, "grade.overridden")
        assert event.grade.score == 1.0

    def test_the_teachers_own_words_and_exact_score_go_to_the_learner(
        self, teacher: Browser, room: Room
    ) -> None:
        found = answered(room, "Ada", "One", confidence=0.3)
        decide(teacher, [found], "exact", exact="62,5", reason=" Nearly. ")
        kept = fresh(room, found)
        assert (kept.score, kept.override_reason) == (0.625, "Nearly.")

    def test_a_group_is_marked_at_once_each_learner_with_an_event(
        self, teacher: Browser, room: Room
    ) -> None:
        found = [answered(room, f"L{n}", "Because of the sun", confidence=0.3) for n in range(3)]
        assert decide(teacher, found, "50")["count"] == 3
        assert {one.score for one in attempts(room)} == {0.5}
        told = events(room, "grade.overridden")
        assert {one.learner_id for one in told} == {one.learner_id for one in found}
        assert len({one.event_id for one in told}) == 3

    def test_an_answer_that_moved_since_stays_and_the_others_are_marked(
        self, teacher: Browser, room: Room
    ) -> None:
        one, other = (answered(room, n, "The sun", confidence=0.3) for n in ("Ada", "Ben"))
        decide(teacher, [one], "0")
        assert decide(teacher, [one, other], "100")["count"] == 1
        assert fresh(room, one).score == 0.0
        assert fresh(room, other).score == 1.0
        again = teacher.post("marking/decide", json=True, answers=seen(one, other), score="50")
        assert again.status_code == 422
        assert "changed while" in again.get_json()["problem"]

    @pytest.mark.parametrize("score", ["", "much", "101", "-1", "nan"])
    def test_a_score_that_is_none_is_refused(
        self, teacher: Browser, room: Room, score: str
    ) -> None:
        found = answered(room, "Ada", "One", confidence=0.3)
        answer = teacher.post("marking/decide", json=True, answers=seen(found), score=score)
        assert answer.status_code == 422
        assert fresh(room, found).method == "model"

    def test_no_answer_ticked_is_said_and_nonsense_is_not_found(
        self, teacher: Browser, room: Room
    ) -> None:
        refused = teacher.post("marking/decide", score="100")
        assert refused.status_code == 422
        assert "Tick at least one answer" in refused.text
        assert teacher.post("marking/decide", score="1", answers="a:b").status_code == 404

    def test_without_a_script_the_form_leads_back_to_the_queue(
        self, teacher: Browser, room: Room
    ) -> None:
        found = answered(room, "Ada", "One", confidence=0.3)
        answer = teacher.post("marking/decide", answers=seen(found), score="100")
        assert answer.status_code == 303
        assert answer.location.endswith("/marking?saved=1")

    def test_a_decision_is_kept_with_what_it_replaced(self, teacher: Browser, room: Room) -> None:
        found = answered(room, "Ada", "One", 0.25, confidence=0.3)
        decide(teacher, [found], "100")
        with room.database.read() as session:
            [row] = session.scalars(select(DecidedAnswer)).all()
            [decision] = session.scalars(select(Decision)).all()
        assert decision.actor_id == room.teacher.id
        assert decision.made_at == room.clock()
        assert (row.score_before, row.score_after, row.method_before) == (0.25, 1.0, "model")
        assert "Grace Okafor" in teacher.get("marking/decisions").text


class TestUndo:
    def undo(self, teacher: Browser, said: dict[str, object]) -> int:
        return teacher.post(f"marking/undo/{said['decision']}", json=True).status_code

    def test_every_answer_gets_back_what_it_had(self, teacher: Browser, room: Room) -> None:
        found = [answered(room, f"L{n}", "The sun", 0.3, confidence=0.4) for n in range(3)]
        said = decide(teacher, found, "100")
        room.streams.run()
        assert self.undo(teacher, said) == 200
        for before in found:
            now = fresh(room, before)
            assert (now.score, now.method, now.confidence) == (0.3, "model", 0.4)
            assert now.override_reason is None
            assert now.grade_version == 3
        assert len(events(room, "grade.overridden")) == 6

    def test_a_held_answer_is_held_again_and_its_mastery_withdrawn(
        self, teacher: Browser, room: Room
    ) -> None:
        found = answered(room, "Ada", "The sun", held="too_long")
        said = decide(teacher, [found], "100")
        assert self.undo(teacher, said) == 200
        now = fresh(room, found)
        assert (now.status, now.held_reason, now.score) == ("held", "too_long", None)
        [event] = events(room, "answer.held")
        assert event.grade_version == 2
        assert order(teacher.get("marking", group="held").text) == [str(found.id)]

    def test_a_newer_grade_stays(self, teacher: Browser, room: Room) -> None:
        found = answered(room, "Ada", "The sun", confidence=0.4)
        first = decide(teacher, [found], "100")
        decide(teacher, [fresh(room, found)], "50")
        assert self.undo(teacher, first) == 422
        assert fresh(room, found).score == 0.5

    def test_undone_twice_is_undone_once(self, teacher: Browser, room: Room) -> None:
        found = answered(room, "Ada", "The sun", confidence=0.4)
        said = decide(teacher, [found], "100")
        assert self.undo(teacher, said) == self.undo(teacher, said) == 200
        assert fresh(room, found).grade_version == 3

    def test_the_form_without_a_script_works_too(self, teacher: Browser, room: Room) -> None:
        found = answered(room, "Ada", "The sun", confidence=0.4)
        said = decide(teacher, [found], "100")
        assert teacher.post(f"marking/undo/{said['decision']}").status_code == 303
        assert "taken back" in teacher.get("marking/decisions").text


class TestTheGroupsOfAQuestion:
    def page(self, teacher: Browser, attempt: Attempt, **query: object) -> str:
        return teacher.get(f"marking/items/{attempt.activity_id}/{attempt.item_id}", **query).text

    def test_answers_that_say_the_same_stand_together(self, teacher: Browser, room: Room) -> None:
        found = [
            answered(room, f"L{n}", text, confidence=0.4)
            for n, text in enumerate(("The sun heats it", "the sun heats it!", "Magnets pull it"))
        ]
        place(room, found[0])
        page = self.page(teacher, found[0])
        assert len(order(page)) == 2
        assert "2 answers" in page
        both = {f"{one.id}:1" for one in found[:2]}
        assert both <= set(re.findall(r"[0-9a-f-]{36}:1", page.split("Group 2")[0]))

    def test_a_new_answer_is_there_before_the_worker_has_grouped_it(
        self, teacher: Browser, room: Room
    ) -> None:
        old = answered(room, "Ada", "The sun heats it", confidence=0.4)
        place(room, old)
        new = [answered(room, name, "Magnets pull it.", confidence=0.4) for name in ("Ben", "Cem")]
        assert order(self.page(teacher, old)) == [
            str(min(new, key=lambda one: one.id).id),
            str(old.id),
        ]

    def test_groups_come_page_by_page_what_teaches_most_first(
        self, teacher: Browser, room: Room, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("lti_tool.services.marking.groups.PAGE_SIZE", 2)
        monkeypatch.setattr("lti_tool.services.marking.placing.ASKED", 1)
        words = ("The sun heats it", "Magnets pull it", "Water flows down", "It grows by itself")
        found = [
            answered(room, f"L{n}", words[n % 4], confidence=0.1 if n == 3 else 0.9)
            for n in range(7)
        ]
        place(room, found[0])
        first, second = (self.page(teacher, found[0], page=n) for n in (1, 2))
        assert "most useful to mark next" in first.split("Group 2")[0]
        assert str(found[3].id) in first.split("Group 2")[0]
        assert "More groups" in first
        assert len(order(first)) == len(order(second)) == 2
        assert not set(order(first)) & set(order(second))
        assert "More groups" not in second

    def test_a_large_group_is_marked_in_several_goes(
        self, teacher: Browser, room: Room, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("lti_tool.services.marking.groups.SHOWN_MAX", 2)
        found = [answered(room, f"L{n}", "The sun heats it", confidence=0.4) for n in range(3)]
        place(room, found[0])
        page = self.page(teacher, found[0])
        assert "3 answers" in page
        assert "here the first 2" in page
        ids = re.findall(r"([0-9a-f-]{36}):1", page)
        decide(teacher, [one for one in found if str(one.id) in ids], "50")
        assert len(set(re.findall(r"[0-9a-f-]{36}:1", self.page(teacher, found[0])))) == 1

    def test_an_unknown_question_is_not_found(self, teacher: Browser, room: Room) -> None:
        assert teacher.get(f"marking/items/{room.activity.id}/none").status_code == 404
        assert teacher.get(f"marking/items/{room.teacher.id}/none").status_code == 404


def test_the_existing_form_of_one_answer_is_a_decision_too(
    app: Flask, teacher: Browser, room: Room
) -> None:
    found = answered(room, "Ada", "The sun", confidence=0.4)
    teacher.post(f"answers/{found.id}/grade", score="75", reason="Good.", seen_version="1")
    assert "One answer marked" in teacher.get("marking/decisions").text


def test_the_page_of_an_answer_tells_what_was_decided(teacher: Browser, room: Room) -> None:
    attempt = answered(room, "Ada", "One", 0.4)
    assert 'id="history"' not in teacher.get(f"answers/{attempt.id}").text
    decide(teacher, [attempt], "75")
    page = teacher.get(f"answers/{attempt.id}").text
    assert re.search(r"40\s?% → <strong>75\s?%</strong>", page), page


def test_answers_older_than_the_desk_come_on_it(teacher: Browser, room: Room) -> None:
    attempt = answered(room, "Ada", "One", confidence=0.3)
    with room.database.write() as session:
        session.execute(update(Attempt).values(desk_rank=None))
    assert order(teacher.get("marking").text) == []
    learn_everywhere(room.database, room.clock())
    assert order(teacher.get("marking").text) == [str(attempt.id)]
