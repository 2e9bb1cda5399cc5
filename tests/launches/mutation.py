"""Run tests with one check of the source removed, in a process of its own."""

import contextlib
import importlib.abc
import importlib.machinery
import io
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

_LEAN = ("--assert=plain", *(f"-pno:{name}" for name in ("cacheprovider", "anyio", "pytest_cov")))
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Mutation:
    """A check taken out of a module, and the tests that should notice.

    `old` stands once in the module's source; `new` takes its place.
    """

    check: str
    module: str
    old: str
    new: str
    tests: tuple[str, ...]

    @property
    def path(self) -> Path:
        return ROOT / f"{self.module.replace('.', '/')}.py"

    def source(self) -> str:
        """Return the module without the check.

        Raises:
            ValueError: the source has changed since and the text is not there.
        """
        text = self.path.read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise ValueError(f"{self.check}: {self.old!r} stands {text.count(self.old)} times")
        return text.replace(self.old, self.new)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the tests said with the check removed."""

    check: str
    caught_by: str
    trouble: str = ""


class _Loader(importlib.machinery.SourceFileLoader):
    """Loads one module from a changed source."""

    def __init__(self, name: str, path: str, source: str) -> None:
        super().__init__(name, path)
        self.source = source

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.source, self.path, "exec", dont_inherit=True)


@dataclass
class _Finder(importlib.abc.MetaPathFinder):
    """Finds the changed module before anybody finds the real one."""

    mutation: Mutation
    found: bool = False

    def find_spec(
        self, fullname: str, path: Any = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.mutation.module:
            return None
        self.found = True
        file = str(self.mutation.path)
        loader = _Loader(fullname, file, self.mutation.source())
        return importlib.machinery.ModuleSpec(fullname, loader, origin=file)


@dataclass(eq=False)
class Verdicts:
    """A pytest plugin that remembers what passed and what failed."""

    passed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)
        elif report.when == "call":
            self.passed.append(report.nodeid)


def run_tests(tests: tuple[str, ...], *options: str) -> tuple[Verdicts, int, str]:
    """Run tests in this process; return what they said, pytest's code and its words."""
    seen, said = Verdicts(), io.StringIO()
    arguments = [*tests, "-q", "--no-header", *_LEAN, *options]
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = pytest.main(arguments, plugins=[seen])
    return seen, int(code), said.getvalue()


def run_without(mutation: Mutation) -> Outcome:
    """Run a mutation's tests without its check. For a process of its own."""
    if mutation.module in sys.modules:
        return Outcome(mutation.check, "", "the module was imported before")
    try:
        mutation.source()
    except ValueError as error:
        return Outcome(mutation.check, "", str(error))
    finder = _Finder(mutation)
    sys.meta_path.insert(0, finder)
    seen, code, said = run_tests(mutation.tests, "-x", "--timeout=60")
    if code not in {0, 1} or not finder.found or not (seen.passed or seen.failed):
        return Outcome(mutation.check, "", f"the tests did not run: {said[-600:]}")
    return Outcome(mutation.check, seen.failed[0] if seen.failed else "")
