"""Read the gaps of a draft."""

from typing import Any

from analytics.content.gap_marks import marked_gaps
from analytics.grading.checkers.gaps import numbers_in
from lti_tool.services.items.drafts import GapRow, ItemDraft
from lti_tool.services.items.problems import Faults

GAPS_MAX, ANSWERS_MAX, WRONG_MAX, FILLING_MAX = 10, 8, 7, 120


def gaps_part(draft: ItemDraft, found: Faults) -> dict[str, Any]:
    """Return the gaps of a text, and name what is wrong; emptied rows are dropped."""
    rows = [
        (n, row) for n, row in enumerate(draft.gaps, 1) if row.answers.strip() or row.wrong.strip()
    ]
    if not rows:
        found.wrong("prompt", "gaps_missing")
    elif marked_gaps(draft.prompt) != list(range(1, len(rows) + 1)):
        found.wrong("prompt", "gaps_marked", count=len(rows))
    if len(rows) > GAPS_MAX:
        found.wrong(f"gap-{rows[GAPS_MAX][0]}", "lines_too_many", most=GAPS_MAX)
    return {"gaps": [_gap(n, row, found) for n, row in rows]}


def _gap(n: int, row: GapRow, found: Faults) -> dict[str, Any]:
    answers = _lines(f"gap-{n}", row.answers, ANSWERS_MAX, found)
    wrong = _lines(f"gap-wrong-{n}", row.wrong, WRONG_MAX, found)
    if not answers:
        found.wrong(f"gap-{n}", "gap_answer")
    width = row.tolerance.strip()
    alike = {one.casefold() for one in (*answers, *wrong)}
    if wrong and (len(answers) > 1 or width or len(alike) < len(answers) + len(wrong)):
        found.wrong(f"gap-wrong-{n}", "gap_choice")
    return {
        "answers": [_number(n, one, found) for one in answers] if width else answers,
        "wrong": wrong,
        "tolerance": found.number(f"gap-tolerance-{n}", width, 0, 1e300) if width else None,
        "weight": int(found.number(f"gap-weight-{n}", row.weight or "1", 1, 100)),
    }


def _lines(at: str, typed: str, most: int, found: Faults) -> list[str]:
    lines = [" ".join(line.split()) for line in typed.splitlines() if line.strip()]
    if len(lines) > most:
        found.wrong(at, "lines_too_many", most=most)
    return [found.text(at, line, FILLING_MAX) for line in dict.fromkeys(lines)]


def _number(n: int, said: str, found: Faults) -> str:
    values = numbers_in(said)
    if len(values) != 1:
        found.wrong(f"gap-{n}", "gap_number", said=said[:40])
        return said
    return repr(values[0]).removesuffix(".0")
