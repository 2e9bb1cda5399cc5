"""Break everything for a while and add up: `python -m tests.chaos`.

Prints what was done and a table, and writes `var/reports/chaos.json`. Exits 1
when a zero is not zero.
"""

import argparse
import os
import sys
from pathlib import Path

from tests.chaos.running import Plan, run

ROOT = Path("var/chaos")


def main() -> None:
    """Run by the words on the command line."""
    said = argparse.ArgumentParser(prog="chaos", description=__doc__)
    said.add_argument("--minutes", type=float, default=10.0)
    said.add_argument("--broker", choices=("kafka", "tansu"), default="kafka")
    said.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3)))
    chosen = said.parse_args()
    plan = Plan(ROOT / chosen.broker, chosen.broker, chosen.minutes, chosen.seed)
    sys.exit(0 if run(plan).is_sound else 1)


if __name__ == "__main__":
    main()
