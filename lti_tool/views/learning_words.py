"""A learner's learning in sentences; each follows from the numbers beside it."""

from datetime import datetime

from flask_babel import format_date, format_decimal, get_locale

from analytics.evaluation.learning import Effort, Evaluation, SkillLearning
from lti_tool.services.learning_report import LearningReport, Work
from lti_tool.services.sheet import Section, Sheet, SkillRow
from lti_tool.views.tongue import gettext, ngettext
from lti_tool.views.words import answers_counted, number, percent

STAYS = 0.8
"""Share of right answers after a skill was reached from which it is said to hold."""

FEW = 5
"""Answers below which no share of them is put into words."""

NOTABLE = 0.01
"""A smaller move of mastery than this is called none."""


def sheet_of(report: LearningReport, evaluation: Evaluation) -> Sheet:
    """Return a learner's report, ready to be shown or printed."""
    work = report.work
    return Sheet(
        title=gettext("What was learnt: %(name)s", name=learner_name(work)),
        under=f"{work.course.activity.title} · {_day(report.at)}",
        figures=_figures(evaluation),
        sections=(
            Section(gettext("What was gained"), gain_sentences(work, evaluation)),
            Section(gettext("What it took"), effort_sentences(work, evaluation)),
            Section(gettext("How steady it is"), steady_sentences(evaluation)),
        ),
        heads=(
            gettext("Skill"),
            gettext("Before"),
            gettext("Now"),
            gettext("Gain"),
            gettext("To the target"),
        ),
        rows=tuple(_row(work, skill) for skill in evaluation.skills),
        caption=gettext(
            "Mastery after each answer, from the first to the last; the dashed line is the "
            "target, %(target)s.",
            target=percent(work.course.plan.threshold),
        ),
        target=work.course.plan.threshold,
        foot=gettext(
            "Mastery is how probable it is that a skill is known, by the answers; it is an "
            "estimate. The whole gain E is the sum of the gains of all skills: 1.0 is one skill "
            "from nothing to all."
        ),
        language=str(get_locale()),
        bank_language=work.course.bank.language,
    )


def learner_name(work: Work) -> str:
    """Return a learner's name, or what stands for it."""
    short = str(work.learner.id)[:8]
    return work.learner.name or gettext("Learner %(id)s", id=short)


def gain_sentences(work: Work, evaluation: Evaluation) -> tuple[str, ...]:
    """Return how mastery rose, in which skill most, and what stands lowest."""
    known = [skill for skill in evaluation.skills if skill.line]
    told = [_total(evaluation), _reached(work, evaluation)]
    best = max(known, key=lambda skill: skill.gain, default=None)
    if best is not None and best.gain >= NOTABLE:
        told.append(_best(work, best))
    told += [
        _moved(gettext("“%(skill)s” fell: from %(before)s to %(now)s."), work, skill)
        for skill in known
        if skill.gain <= -NOTABLE
    ]
    lowest = min(known, key=lambda skill: skill.now, default=None)
    if lowest is not None and lowest is not best and not lowest.reached:
        told.append(_moved(gettext("“%(skill)s” stands lowest, at %(now)s."), work, lowest))
    return tuple(told)


def effort_sentences(work: Work, evaluation: Evaluation) -> tuple[str, ...]:
    """Return how many answers and minutes it took, and each skill's way to the target."""
    effort = evaluation.effort
    told = [
        gettext(
            "%(answers)s in %(sessions)s, %(minutes)s at work.",
            answers=answers_counted(effort.answers),
            sessions=ngettext("%(num)s sitting", "%(num)s sittings", effort.sessions),
            minutes=_minutes(effort.minutes),
        )
    ]
    if effort.waiting:
        told.append(
            ngettext(
                "%(num)s answer still waits for its grade.",
                "%(num)s answers still wait for their grades.",
                effort.waiting,
            )
        )
    told += [
        gettext("“%(skill)s” reached the target with %(way)s.", skill=_name(work, skill), way=way)
        for skill in evaluation.skills
        if (way := _way(skill))
    ]
    return tuple(told)


def steady_sentences(evaluation: Evaluation) -> tuple[str, ...]:
    """Return how the work was spread, whether what was reached holds, and what surprised."""
    told = [_rhythm(evaluation.effort)]
    if evaluation.held.of:
        told.append(_held(evaluation))
    if evaluation.expected.of >= FEW:
        told.append(_expected(evaluation))
    return tuple(told)


def _figures(evaluation: Evaluation) -> tuple[tuple[str, str], ...]:
    effort = evaluation.effort
    return (
        (gettext("Whole gain, E"), _signed(evaluation.total)),
        (gettext("Skills reached"), f"{evaluation.reached} / {len(evaluation.skills)}"),
        (gettext("Answers"), number(effort.answers)),
        (gettext("Time at work"), _minutes(effort.minutes)),
    )


def _total(evaluation: Evaluation) -> str:
    total = evaluation.total
    if abs(total) < NOTABLE:
        return gettext("Mastery has not moved so far.")
    said = _signed(total)
    if total < 0:
        return gettext("Over all skills, mastery fell: E = %(total)s.", total=said)
    return gettext("Over all skills, mastery rose: E = %(total)s.", total=said)


def _reached(work: Work, evaluation: Evaluation) -> str:
    return gettext(
        "%(n)s of %(all)s skills reached the target of %(target)s.",
        n=evaluation.reached,
        all=len(evaluation.skills),
        target=percent(work.course.plan.threshold),
    )


def _best(work: Work, skill: SkillLearning) -> str:
    sentence = gettext("Most was gained in “%(skill)s”: from %(before)s to %(now)s.")
    return _moved(sentence, work, skill)


def _moved(sentence: str, work: Work, skill: SkillLearning) -> str:
    facts = {"before": percent(skill.before), "now": percent(skill.now)}
    return sentence % {"skill": _name(work, skill), **facts}


def _rhythm(effort: Effort) -> str:
    if effort.days == 1:
        return gettext("All the work was done on one day.")
    spread = ngettext(
        "Worked on %(days)s of %(num)s day.",
        "Worked on %(days)s of %(num)s days.",
        effort.span,
        days=effort.days,
    )
    if not effort.longest_pause:
        return spread
    pause = ngettext(
        "The longest pause was %(num)s day.",
        "The longest pause was %(num)s days.",
        effort.longest_pause,
    )
    return f"{spread} {pause}"


def _held(evaluation: Evaluation) -> str:
    held = evaluation.held
    counted = gettext(
        "After a skill was reached, %(right)s of %(all)s answers to it were right.",
        right=number(held.number),
        all=held.of,
    )
    if held.of < FEW:
        return counted
    holds = held.number / held.of >= STAYS
    verdict = (
        gettext("What was learnt holds.")
        if holds
        else gettext("What was learnt is not safe yet: a review would help.")
    )
    return f"{counted} {verdict}"


def _expected(evaluation: Evaluation) -> str:
    expected, right = evaluation.expected, evaluation.right
    told = gettext(
        "Of %(all)s answers about %(expected)s were expected to be right before they came; "
        "%(right)s were.",
        all=expected.of,
        expected=number(round(expected.number, 1)),
        right=number(round(right.number, 1)),
    )
    # Twice the deviation that answers of such chances can have at most.
    wide = expected.of**0.5
    if abs(right.number - expected.number) <= wide:
        return f"{told} {gettext('That is about as expected.')}"
    more = right.number > expected.number
    verdict = (
        gettext("That is more than expected.") if more else gettext("That is less than expected.")
    )
    return f"{told} {verdict}"


def _row(work: Work, skill: SkillLearning) -> SkillRow:
    if not skill.line:
        return SkillRow(_name(work, skill), "–", "–", "–", gettext("not begun"), ())
    now = percent(skill.now)
    now = now if skill.certain else gettext("about %(share)s", share=now)
    return SkillRow(
        name=_name(work, skill),
        before=percent(skill.before),
        now=now,
        gain=_signed(skill.gain),
        way=_way(skill) or (gettext("reached before") if skill.reached else gettext("not yet")),
        line=tuple(value for _, value in skill.line),
    )


def _way(skill: SkillLearning) -> str:
    """Return what a skill took to the target; empty where it was not reached here."""
    if skill.answers_to_reach is None or skill.minutes_to_reach is None:
        return ""
    return gettext(
        "%(answers)s, %(minutes)s",
        answers=answers_counted(skill.answers_to_reach),
        minutes=_minutes(skill.minutes_to_reach),
    )


def _name(work: Work, skill: SkillLearning) -> str:
    return work.course.bank.skills_by_id[skill.skill_id].name


def _minutes(minutes: float) -> str:
    return gettext("%(n)s min", n=number(round(minutes)))


def _signed(value: float) -> str:
    shown = round(value, 2)
    sign = "+" if shown > 0 else "−" if shown < 0 else ""
    return f"{sign}{format_decimal(abs(shown), format='0.00')}"


def _day(at: datetime) -> str:
    return str(format_date(at.date(), "long"))
