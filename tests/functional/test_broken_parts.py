"""A part of the warehouse that a full disk left empty, and how its rows come back."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

pytestmark = pytest.mark.functional

TABLE = (
    "CREATE TABLE {at}.t (id UInt64, said String) ENGINE = MergeTree ORDER BY id "
    "SETTINGS min_bytes_for_wide_part = 1"
)
MERGED = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from analytics.warehouse.embedded.engine import Engine
from analytics.warehouse.embedded.parts import EngineParts

engine = Engine(Path(sys.argv[1]))
engine.create_database("d")
engine.rows(sys.argv[2])
for start in (0, 500):
    engine.rows(f"INSERT INTO d.t SELECT {start} + number, toString(number) FROM numbers(500)")
engine.rows("OPTIMIZE TABLE d.t FINAL")
parts, since = EngineParts(engine), datetime.fromtimestamp(float(sys.argv[3]), UTC)
assert parts.broken(since) == []
[[folder]] = engine.rows("SELECT path FROM system.parts WHERE active AND table = 't'")
for file in ("said.bin", "said.size.bin", "said.cmrk2", "checksums.txt", "columns.txt"):
    (Path(folder) / file).write_bytes(b"")
print(*parts.broken(since), flush=True)
os._exit(75)
"""
AGAIN = """
import os, sys
from pathlib import Path
from analytics.warehouse.embedded.engine import Engine

print(*Engine(Path(sys.argv[1])).rows("SELECT count(), uniqExact(said) FROM d.t")[0], flush=True)
os._exit(0)
"""


def said_by(program: str, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or done.stderr


@pytest.mark.timeout(300)
def test_what_was_merged_into_a_broken_part_is_there_when_the_engine_starts_again(
    tmp_path: Path,
) -> None:
    began = str(datetime.now(UTC).timestamp() - 5)
    assert said_by(MERGED, str(tmp_path), TABLE.format(at="d"), began).startswith("t: all_1_2")
    assert said_by(AGAIN, str(tmp_path)) == "1000 500"
