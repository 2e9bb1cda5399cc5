"""A course whose teacher has thousands of answers on the marking desk.

The texts are the bank's own references and wrong ideas, said in many ways: the same
words in another order of likelihood, with other beginnings, fillers and slips, so that
answers fall into groups as those of a class do. Everything comes from one seed.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from analytics.content import Item, ItemBank, ShortAnswerItem
from lti_tool.adapters.database import Database
from lti_tool.models import Attempt, User
from lti_tool.services.launches import find_launch
from lti_tool.services.marking.deciding import Mark, Seen, decide
from tests.lti_tool.pages.room import Clock, Room, open_room

_BEGINNINGS = ("", "", "", "I think ", "Because ", "It is because ", "Maybe ", "Well, ")
_ENDS = ("", ".", ".", "!", " I guess", " and so on", " as we said in class")
_WRONG = (
    "I do not know",
    "It just happens like that",
    "The teacher told us so",
    "Because of the weather",
    "It is magic",
    "Gravity does it",
    "Because it is bigger than the other one",
    "It has no effect at all on what we measure",
)
_IDEAS = 24
_MARKED_SHARE = 0.12


@dataclass(frozen=True, slots=True)
class FullDesk:
    """A filled course, and its teacher's page token.

    Attributes:
        crowded: the item with the most answers.
    """

    room: Room
    token: str
    answers: int
    crowded: str


def fill_desk(database: Database, bank: ItemBank, answers: int, learners: int = 250) -> FullDesk:
    """Write a course with so many answers, some held, graded, contested, marked."""
    rng = random.Random(20_260_302)
    room = open_room(database, bank, Clock())
    token = room.teach()
    items = [item for item in bank.items if isinstance(item, ShortAnswerItem)]
    with database.write() as session:
        people = [
            User(tenant_id=room.tenant.id, subject=f"s{n}", name=f"Learner {n}")
            for n in range(learners)
        ]
        session.add_all(people)
        session.flush()
        made = list(_attempts(room, items, [one.id for one in people], answers, rng))
        session.add_all(made)
    _mark(room, token, made, rng)
    counts = {item.id: sum(one.item_id == item.id for one in made) for item in items}
    return FullDesk(room, token, answers, max(counts, key=lambda one: counts[one]))


def _attempts(
    room: Room, items: Sequence[Item], learners: Sequence[UUID], count: int, rng: random.Random
) -> Iterator[Attempt]:
    ideas = {item.id: _ideas(item, rng) for item in items}
    crowd = [1 / (place + 2) for place in range(len(items))]
    often = [1 / (place + 1) for place in range(_IDEAS)]
    for item in rng.choices(items, crowd, k=count):
        [idea] = rng.choices(ideas[item.id], often)
        at = room.clock() - timedelta(minutes=rng.randrange(35 * 24 * 60))
        yield _attempt(room, item.id, rng.choice(learners), _said(idea, rng), at, rng)


def _attempt(
    room: Room, item_id: str, learner: UUID, text: str, at: datetime, rng: random.Random
) -> Attempt:
    confidence, held = rng.betavariate(4, 2), rng.random() < 0.5
    score = rng.choice((0.0, 0.0, 0.5, 1.0))
    facts = {
        "score": score,
        "label": "correct" if score == 1.0 else "partial" if score else "irrelevant",
        "confidence": confidence,
        "method": "model",
        "grader": "grader:1",
    }
    shown = {"status": "held", "held_reason": "unsure", "tentative": {**facts, "grade_version": 1}}
    graded = {**facts, "status": "graded", "contested": rng.random() < 0.05, "grade_version": 1}
    return Attempt(
        id=UUID(int=rng.getrandbits(128), version=4),
        event_id=UUID(int=rng.getrandbits(128), version=4),
        tenant_id=room.tenant.id,
        course_id=room.course.id,
        activity_id=room.activity.id,
        bank_id=room.bank.id,
        learner_id=learner,
        item_id=item_id,
        number=1,
        answer=text,
        submitted_at=at,
        covered=["mean"],
        missing=["repeat"],
        **({**shown, "confidence": confidence} if held else {**graded, "graded_at": at}),
    )


def _ideas(item: Item, rng: random.Random) -> list[str]:
    known = list(getattr(item, "references", ()))
    parts = [part.strip(" .") for one in known for part in one.replace(";", ",").split(",")]
    mixed = [", ".join(rng.sample(parts, min(2, len(parts)))) for _ in range(_IDEAS)]
    words = [word for one in known for word in one.strip(".").split()]
    short = [" ".join(rng.sample(words, min(5, len(words)))) for _ in range(_IDEAS)]
    found = [*known, *parts, *rng.sample(_WRONG, len(_WRONG)), *mixed, *short]
    return list(dict.fromkeys(found))[:_IDEAS] + [_WRONG[0]] * max(0, _IDEAS - len(set(found)))


def _said(idea: str, rng: random.Random) -> str:
    words = f"{rng.choice(_BEGINNINGS)}{idea.strip('.')}".split()
    if len(words) > 5 and rng.random() < 0.4:
        del words[rng.randrange(1, len(words))]
    if rng.random() < 0.3:
        place = rng.randrange(len(words))
        words[place] = _slip(words[place], rng)
    return " ".join(words) + rng.choice(_ENDS)


def _slip(word: str, rng: random.Random) -> str:
    at = rng.randrange(max(1, len(word) - 1))
    return word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]


def _mark(room: Room, token: str, made: Sequence[Attempt], rng: random.Random) -> None:
    """Let the teacher have marked a share of the answers, one decision each."""
    chosen = rng.sample(made, int(len(made) * _MARKED_SHARE))
    with room.database.read() as session:
        launch = find_launch(session, token, room.clock())
    for one in chosen:
        score = rng.choice((0.0, 0.5, 1.0, 1.0))
        with room.database.write() as session:
            at = one.submitted_at + timedelta(hours=5)
            seen = [Seen(one.id, one.grade_version)]
            decide(session, launch, room.banks, seen, Mark(score, "Read."), at)
