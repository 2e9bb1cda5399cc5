"""Names the sources that the served grader runs, and puts them beside its weights."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

SERVED_SOURCES: Final = (
    "__init__.py",
    "alignment.py",
    "alternatives.py",
    "bare_numbers.py",
    "calibration.py",
    "comparisons.py",
    "contrast.py",
    "directions.py",
    "evidence.py",
    "evidence_words.py",
    "familiarity.py",
    "formulas.py",
    "front.py",
    "labels.py",
    "lexicon.json.gz",
    "lexicon.license.txt",
    "lexicon.py",
    "lists.py",
    "marks.py",
    "naming.py",
    "near_copies.py",
    "number_words.py",
    "numerals.py",
    "openings.py",
    "overlap.py",
    "replacements.py",
    "reversals.py",
    "roles.py",
    "scorer.py",
    "sessions.py",
    "short_answers.py",
    "spelling.py",
    "ways.py",
    "wording.py",
    "chinese/__init__.py",
    "chinese/alignment.py",
    "chinese/directions.py",
    "chinese/forest.py",
    "chinese/naming.py",
    "chinese/overlap.py",
    "chinese/reading.py",
    "chinese/reversals.py",
    "chinese/roles.py",
    "chinese/scorer.py",
    "chinese/short_answers.py",
    "chinese/sounds.txt",
)
"""Below `analytics/grading`; each imports only others of this list and packages."""


def copy_sources(folder: Path) -> None:
    """Put them into a version's folder: Triton imports nothing of ours."""
    house, target = Path(__file__).parent, folder / "grading"
    for name in SERVED_SOURCES:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(house / name, target / name)
