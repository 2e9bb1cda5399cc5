"""Kept versions of the learner model in a folder, one of them in force.

A version is written beside its place and moved there, and so is the pointer to
the one in force: a reader sees the old model or the new one, never a part.

Errors:

    VersionError        there is no such version, it cannot be used, or nothing to go back to
"""

import logging
import os
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from analytics.mastery.counters import COLUMNS
from analytics.mastery.model import SHIPPED, Model, shipped_model

_POINTER = "current"


class VersionError(Exception):
    """There is no such version, it cannot be used, or nothing to go back to."""


@dataclass(slots=True)
class Versions:
    """The versions in a folder; safe for one writer and many readers."""

    folder: Path
    _read: tuple[tuple[int, int] | None, Model] | None = field(default=None, init=False)
    _pointer: Path = field(init=False)

    def __post_init__(self) -> None:
        """Put the pointer's path together once, as every answer asks for it."""
        self._pointer = self.folder / _POINTER

    def current(self) -> Model:
        """Return the model in force; read again only when another one is.

        Where it cannot be used, as after an update of the product, the shipped
        one is: a learner's grade does not wait for a fit.
        """
        stamp = self._stamp()
        if self._read is None or self._read[0] != stamp:
            self._read = stamp, self._usable()
        return self._read[1]

    def name(self) -> str:
        """Return the name of the version in force."""
        try:
            return self._pointer.read_text("utf-8").strip()
        except FileNotFoundError:
            return SHIPPED

    def names(self) -> list[str]:
        """Return every version, the oldest first; the shipped one is the first."""
        return [SHIPPED, *sorted(path.stem for path in self.folder.glob("*.json"))]

    def load(self, name: str) -> Model:
        """Return a version.

        Raises:
            VersionError: there is none of that name, or it cannot be used.
        """
        if name == SHIPPED:
            return shipped_model()
        if name not in self.names():
            raise VersionError(f"there is no version {name} in {self.folder}")
        try:
            model = Model.model_validate_json((self.folder / f"{name}.json").read_bytes())
        except ValidationError as error:
            raise VersionError(f"version {name} is damaged") from error
        if model.head.columns != COLUMNS:
            raise VersionError(f"version {name} reads other counters than this release keeps")
        return model

    def keep(self, model: Model) -> None:
        """Write a version and put it in force.

        Raises:
            VersionError: a version of that name is kept already.
        """
        if model.version in self.names():
            raise VersionError(f"version {model.version} is kept already")
        self.folder.mkdir(parents=True, exist_ok=True)
        _swap(self.folder / f"{model.version}.json", model.model_dump_json(indent=1) + "\n")
        self.use(model.version)

    def use(self, name: str) -> None:
        """Put a kept version in force.

        Raises:
            VersionError: there is none of that name.
        """
        self.load(name)
        self.folder.mkdir(parents=True, exist_ok=True)
        _swap(self._pointer, name + "\n")

    def roll_back(self) -> str:
        """Put the version before the one in force in force; return its name.

        Raises:
            VersionError: the shipped one is in force already.
        """
        names, now = self.names(), self.name()
        place = names.index(now) if now in names else len(names)
        if place == 0:
            raise VersionError("the shipped version is in force: there is none before it")
        self.use(names[place - 1])
        return names[place - 1]

    def _usable(self) -> Model:
        try:
            return self.load(self.name())
        except VersionError as error:
            logging.getLogger(__name__).warning("the shipped learner model is used: %s", error)
            return shipped_model()

    def _stamp(self) -> tuple[int, int] | None:
        try:
            found = self._pointer.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_ino


def _swap(path: Path, text: str) -> None:
    beside = path.with_name(path.name + ".new")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
