"""Writes measured figures for machines and prints them for people."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analytics.grading.metrics import Quality

REPORTS = Path("var/reports")
_COLUMNS = ("macro_f1_3way", "accuracy_2way", "lexical_accuracy_2way", "ece")


def write_report(
    name: str, figures: Mapping[str, Any], folder: Path = REPORTS, keep: Collection[str] = ()
) -> Path:
    """Write figures with the time, commit and machine beside them; return the file.

    Args:
        name: Of the report.
        figures: What was measured.
        folder: Where reports are.
        keep: Keys that stay as the report before had them, unless measured again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    before = json.loads(path.read_text(encoding="utf-8")) if keep and path.is_file() else {}
    kept = {key: before[key] for key in keep if key in before}
    stamped = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "machine": f"{platform.machine()}, {_processors()} processors, {platform.system()}",
    }
    path.write_text(json.dumps(stamped | kept | dict(figures), indent=1) + "\n", encoding="utf-8")
    return path


def table(title: str, qualities: Mapping[str, Quality]) -> str:
    """Return the figures of each split as lines of text."""
    head = f"{title:<16}" + "".join(f"{column:>23}" for column in _COLUMNS)
    rows = [
        f"{split:<16}" + "".join(f"{asdict(quality)[column]:>23.3f}" for column in _COLUMNS)
        for split, quality in qualities.items()
    ]
    return "\n".join([head, *rows])


def commit() -> str:
    """Return the short name of the commit that is checked out, if it is known."""
    asked = ["git", "rev-parse", "--short", "HEAD"]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return done.stdout.strip()


def _processors() -> int:
    return len(os.sched_getaffinity(0))
