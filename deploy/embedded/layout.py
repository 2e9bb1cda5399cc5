"""Where the embedded default keeps its files, and its secrets."""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path

_SECRETS = (
    "secret_key",
    "clickhouse_password",
    "lms_secret",
    "supervisor_password",
    "admin_password",
    "demo_invitation",
)


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders below one root, made on demand."""

    root: Path

    def folder(self, name: str) -> Path:
        """Return a folder below the root, made if absent, closed to others."""
        path = self.root / name
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path

    @property
    def run(self) -> Path:
        """Return the folder of what is true only while running."""
        return self.folder("run")

    @property
    def log(self) -> Path:
        """Return the folder with one log a process."""
        return self.folder("log")

    @property
    def data(self) -> Path:
        """Return the folder of databases."""
        return self.folder("data")

    @property
    def addresses(self) -> Path:
        """Return the file that tells where everything listens."""
        return self.run / "addresses.json"

    def secrets(self) -> dict[str, str]:
        """Return the secrets of this installation, generated once."""
        path = self.data / "secrets.json"
        known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        missing = [name for name in _SECRETS if name not in known]
        if missing:
            known |= {name: secrets.token_urlsafe(32) for name in missing}
            path.touch(mode=0o600)
            path.write_text(json.dumps(known, indent=2))
        return known
