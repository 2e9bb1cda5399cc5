"""Run the benchmarks: `python -m tests.bench [NAME …]`.

Prints a table and writes `var/reports/bench.json`. A benchmark that fails ends
the run: no figure is made up for it, and those of the benchmarks before it are kept.
"""

import json
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

BENCHMARKS = (
    "bench_mastery",
    "bench_launch",
    "bench_grader",
    "bench_streams",
    "bench_grade_visible",
    "bench_desk",
)
AIMS = {
    "grade_visible.c1.p95": ("<=", 300.0),
    "grade_visible.c20.p95": ("<=", 1_000.0),
    "launch.ours_of_bare": (">=", 0.8),
    "desk.p95": ("<=", 300.0),
    "store.ours": (">=", 50_000.0),
    "store.ours_of_plain": (">=", 0.6),
    "agents.events_s": (">=", 5_000.0),
    "grader.triton_of_direct_ort": (">=", 0.9),
    "grader.triton_of_flask_torch": (">=", 8.0),
    "grader.c1.p95": ("<=", 15.0),
    "grader.c32.p95": ("<=", 120.0),
    "mastery.update_explain_us": ("<=", 25.0),
    "paths.recommend_ms": ("<=", 1.0),
}
REPORT = Path("var/reports/bench.json")


def main(names: tuple[str, ...]) -> None:
    """Run the named benchmarks, or all."""
    figures: dict[str, float] = {}
    for name in names or BENCHMARKS:
        print(f"running {name} …", file=sys.stderr)
        figures |= import_module(f"tests.bench.{name}").run()
        figures |= _ratios(figures)
        _write(figures)
    _print(figures)


def _ratios(figures: dict[str, float]) -> dict[str, float]:
    ours = figures.get("grader.triton")
    return {
        f"grader.triton_of_{peer}": ours / figures[f"grader.{peer}"]
        for peer in ("direct_ort", "flask_torch")
        if ours and f"grader.{peer}" in figures
    }


def _print(figures: dict[str, float]) -> None:
    print(f"{'figure':<34}{'value':>12}   aim")
    for name, value in sorted(figures.items()):
        sign, aim = AIMS.get(name, ("", None))
        said = "" if aim is None else f"{sign} {aim:g}  {_verdict(sign, value, aim)}"
        print(f"{name:<34}{value:>12.2f}   {said}")


def _verdict(sign: str, value: float, aim: float) -> str:
    return "met" if (value <= aim if sign == "<=" else value >= aim) else "MISSED"


def _write(figures: dict[str, float]) -> None:
    """Add the figures to the report; those of other benchmarks stay."""
    report: dict[str, Any] = json.loads(REPORT.read_text()) if REPORT.exists() else {}
    for name, value in figures.items():
        *path, last = name.split(".")
        place = report
        for part in path:
            place = place.setdefault(part, {})
        place[last] = value
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    report |= {
        "at": datetime.now(UTC).isoformat(),
        "commit": commit,
        "machine": f"{platform.machine()}, {platform.processor() or 'unknown'}",
    }
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=2))


if __name__ == "__main__":
    main(tuple(sys.argv[1:]))
