"""Remembers, over restarts, which messages ended the process."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

_KEPT = 200


@dataclass(slots=True)
class Strikes:
    """Counts how often a message ended a worker of this machine.

    An error that nobody foresaw ends the process, because its memory may be
    wrong; the broker then hands the message over again. A message that does
    this every time would block its partition for ever, so it is counted here.
    Every message is asked about, so the file is read once: a worker that notes
    something ends, and its successor reads it.

    Attributes:
        path: a small file; what cannot be read in it counts as none.
    """

    path: Path
    _known: dict[str, int] | None = field(default=None, init=False)

    def count(self, stage: str, value: bytes) -> int:
        """Return how often the message has ended a worker in this stage.

        What another worker of this machine notes meanwhile is not known here.
        """
        if self._known is None:
            self._known = self._read()
        return self._known.get(_name(stage, value), 0) if self._known else 0

    def add(self, stage: str, value: bytes) -> None:
        """Note one more end of a worker; only the newest notes are kept."""
        notes = self._read()
        name = _name(stage, value)
        notes[name] = notes.pop(name, 0) + 1
        self._known = kept = dict(list(notes.items())[-_KEPT:])
        self.path.parent.mkdir(parents=True, exist_ok=True)
        partial = self.path.with_suffix(".partial")
        partial.write_text(json.dumps(kept), encoding="utf-8")
        partial.replace(self.path)

    def _read(self) -> dict[str, int]:
        try:
            notes = json.loads(self.path.read_text(encoding="utf-8"))
            return {str(name): int(times) for name, times in notes.items()}
        except (OSError, ValueError, AttributeError, TypeError):
            return {}


def _name(stage: str, value: bytes) -> str:
    return f"{stage}:{sha256(value).hexdigest()[:32]}"
