"""Writes items as Moodle's GIFT."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence

from analytics.content.gap_marks import GAP_MARK
from analytics.content.interchange.questions.bodies import decimal, percent, shares_of, with_wild
from analytics.content.interchange.questions.extras import MARK, shown_tolerance, write_extras
from analytics.content.interchange.questions.gift import SPECIAL
from analytics.content.interchange.questions.order_words import PAIRS
from analytics.content.interchange.questions.plain_text import clean
from analytics.content.item_parts import Gap, Option
from analytics.content.item_pictures import pictures_of
from analytics.content.items import (
    ClozeItem,
    ExpressionItem,
    Item,
    MultipleChoiceItem,
    MultipleSelectItem,
    NumericItem,
    OrderingItem,
    ShortAnswerItem,
)
from analytics.content.skills import Skill

_Braced = (
    NumericItem
    | MultipleChoiceItem
    | MultipleSelectItem
    | OrderingItem
    | ExpressionItem
    | ShortAnswerItem
)
"""What is answered in one place, after the text."""

_MISREAD = re.compile(r"->|^\s*%-?\d|^\s*\[(?:html|plain|markdown|moodle)\]", re.IGNORECASE)
_TAG = re.compile(r"[<>`\[\]\s]+")
_NOT_A_LINE = re.compile(r"//|\$CATEGORY:|\[(?:html|plain|markdown|moodle)\]", re.IGNORECASE)
_IN_LINES = re.compile(r"[\\{}]|#(?=###)")


def write_gift(items: Sequence[Item], skills: Mapping[str, Skill]) -> str:
    """Return items as a GIFT file, under categories by their first skill."""
    parts, group = [], None
    for item in items:
        first = next(iter(item.skills))
        name = skills[first].name if first in skills else first
        if name != group:
            parts.append(f"$CATEGORY: {name.replace('/', '//')}\n")
            group = name
        parts.append("\n".join(_lines(item, skills)) + "\n")
    return "\n".join(parts)


def _lines(item: Item, skills: Mapping[str, Skill]) -> Iterator[str]:
    tags = " ".join(f"[tag:{_tag(skills, skill_id)}]" for skill_id in item.skills)
    yield f"// [id:{item.id}] {tags}"
    # Whoever reads parts line by line takes what everybody is told for one of them.
    apart = isinstance(item, OrderingItem) or not _has_room_for_gaps(item)
    yield f"// {MARK}: {write_extras(item, () if apart else ('worked', 'gaps'))}"
    worked = f"####{_part(item.worked)}" if item.worked and not apart else ""
    title = _escaped(" ".join(item.prompt.split())[:80])
    yield f"::{title}::[plain]{_asked(item, worked)}"


def has_room(item: Item) -> bool:
    """Tell whether GIFT can say what an item asks: no picture, one gap at most and text by it."""
    return not pictures_of(item) and _has_room_for_gaps(item)


def _has_room_for_gaps(item: Item) -> bool:
    if not isinstance(item, ClozeItem):
        return True
    [first, *_] = item.gaps
    is_read = first.tolerance is None or all(decimal(one) is not None for one in first.answers)
    return len(item.gaps) == 1 and is_read and bool(clean(GAP_MARK.sub("", item.prompt)))


def _asked(item: Item, worked: str) -> str:
    """Return an item's text with its answers in braces, at its gap or at its end."""
    if not isinstance(item, ClozeItem):
        return f"{_escaped(item.prompt)} {{{_answers(item)}{worked}}}"
    if not _has_room_for_gaps(item):
        return _escaped(item.prompt)
    before, _, after = GAP_MARK.split(clean(item.prompt))
    return f"{_marked(before)}{{{_filled(item.gaps[0])}{worked}}}{_marked(after)}"


def _filled(gap: Gap) -> str:
    if gap.options:
        return " ".join(f"{'=' if one in gap.answers else '~'}{_part(one)}" for one in gap.options)
    if gap.tolerance is None:
        return " ".join(f"={_part(with_wild(one))}" for one in gap.answers)
    said = [f"{one}:{gap.tolerance!r}" for one in gap.answers]
    return f"#{said[0]}" if len(said) == 1 else f"#={' ='.join(said)}"


def _tag(skills: Mapping[str, Skill], skill_id: str) -> str:
    name = skills[skill_id].name if skill_id in skills else skill_id
    return _TAG.sub(" ", name)[:50].strip()


def _answers(item: _Braced) -> str:
    if isinstance(item, NumericItem):
        return f"#{item.answer!r}:{shown_tolerance(item)!r}"
    if isinstance(item, MultipleChoiceItem):
        return " ".join(
            f"{'=' if one.id == item.correct else '~'}{_option(one)}" for one in item.options
        )
    if isinstance(item, MultipleSelectItem):
        shares = zip(shares_of(item), item.options, strict=True)
        return " ".join(f"~%{percent(share)}%{_option(one)}" for share, one in shares)
    if isinstance(item, OrderingItem):
        return "\n".join([_order_head(item), *(_line(part.text) for part in item.parts), ""])
    right = [item.answer] if isinstance(item, ExpressionItem) else item.references
    return " ".join(f"={_part(with_wild(one))}" for one in right)


def _order_head(item: OrderingItem) -> str:
    """Return how Moodle's question type "ordering" begins: all parts, marked by pairs."""
    return f">{len(item.parts)} ALL VERTICAL {PAIRS}"


def _line(text: str) -> str:
    """Return a part on a line of its own; there Moodle takes a backslash for itself."""
    said = clean(text)
    if _NOT_A_LINE.match(said):
        said = f"[html]{_coded(said)}"
    return _IN_LINES.sub(r"\\\g<0>", said)


def _option(option: Option) -> str:
    told = f"#{_part(option.feedback)}" if option.feedback else ""
    return f"{_part(option.text)}{told}"


def _part(text: str) -> str:
    """Return an answer's text; what GIFT would take for marks is written as HTML."""
    if not _MISREAD.search(text):
        return _escaped(text)
    return f"[html]{_escaped(_coded(clean(text)))}"


def _coded(text: str) -> str:
    coded = html.escape(text, quote=False).replace("%", "&#37;").replace("\n", "<br>")
    return coded.replace("//", "&#47;/").replace("$", "&#36;")


def _escaped(text: str) -> str:
    return _marked(clean(text))


def _marked(text: str) -> str:
    """Return a text with a backslash before what GIFT takes for its own; spaces stay."""
    marked = "".join(f"\\{one}" if one in SPECIAL else one for one in text)
    return marked.replace("\n", "\\n")
