"""Reads what an item of QTI declares right, and what it is worth; names are those of version 2."""

from collections.abc import Iterator, Sequence

from analytics.content.interchange.questions.bodies import decimal
from analytics.content.interchange.questions.xml_tree import Node


def shares_declared(declared: Node) -> dict[str, float]:
    """Return each answer that the declaration names with its share of the marks."""
    correct = declared.first("correctResponse")
    shares = {one.text(): 1.0 for one in correct.all("value")} if correct is not None else {}
    mapping = declared.first("mapping")
    if mapping is None:
        return shares
    mapped = {
        one.attributes.get("mapKey", "").strip(): decimal(one.attributes.get("mappedValue", ""))
        for one in mapping.all("mapEntry")
    }
    most = max((value or 0.0 for value in mapped.values()), default=0.0)
    for name, value in mapped.items():
        if name and value is not None and name not in shares:
            shares[name] = value / most if most > 0 else 0.0
    return shares


def weight_declared(declared: Node) -> float:
    """Return how many marks a response is worth."""
    mapping = declared.first("mapping")
    entries = mapping.all("mapEntry") if mapping is not None else ()
    said = [decimal(one.attributes.get("mappedValue", "")) or 0.0 for one in entries]
    return max(said) if said and max(said) > 0 else 1.0


def width_ruled(item: Node, declared: Node) -> str:
    """Return the tolerance of a number, from the item's rules for marking; empty for none."""
    rules = item.first("responseProcessing")
    values = [decimal(text) for text in shares_declared(declared)]
    right = values[0] if values and values[0] is not None else 0.0
    asked = declared.attributes.get("identifier", "")
    for equal in _about(rules, asked, "equal") if rules is not None else ():
        said = [decimal(one) for one in equal.attributes.get("tolerance", "").split()]
        width = max((one for one in said if one is not None), default=None)
        mode = equal.attributes.get("toleranceMode", "exact")
        if width is not None and mode == "absolute":
            return repr(width)
        if width is not None and mode == "relative":
            return repr(abs(right) * width / 100)
    bounds = _bounds(rules, asked) if rules is not None else []
    return repr(max(abs(right - bound) for bound in bounds)) if len(bounds) == 2 else ""


def _about(rules: Node, asked: str, *names: str) -> Iterator[Node]:
    """Return the comparisons of a response among the rules."""
    for one in rules.within(*names):
        if any(variable.attributes.get("identifier") == asked for variable in one.all("variable")):
            yield one


def _bounds(rules: Node, asked: str) -> Sequence[float]:
    """Return the numbers that a response is compared with by "not less" and "not more"."""
    compared = _about(rules, asked, "gte", "lte")
    texts = (value.text() for one in compared for value in one.all("baseValue"))
    return [value for text in texts if (value := decimal(text)) is not None]
