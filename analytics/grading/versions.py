"""Which version of the grader answers, in one file that can change while all runs.

Version 1 is the committed one, Triton's model ``grader``; a kept version N is a model of
its own, ``grader-N``, so that one which cannot be loaded harms no other.
"""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from analytics.grading.errors import GradingError
from analytics.grading.types import Probability
from analytics.grading.wire import MODEL

log = logging.getLogger(__name__)

COMMITTED: Final = 1
CONTROL: Final = "control.json"

Version = Annotated[int, Field(ge=COMMITTED)]


class NotPossible(GradingError):
    """Say why a version cannot take the place that it was to take."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Limits(_Value):
    """When a canary is stopped without asking anybody.

    Each compares the canary's last answers with those of the version that serves.

    Attributes:
        errors: Most by which its share of failed, late or refused answers is greater.
        p95_s: Longest 95th percentile of its seconds, unless the other's is nearly as long.
        release_gap: Most by which its share of grades that need no teacher differs.
        window: Last answers of each that are looked at.
        least: Answers of the canary, and for `release_gap` of both, before it is judged.
    """

    errors: Probability = 0.05
    p95_s: float = Field(1.0, gt=0)
    release_gap: Probability = 0.15
    window: int = Field(200, ge=1, le=10_000)
    least: int = Field(30, ge=1)


class Canary(_Value):
    """A version on trial: it grades a share of the answers."""

    version: Version
    share: Probability
    since: AwareDatetime
    limits: Limits = Limits()


class Stopped(_Value):
    """The last canary that was stopped, and why."""

    version: Version
    reason: str
    at: AwareDatetime


class Control(_Value):
    """Who grades now.

    Attributes:
        stable: The version that serves.
        previous: The one that served before it; to roll back to.
        canary: The version on trial, if any.
        stopped: The last canary that was stopped.
    """

    stable: Version = COMMITTED
    previous: Version | None = None
    canary: Canary | None = None
    stopped: Stopped | None = None

    def trying(self, canary: Canary) -> Control:
        """Return the same with a version on trial.

        Raises:
            NotPossible: It serves already.
        """
        if canary.version == self.stable:
            raise NotPossible(f"version {canary.version} serves already")
        return self.model_copy(update={"canary": canary, "stopped": None})

    def stopping(self, canary: Canary, reason: str, at: datetime) -> Control:
        """Return the same without a canary; as it is if another is on trial by now."""
        if self.canary is None or self.canary.since != canary.since:
            return self
        stopped = Stopped(version=canary.version, reason=reason, at=at)
        return self.model_copy(update={"canary": None, "stopped": stopped})

    def promoted(self) -> Control:
        """Return the same with the canary in the place of what served.

        Raises:
            NotPossible: Nothing is on trial.
        """
        if self.canary is None:
            raise NotPossible("no version is on trial: put one there by `canary`")
        return Control(stable=self.canary.version, previous=self.stable)

    def rolled_back(self, at: datetime) -> Control:
        """Return the same without its canary, or with what served before.

        Raises:
            NotPossible: There is neither.
        """
        if self.canary is not None:
            return self.stopping(self.canary, "rolled back by hand", at)
        if self.previous is None:
            raise NotPossible("nothing is on trial and nothing served before")
        return Control(stable=self.previous, previous=self.stable, stopped=self.stopped)

    @property
    def used(self) -> tuple[int, ...]:
        """Return the versions that answers may be sent to."""
        return (self.stable, *((self.canary.version,) if self.canary else ()))


@dataclass(slots=True)
class ControlFile:
    """The one place that says who grades; absent, it is the committed version.

    Reading costs one look at the file's date while nothing changes.

    Attributes:
        folder: Of the file; what else is kept there is nobody's business here.
    """

    folder: Path
    _seen: tuple[int, int] | None = field(default=None, init=False)
    _known: Control = field(default_factory=Control, init=False)

    def read(self) -> Control:
        """Return who grades now; what was known if the file is unreadable."""
        path = self.folder / CONTROL
        try:
            status = path.stat()
        except FileNotFoundError:
            self._seen, self._known = None, Control()
            return self._known
        if self._seen != (status.st_mtime_ns, status.st_ino):
            self._seen = (status.st_mtime_ns, status.st_ino)
            try:
                self._known = self._stored()
            except (OSError, NotPossible) as error:
                log.error("all stays as it was: %s", error)  # noqa: TRY400 -- it says all
        return self._known

    def change(self, how: Callable[[Control], Control]) -> Control:
        """Replace the file in one step and return what it says then; one writer at a time.

        Raises:
            OSError: The folder cannot be written.
            NotPossible: As `how` says, or the file is not ours to change.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._alone():
            changed = how(self._stored())
            fresh = self.folder / f"{CONTROL}.new"
            fresh.write_text(changed.model_dump_json(indent=1) + "\n", encoding="utf-8")
            fresh.replace(self.folder / CONTROL)
        return changed

    def _stored(self) -> Control:
        path = self.folder / CONTROL
        try:
            return Control.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return Control()
        except ValidationError as error:
            raise NotPossible(f"{path} does not say who grades; remove it: {error}") from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        descriptor = os.open(self.folder / f"{CONTROL}.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def model_of(version: int) -> str:
    """Return the name of a version's model on Triton."""
    return MODEL if version == COMMITTED else f"{MODEL}-{version}"
