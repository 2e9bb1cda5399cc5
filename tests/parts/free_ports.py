"""Keeps a test from the usual ports, which a product of this machine may use."""

import json
from dataclasses import fields
from pathlib import Path

from deploy.embedded.ports import Ports, free_port


def remember_free_ports(memory: Path) -> None:
    """Write a file of ports, as if those of last time had been any free ones."""
    chosen: dict[str, int] = {}
    for field in fields(Ports):
        chosen[field.name] = free_port(set(chosen.values()))
    memory.parent.mkdir(parents=True, exist_ok=True)
    memory.write_text(json.dumps(chosen), encoding="utf-8")
