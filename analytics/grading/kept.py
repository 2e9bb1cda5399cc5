"""Keeps versions of the grader as models of a repository of their own.

Beside the committed repository, which nothing here changes. What is kept is loaded again
whenever Triton starts.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from google.protobuf import text_format
from pydantic import ValidationError
from tritonclient.grpc import model_config_pb2

from analytics.grading.errors import GradingError
from analytics.grading.release import DEFAULT, ReleaseTable, certainty_of, read_release
from analytics.grading.served import copy_sources
from analytics.grading.types import Grade
from analytics.grading.versions import COMMITTED, model_of
from analytics.grading.wire import MODEL

MODELS: Final = "models"
WEIGHTS: Final = ("model.onnx", "tokenizer.json", "calibration.json")

_NAME: Final = re.compile(rf"{MODEL}-(\d+)")


class Unservable(GradingError):
    """Say what a folder lacks to be served."""


@dataclass(frozen=True, slots=True)
class KeptVersions:
    """The versions that are kept on disk.

    Attributes:
        folder: Triton's second model repository.
        committed: The model in the first one; its configuration is every version's.
    """

    folder: Path
    committed: Path = Path("model_repository") / MODEL

    def versions(self) -> list[int]:
        """Return the kept versions, the committed one first."""
        found = (_NAME.fullmatch(path.name) for path in self._folders())
        return [COMMITTED, *sorted(int(one[1]) for one in found if one)]

    def keep(self, exported: Path) -> int:
        """Make the next version of an exported folder and return its number.

        Raises:
            Unservable: The folder lacks a part of an export.
        """
        absent = [name for name in WEIGHTS if not (exported / name).is_file()]
        if absent:
            raise Unservable(f"{exported} has no {', '.join(absent)}: export a network there")
        version = self.versions()[-1] + 1
        target = self.folder / model_of(version)
        # Not in the repository: Triton would take what is half there for a model.
        partial = self.folder.with_name(f"partial-{version}")
        shutil.rmtree(partial, ignore_errors=True)
        self._fill(partial, exported, version)
        self.folder.mkdir(parents=True, exist_ok=True)
        partial.replace(target)
        return version

    def forget(self, version: int) -> None:
        """Delete a version from the disk; the committed one stays."""
        if version != COMMITTED:
            shutil.rmtree(self.folder / model_of(version), ignore_errors=True)

    def release_table(self, version: int) -> ReleaseTable:
        """Return what was measured of a version's grades; nothing if nothing was."""
        if version == COMMITTED:
            return read_release()
        path = self.folder / model_of(version) / str(version) / "calibration.json"
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
            return ReleaseTable(languages=stored.get("release", {}))
        except (OSError, ValueError, ValidationError):
            return ReleaseTable()

    def _folders(self) -> Iterator[Path]:
        return self.folder.iterdir() if self.folder.is_dir() else iter(())

    def _fill(self, target: Path, exported: Path, version: int) -> None:
        weights, served = target / str(version), self.committed / str(COMMITTED)
        weights.mkdir(parents=True)
        for name in WEIGHTS:
            shutil.copy2(exported / name, weights / name)
        # A version without a network of another language keeps the committed one.
        for folder in (served, exported):
            for language in _languages(folder):
                shutil.copytree(language, weights / language.name, dirs_exist_ok=True)
        shutil.copy2(served / "model.py", weights / "model.py")
        copy_sources(weights)
        (target / "config.pbtxt").write_text(self._config(version), encoding="utf-8")

    def _config(self, version: int) -> str:
        """Return the committed configuration for a version, without Triton's warm-up.

        Where a model fails in it the whole server ends (seen on 2.51); `model.py` gives
        a first answer by itself, and where that fails only the load does.
        """
        text = (self.committed / "config.pbtxt").read_text(encoding="utf-8")
        config = text_format.Parse(text, model_config_pb2.ModelConfig())
        config.name = model_of(version)
        config.ClearField("model_warmup")
        return str(text_format.MessageToString(config))


@dataclass(slots=True)
class ReleaseTables:
    """The release rules of each version, by the name that its grades bear.

    Weights without rules of their own promise nothing: their grades go to the teacher.

    Attributes:
        read: Returns the rules of a version; asked once for each.
    """

    read: Callable[[int], ReleaseTable]
    _known: dict[str, ReleaseTable] = field(default_factory=dict, init=False)

    def of(self, model: str) -> ReleaseTable:
        """Return the rules of the version that is named, such as ``grader:2``."""
        if model not in self._known:
            version = model.rpartition(":")[2]
            number = int(version) if version.isdecimal() else 0
            self._known[model] = self.read(number) if number else ReleaseTable()
        return self._known[model]

    def releases(self, grade: Grade, language: str) -> bool:
        """Tell whether a grade would go at once by the default promise."""
        certainty = certainty_of(grade.probabilities)
        return self.of(grade.model).releases(DEFAULT, language, certainty)


def _languages(folder: Path) -> list[Path]:
    """Return the folders of networks for other languages than the first."""
    return [path for path in folder.iterdir() if (path / WEIGHTS[0]).is_file()]
