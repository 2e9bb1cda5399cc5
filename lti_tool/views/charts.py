"""Charts as data: the page's script draws them, a table says the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel.dates import format_skeleton as skeleton
from flask_babel import get_locale

from analytics.content import ItemBank
from analytics.reports import CourseDayLine, SkillLine
from lti_tool.views.tongue import gettext

COURSES_MAX = 6


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of a chart."""

    label: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Stacked bars; `lying` when they run to the side."""

    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    scale: str
    lying: bool = False

    def data(self) -> dict[str, Any]:
        """Return the chart as its script reads it."""
        return {
            "labels": self.labels,
            "series": [{"label": s.label, "values": s.values} for s in self.series],
            "unit": self.unit,
            "scale": self.scale,
            "lying": self.lying,
        }


def skills_chart(lines: Sequence[SkillLine], bank: ItemBank) -> Chart:
    """Return learners by band of mastery, a bar a skill, the weakest first."""
    known = [line for line in lines if line.skill_id in bank.skills_by_id]
    edges = ("0–20 %", "20–40 %", "40–60 %", "60–80 %", "80–100 %")
    return Chart(
        labels=tuple(bank.skills_by_id[line.skill_id].name for line in known),
        series=tuple(
            Series(label, tuple(line.bands[n] for line in known)) for n, label in enumerate(edges)
        ),
        unit=gettext("learners"),
        scale="bands",
        lying=True,
    )


def days_chart(lines: Sequence[CourseDayLine], names: Mapping[str, str]) -> Chart:
    """Return answers by day, a colour for each of the busiest courses."""
    days = sorted({line.day for line in lines})
    total: dict[str, int] = {}
    for line in lines:
        total[line.course_id] = total.get(line.course_id, 0) + line.answers
    busiest = sorted(total, key=lambda c: (-total[c], c))[:COURSES_MAX]
    count = {(line.course_id, line.day): line.answers for line in lines}
    series = [
        Series(names.get(c) or c[:8], tuple(count.get((c, day), 0) for day in days))
        for c in busiest
    ]
    rest = [c for c in total if c not in busiest]
    if rest:
        sums = tuple(sum(count.get((c, day), 0) for c in rest) for day in days)
        series.append(Series(gettext("All other courses"), sums))
    return Chart(
        labels=tuple(skeleton("MMMd", day, locale=get_locale()) for day in days),
        series=tuple(series),
        unit=gettext("answers"),
        scale="courses",
    )
