"""Check every launch, then that every check is held: `python -m tests.launches [WORD …]`.

Runs all rejections and acceptances, then removes each check once and looks for
a test that notices. Writes `var/reports/launches.json`; ends with 1 if a test
fails or a check can go unnoticed. With words only the checks that are named so
are removed, and no report is written.
"""

import multiprocessing
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from multiprocessing.pool import Pool

from analytics.grading.report import write_report
from tests.fakes.lms import rsa_key
from tests.launches.mutation import ROOT, Mutation, Outcome, Verdicts, run_tests, run_without
from tests.launches.rules import ACCEPTED, MUTATIONS, REJECTED

# Imported once here so that no child pays for them; never the tool itself.
_HEAVY = (
    "analytics.content",
    "analytics.events",
    "analytics.mastery",
    "analytics.paths",
    "analytics.reports",
    "analytics.warehouse.client",
    "analytics.warehouse.migrating",
    "argon2",
    "authlib.oauth2.client",
    "authlib.oidc.core",
    "joserfc.jwt",
    "flask",
    "flask_babel",
    "hypothesis",
    "httpx",
    "pydantic_settings",
    "pylti1p3.message_launch",
    "pylti1p3.oidc_login",
    "pytest_asyncio.plugin",
    "pytest_timeout",
    "sqlalchemy.orm",
    "sqlalchemy.dialects.sqlite",
    "tests.parts.warehouse",
)


def main(words: Sequence[str]) -> int:
    """Run all, or the checks named by words; return the exit status."""
    os.chdir(ROOT)
    for name in _HEAVY:
        import_module(name)
    for key in ("key-1", "key-2"):
        rsa_key(key)
    context = multiprocessing.get_context("fork")
    with context.Pool(processes=2, maxtasksperchild=1) as pool:
        if words:
            chosen = [one for one in MUTATIONS if any(word in one.check for word in words)]
            return 0 if all(outcome.caught_by for outcome in _removed(pool, chosen)) else 1
        runs = [pool.apply_async(_suite, (tests,)) for tests in (REJECTED, ACCEPTED)]
        rejected, accepted = (run.get(timeout=1_800) for run in runs)
        _print_suite("rejected", rejected)
        _print_suite("accepted", accepted)
        return _close(rejected, accepted, _removed(pool, MUTATIONS))


def _removed(pool: Pool, mutations: Sequence[Mutation]) -> list[Outcome]:
    outcomes = []
    for outcome in pool.imap(run_without, mutations, chunksize=1):
        outcomes.append(outcome)
        _print_outcome(outcome)
    return outcomes


def _suite(tests: tuple[str, ...]) -> Verdicts:
    seen, code, said = run_tests(tests)
    if code not in {0, 1}:
        seen.failed.append(f"pytest ended with {code}: {said[-1_000:]}")
    return seen


def _print_suite(name: str, seen: Verdicts) -> None:
    print(f"{name}: {len(seen.passed)} of {len(seen.passed) + len(seen.failed)} pass")
    for failed in seen.failed:
        print(f"  FAILED {failed}")
    sys.stdout.flush()


def _print_outcome(outcome: Outcome) -> None:
    noticed = outcome.caught_by.partition("::")[2] or outcome.trouble or "nobody noticed"
    print(f"  {'caught' if outcome.caught_by else 'MISSED':<8}{outcome.check:<58}{noticed}")
    sys.stdout.flush()


def _close(rejected: Verdicts, accepted: Verdicts, outcomes: Sequence[Outcome]) -> int:
    caught = sum(bool(outcome.caught_by) for outcome in outcomes)
    figures = {
        "rejected": _counts(rejected),
        "accepted": _counts(accepted),
        "mutations": {"caught": caught, "total": len(outcomes)},
    }
    path = write_report("launches", figures, ROOT / "var" / "reports")
    print(f"checks removed: {caught} of {len(outcomes)} noticed; {path.relative_to(ROOT)} written")
    failed = rejected.failed or accepted.failed or caught < len(outcomes)
    return 1 if failed else 0


def _counts(seen: Verdicts) -> dict[str, int]:
    return {"passed": len(seen.passed), "total": len(seen.passed) + len(seen.failed)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
