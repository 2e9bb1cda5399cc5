"""Compares the schema of an event with the one that was written down.

`python -m tests.contract.compatibility` writes today's schemas down, unless one
breaks: then the kind needs a new version and an upcaster from the old one.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from analytics.events import KINDS
from analytics.events.kinds import event_models
from analytics.events.upcasting import CURRENT

HERE = Path(__file__).parent / "schemas"
Schema = Mapping[str, Any]
_TIGHTER = {"minimum": 1, "exclusiveMinimum": 1, "minLength": 1, "minItems": 1}
_WIDER = {"maximum": -1, "exclusiveMaximum": -1, "maxLength": -1, "maxItems": -1}


def today(kind: str) -> Schema:
    """Return the schema of a kind with every reference replaced by what it names."""
    whole = event_models()[kind].model_json_schema()
    named = whole.pop("$defs", {})
    resolved = _resolved(whole, named)
    assert isinstance(resolved, dict)
    return resolved


def path_of(kind: str, version: int) -> Path:
    """Return where the schema of a kind's version is written down."""
    return HERE / f"{kind}.v{version}.json"


def breaks(before: Schema, after: Schema, where: str = "") -> Iterator[str]:
    """Yield why a message of the schema before may be refused by the one after."""
    yield from _of_values(before, after, where)
    old, new = before.get("properties", {}), after.get("properties", {})
    for name in old.keys() - new.keys():
        yield f"{where}.{name}: gone"
    for name in set(after.get("required", ())) - set(before.get("required", ())):
        yield f"{where}.{name}: needed now"
    for name in old.keys() & new.keys():
        yield from breaks(old[name], new[name], f"{where}.{name}")
    if "items" in before and "items" in after:
        yield from breaks(before["items"], after["items"], f"{where}[]")


def _of_values(before: Schema, after: Schema, where: str) -> Iterator[str]:
    for word in ("type", "format", "pattern", "const", "additionalProperties"):
        if before.get(word) != after.get(word):
            yield f"{where}: {word} was {before.get(word)}, is {after.get(word)}"
    if lost := set(before.get("enum", ())) - set(after.get("enum", before.get("enum", ()))):
        yield f"{where}: {sorted(lost)} allowed no more"
    for word, sign in (_TIGHTER | _WIDER).items():
        limit, old = after.get(word), before.get(word)
        if limit is not None and (old is None or sign * (limit - old) > 0):
            yield f"{where}: {word} was {old}, is {limit}"
    yield from _of_choices(before, after, where)


def _of_choices(before: Schema, after: Schema, where: str) -> Iterator[str]:
    for word in ("anyOf", "oneOf"):
        choices = after.get(word, ())
        for old in before.get(word, ()):
            if not any(not list(breaks(old, new)) for new in choices):
                yield f"{where}: a choice is gone or changed: {json.dumps(old)[:80]}"


def _resolved(node: Any, named: Mapping[str, Any]) -> Any:
    if isinstance(node, list):
        return [_resolved(one, named) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _resolved(named[node["$ref"].rsplit("/", 1)[-1]], named)
    skipped = {"title", "description", "default", "discriminator"}
    # A field of ours may have one of these names: then its value is a schema.
    return {
        name: _resolved(value, named)
        for name, value in node.items()
        if name not in skipped or (isinstance(value, dict) and name != "discriminator")
    }


def main() -> int:
    """Write today's schemas down where they only add to what is there."""
    refused = 0
    for kind in KINDS:
        path, schema = path_of(kind, CURRENT[kind]), today(kind)
        broken = list(breaks(json.loads(path.read_text()), schema)) if path.exists() else []
        for why in broken:
            print(f"{kind}{why}", file=sys.stderr)
        if broken:
            refused += 1
            continue
        path.write_text(json.dumps(schema, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
