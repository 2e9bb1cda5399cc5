"""Carry a course's questions in and out as files."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from analytics.content import Item, Skill
from analytics.content.interchange.questions.gift_writing import has_room, write_gift
from analytics.content.interchange.questions.moodle_writing import write_moodle
from analytics.content.interchange.questions.qti import QTI_2, QTI_3
from analytics.content.interchange.questions.qti_writing import write_qti
from analytics.content.interchange.questions.reading import read_questions
from analytics.content.interchange.report import Remark, UnreadableFile
from lti_tool.errors import Refused
from lti_tool.services.items.library import Wanted, list_items
from lti_tool.services.items.matching import Desk
from lti_tool.services.items.pictures import bytes_of
from lti_tool.services.items.taking import Entry, look

Form = Literal["gift", "moodle", "qti2", "qti3"]
Which = Literal["own", "all"]
Skills = Mapping[str, Skill]
Pictures = Mapping[str, bytes]
"""The bytes of pictures by digest."""


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was read.

    Attributes:
        groups: categories of questions that name no skill, in the file's order, each with
            the skill that it is guessed to be for; empty without a guess.
    """

    name: str
    entries: Sequence[Entry]
    remarks: Sequence[Remark]

    @property
    def groups(self) -> dict[str, str]:
        """Return the categories whose questions need a skill, each with a guess."""
        guesses: dict[str, str] = {}
        for entry in self.entries:
            if entry.asks_skill and entry.state != "refused":
                group = entry.found.source.group
                guesses[group] = guesses.get(group) or entry.skill_id
        return guesses


def read_file(desk: Desk, raw: bytes, name: str) -> Read:
    """Return what a file says and what would become of it; keeps nothing.

    Raises:
        Refused: nothing of it can be read.
    """
    try:
        found = read_questions(raw)
    except UnreadableFile as error:
        raise Refused(error.code, "file", place=error.place) from error
    return Read(name, look(desk, found.items), found.report.remarks)


def written(desk: Desk, form: Form, which: Which) -> bytes:
    """Return questions of the course's bank as a file: the teachers' own, or the bank's too."""
    items = _items(desk, which)
    pictures = bytes_of(desk.session, desk.launch.tenant_id, items)
    return _WRITERS[form](items, desk.bank.skills_by_id, pictures)


def without_room(desk: Desk) -> list[Item]:
    """Return the teachers' questions that GIFT has no room for: other programs cannot ask them."""
    return [item for item in _items(desk, "own") if not has_room(item)]


def _items(desk: Desk, which: Which) -> list[Item]:
    own = [item for _, item in list_items(desk.session, desk.launch, desk.bank.id, Wanted())]
    shipped = desk.banks[desk.bank.id].items if which == "all" else ()
    order = {skill.id: n for n, skill in enumerate(desk.bank.skills)}
    whole = [*own, *shipped]
    return sorted(whole, key=lambda item: order.get(next(iter(item.skills)), len(order)))


_WRITERS: Mapping[Form, Callable[[Sequence[Item], Skills, Pictures], bytes]] = {
    "gift": lambda items, skills, _pictures: write_gift(items, skills).encode(),
    "moodle": write_moodle,
    "qti2": lambda items, _skills, pictures: write_qti(items, QTI_2, pictures),
    "qti3": lambda items, _skills, pictures: write_qti(items, QTI_3, pictures),
}
