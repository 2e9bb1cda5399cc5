"""What the engine keeps its rows in, as the guard of the disk asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .engine import Engine, quote_name, quote_text
from .errors import NO_SUCH_DATA_PART, QueryFailed


@dataclass(frozen=True, slots=True)
class EngineParts:
    """The parts of every table of an engine."""

    engine: Engine

    def stop_merges(self) -> None:
        """Merge nothing until told otherwise; what is being merged is given up."""
        self.engine.rows("SYSTEM STOP MERGES")

    def start_merges(self) -> None:
        """Merge again."""
        self.engine.rows("SYSTEM START MERGES")

    def broken(self, since: datetime) -> list[str]:
        """Return the parts written since a moment that cannot be read."""
        written = self.engine.rows(
            "SELECT database, table, name FROM system.parts WHERE active "  # noqa: S608 - a number
            f"AND modification_time >= toDateTime({int(since.timestamp())})"
        )
        return [
            f"{table}: {part}" for at, table, part in written if not self._sound(at, table, part)
        ]

    def _sound(self, database: str, table: str, part: str) -> bool:
        where = f"{quote_name(database)}.{quote_name(table)} PART {quote_text(part)}"
        try:
            [[passed]] = self.engine.rows(
                f"CHECK TABLE {where} SETTINGS check_query_single_value_result = 1"
            )
        except QueryFailed as error:
            # Merged into another one meanwhile, which is looked at the next time.
            return error.code == NO_SUCH_DATA_PART
        return passed == "1"
