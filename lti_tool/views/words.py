"""The sentences that codes and numbers stand for, in the reader's language."""

from collections.abc import Callable, Mapping
from datetime import datetime

from flask_babel import format_datetime, format_decimal, format_percent
from markupsafe import Markup

from analytics.content import (
    ClozeItem,
    Item,
    MultipleChoiceItem,
    MultipleSelectItem,
    NumericItem,
    OrderingItem,
)
from analytics.events import PathAdvised, Reason
from lti_tool.errors import Refused
from lti_tool.views.file_words import refusals as file_refusals
from lti_tool.views.marking_words import refusals as desk_refusals
from lti_tool.views.order_words import refusals as order_refusals
from lti_tool.views.policy_words import refusals as path_refusals
from lti_tool.views.skill_words import refusals as skill_refusals
from lti_tool.views.tongue import gettext, listed, ngettext

Names = Mapping[str, str]


def percent(value: float | None) -> str:
    """Return a share as whole per cents; a dash for none."""
    return "–" if value is None else str(format_percent(value))


def number(value: float) -> str:
    """Return a number as the reader's language writes it."""
    return str(format_decimal(value))


def moment(at: datetime | None) -> str:
    """Return a moment as HTML, UTC; the page's script makes it local."""
    if at is None:
        return "–"
    words = format_datetime(at, "short")
    return Markup('<time datetime="{}">{} UTC</time>').format(at.isoformat(), words)


def band_words(band: str) -> str:
    """Return the name of a band of mastery."""
    words = {
        "unknown": gettext("Not enough evidence yet"),
        "starting": gettext("Starting"),
        "growing": gettext("Growing"),
        "reached": gettext("Reached"),
    }
    return words[band]


def status_words(status: str) -> str:
    """Return the state of an answer."""
    words = {
        "submitted": gettext("Being graded"),
        "graded": gettext("Graded"),
        "held": gettext("Waits for a teacher"),
    }
    return words[status]


def event_words(kind: str) -> str:
    """Return what an event tells, in a few words."""
    words = {
        "activity.published": gettext("Activity saved"),
        "activity.launched": gettext("Opened"),
        "experiment.assigned": gettext("Put into a comparison"),
        "answer.submitted": gettext("Answered"),
        "answer.graded": gettext("Graded"),
        "answer.held": gettext("Kept for the teacher"),
        "grade.overridden": gettext("Grade changed"),
        "grade.contested": gettext("Asked for a person"),
        "mastery.reset": gettext("Reset by the teacher, or restored"),
        "mastery.updated": gettext("Mastery moved"),
        "item.observed": gettext("Counted for how hard the question is"),
        "path.advised": gettext("Next step chosen"),
        "estimate.contested": gettext("Challenged an estimate"),
        "step.chosen": gettext("Picked among the steps offered"),
        "score.released": gettext("Score released"),
        "score.delivered": gettext("Score in the gradebook"),
    }
    return words.get(kind, kind)


def odds_words(success: float | None) -> str:
    """Return a chance of success as a count out of ten."""
    if success is None:
        return ""
    return gettext("We expect you to manage about %(n)s in 10 like this.", n=in_ten(success))


def in_ten(success: float) -> int:
    """Return a chance as a count out of ten; never none and never all."""
    return min(9, max(1, round(success * 10)))


def reason_words(reason: Reason, names: Names) -> str:
    """Return why a step was chosen."""
    skill = names.get(reason.skill_id or "", gettext("this skill"))
    uses = listed(names.get(s, s) for s in reason.prerequisite_of)
    sentences: dict[str, Callable[[], str]] = {
        "next_skill": lambda: gettext(
            "You are ready for something new: “%(skill)s” is the next skill on your way.",
            skill=skill,
        ),
        "same_skill": lambda: _same_skill(skill, reason.mastery),
        "stronger_base": lambda: gettext(
            "A step back to “%(skill)s” first: it carries %(uses)s.",
            skill=skill,
            uses=uses or gettext("what comes next"),
        ),
        "review": lambda: gettext(
            "It is time to review “%(skill)s”: one question keeps it fresh.", skill=skill
        ),
        "stretch": lambda: gettext(
            "What is left of “%(skill)s” is harder than we would choose for you now. "
            "A hint, or “I don’t know”, is quite all right.",
            skill=skill,
        ),
        "explore": lambda: gettext("Something different for once: “%(skill)s”.", skill=skill),
        "placement": lambda: gettext(
            "“%(skill)s” is next in the placement test: your answer tells most there.", skill=skill
        ),
        "all_reached": lambda: gettext("You have reached every skill of this activity."),
        "waiting": lambda: gettext("What comes next waits until your teacher opens it."),
    }
    return sentences[reason.code]()


def answer_words(answer: str, item: Item | None) -> str:
    """Return an answer as it read to the learner: options and parts by their texts."""
    if not answer:
        return gettext("I don’t know")
    if isinstance(item, MultipleChoiceItem):
        return next((o.text for o in item.options if o.id == answer), answer)
    if isinstance(item, MultipleSelectItem | OrderingItem | ClozeItem):
        return _several_words(answer, item)
    if isinstance(item, NumericItem) and not any(c.isalpha() or c in "%°" for c in answer):
        return f"{answer} {item.unit}".strip()
    return answer


def _several_words(answer: str, item: MultipleSelectItem | OrderingItem | ClozeItem) -> str:
    if isinstance(item, ClozeItem):
        return " · ".join(f"[{n}] {one or '–'}" for n, one in enumerate(answer.split("\n"), 1))
    if isinstance(item, OrderingItem):
        parts = {part.id: part.text for part in item.parts}
        return " → ".join(parts.get(one, one) for one in answer.split())
    texts = {option.id: option.text for option in item.options}
    return " · ".join(texts.get(one, one) for one in answer.split())


def option_feedback(answer: str, item: Item) -> str:
    """Return what choosing an option tells, or several; empty for other kinds."""
    if not isinstance(item, MultipleChoiceItem | MultipleSelectItem):
        return ""
    chosen = set(answer.split())
    return " ".join(o.feedback for o in item.options if o.id in chosen and o.feedback)


def refusal_words(refused: Refused) -> str:
    """Return what is wrong with what a person sent, and what to do."""
    facts = refused.facts
    sentences: dict[str, Callable[[], str]] = {
        "challenge_without_reason": lambda: gettext(
            "Say in a sentence why, so that your teacher knows what to look at."
        ),
        "reply_missing": lambda: gettext("Write a sentence: the learner reads it."),
        "answer_empty": lambda: gettext("Write an answer first. An empty one cannot be graded."),
        "answer_too_long": lambda: gettext(
            "Your answer has %(length)s characters; at most %(most)s can be graded. "
            "Nothing is lost: shorten it and send it again.",
            length=facts.get("length"),
            most=facts.get("most"),
        ),
        "answer_not_a_number": lambda: gettext(
            "This needs a number, for example 2.5 or 1.2e3. The unit is already there."
        ),
        "answer_not_a_formula": lambda: gettext(
            "This formula cannot be read. Write it like 2x + 1, x^2 or (a + b) / c."
        ),
        "answer_not_an_option": lambda: gettext("Choose one of the options."),
        "answer_not_an_order": lambda: gettext(
            "Give each part a place of its own, from 1 to %(count)s.", count=facts.get("count")
        ),
        "answer_not_gaps": lambda: gettext(
            "Fill in the gaps: the text has %(count)s.", count=facts.get("count")
        ),
        "answer_gap_not_a_number": lambda: gettext(
            "Gap %(n)s needs a number, for example 2.5 or 1.2e3.", n=facts.get("n")
        ),
        "item_changed": lambda: gettext(
            "Your teacher changed this question while you were writing. Read it again; "
            "your answer is still here."
        ),
        "draft_has_problems": lambda: gettext("Look at what is marked below."),
        "item_moved": lambda: gettext(
            "Somebody else changed this question meanwhile. Copy what you wrote, load the page "
            "again and change the newest revision."
        ),
        "item_does_not_fit": lambda: gettext(
            "This activity does not have the question's skills. Add them to the activity first."
        ),
        "not_the_current_item": lambda: gettext(
            "That question is already answered, perhaps in another tab. Here is where you are now."
        ),
        "not_open_yet": lambda: gettext(
            "This activity is not open yet. Your answer was not sent: come back when it opens."
        ),
        "closed": lambda: gettext(
            "This activity is closed: its date has passed. Ask your teacher if you need more time."
        ),
        "title_missing": lambda: gettext("Give the activity a title."),
        "bank_unknown": lambda: gettext("Choose one of the question banks."),
        "bank_fixed": lambda: gettext(
            "The question bank cannot be changed: learners' progress belongs to it. "
            "Make a new activity for another bank."
        ),
        "skills_without_items": lambda: gettext(
            "No question exercises only these skills. Choose one more."
        ),
        "out_of_range": lambda: gettext("A number is outside its range."),
        "skill_unknown": lambda: gettext("Choose the skill that the question exercises."),
        "own_items_full": lambda: gettext(
            "An activity takes at most %(most)s questions of your own.", most=facts.get("most")
        ),
        "pictures_full": lambda: gettext(
            "The pictures of all questions together may weigh %(most)s MB. Take some out of "
            "questions first.",
            most=facts.get("most"),
        ),
        "item_invalid": lambda: gettext(
            "The question is not complete: it needs a prompt and what a right answer is."
        ),
        "copy_mode_missing": lambda: gettext("Choose what becomes of the activities."),
        "date_invalid": lambda: gettext("A date is not complete: it needs day and time."),
        "window_backwards": lambda: gettext("The end must be later than the start."),
        "zone_unknown": lambda: gettext("The time zone of your browser is not known here."),
        "score_invalid": lambda: gettext("Give a score from 0 to 100."),
        "reason_missing": lambda: gettext(
            "Say why in a sentence: the learner reads it beside the grade."
        ),
        "reason_too_long": lambda: gettext(
            "Keep the reason under %(most)s characters.", most=facts.get("most")
        ),
        "grade_moved": lambda: gettext(
            "The grade changed while this page was open. Look at it again, then decide."
        ),
        "nothing_chosen": lambda: gettext("Choose at least one activity, or make a new one."),
    }
    others = {
        **desk_refusals(facts),
        **skill_refusals(facts),
        **path_refusals(),
        **order_refusals(facts),
    }
    return {**sentences, **others, **file_refusals(facts)}[refused.code]()


def _same_skill(skill: str, mastery: float | None) -> str:
    if mastery is None:
        return gettext("We stay with “%(skill)s” a little.", skill=skill)
    return gettext(
        "We stay with “%(skill)s”: it stands at %(mastery)s now, and another question moves it on.",
        skill=skill,
        mastery=percent(mastery),
    )


def all_reached(advice: PathAdvised | None) -> bool:
    """Tell whether nothing is left to advise."""
    return advice is not None and advice.step is None


def answers_counted(count: int) -> str:
    """Return a count of answers in words."""
    return str(ngettext("%(num)s answer", "%(num)s answers", count))


def points_counted(points: float) -> str:
    """Return what a part of the rubric is worth in words."""
    one_or_more = 1 if points == 1 else 2
    return str(ngettext("%(n)s point", "%(n)s points", one_or_more, n=number(points)))
