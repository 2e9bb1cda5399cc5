"""The blueprint of the skill editor, and its page."""

from collections import Counter
from dataclasses import dataclass, field

from flask import g, render_template
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from analytics.content import SkillMap
from analytics.content.skill_graph import health
from lti_tool.services.activities import Course, content_of, find_activity
from lti_tool.services.items.library import Wanted, list_items
from lti_tool.services.skills.changing import revisions_of
from lti_tool.services.skills.reading import map_of
from lti_tool.views.context import parts
from lti_tool.views.file_words import remark_words
from lti_tool.views.guard import launch_pages
from lti_tool.views.skill_words import deed_words, questions_counted
from lti_tool.views.skills.picture import picture_of

pages = launch_pages("skills", __name__)


@dataclass(frozen=True, slots=True)
class Given:
    """What was typed into a form that was refused, and why it was."""

    problem: str = ""
    form: MultiDict[str, str] = field(default_factory=MultiDict)


@pages.context_processor
def _words() -> dict[str, object]:
    """Let the editor's templates find words."""
    words = (deed_words, questions_counted, remark_words)
    return {word.__name__: word for word in words}


def course_here(session: Session) -> Course:
    """Return the content of the launch's activity."""
    return content_of(find_activity(session, g.launch), parts().banks)


def show_editor(given: Given) -> str:
    """Return the page with the skills as they are now."""
    with parts().database.read() as session:
        course = course_here(session)
        shipped = parts().banks[course.bank.id]
        skills = map_of(session, g.launch.course_id, shipped)
        own = [item for _, item in list_items(session, g.launch, course.bank.id, Wanted())]
        revisions = revisions_of(session, g.launch, course.bank.id)
    items = {item.id: item for item in (*shipped.items, *own)}
    live = shipped.taught_as(skills.skills).taught
    counts = Counter(skill for item in items.values() for skill in item.skills)
    return render_template(
        "skills/edit.html",
        course=course,
        skills=skills,
        live=live,
        retired=[skill for skill in skills.skills if skill.retired],
        after=_after(skills),
        counts=counts,
        picture=picture_of(live, counts),
        health=health(skills.skills, items.values()),
        items=items,
        revisions=revisions,
        given=given,
    )


def _after(skills: SkillMap) -> dict[str, list[str]]:
    """Return the ids of the taught skills that build on each skill."""
    found: dict[str, list[str]] = {skill.id: [] for skill in skills.skills}
    for skill in skills.skills:
        for before in skill.prerequisites if not skill.retired else ():
            found[before].append(skill.id)
    return found
