"""Reads and judges what the forest does not see in short Chinese answers.

As in English (`analytics.grading.short_answers`), whose shares of verdicts stand for Chinese ones
too: there are too few Chinese answers to count them. Export copies this file beside the
weights, so of ours it imports only what is copied with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from .. import comparisons, lists, openings, reversals, roles  # noqa: TID252 -- served without the house
from .. import directions as english_directions  # noqa: TID252
from ..comparisons import Comparison  # noqa: TID252
from ..lists import Listed, Part  # noqa: TID252
from ..marks import rated, unheard, weighed  # noqa: TID252
from . import directions, naming
from .overlap import Item
from .reversals import reversed_at
from .roles import restated, swapped

_OPPOSITES: Final = {
    less: more
    for more, less in (
        *("大小", "高低", "多少", "快慢", "重轻", "长短", "热冷", "强弱", "粗细", "厚薄"),
        *("远近", "早晚", "深浅", "硬软", "好坏", "宽窄", "亮暗", "胖瘦", "贵贱"),
    )
}
_ADJECTIVES: Final = "".join(_OPPOSITES) + "".join(_OPPOSITES.values())
_COMPARED: Final = re.compile(
    rf"(?P<one>[^，。；,;！？\n比]*)比(?P<other>[^，。；,;！？\n比]+?)(?:的\w{{1,4}})?"
    rf"(?:更|还|要|都|来得)?(?:加)?(?P<what>[{_ADJECTIVES}])(?![{_ADJECTIVES}])"
)
_BESIDE: Final = re.compile(
    rf"(?P<one>[^，。；,;！？\n比]*?)(?P<what>[{_ADJECTIVES}])于(?P<other>[^，。；,;！？\n比]+)"
)
_OF: Final = "的"
_SPEED: Final = "速"
_DENIED: Final = re.compile("不|没|并非")
_FRAME: Final = re.compile("^(?:因为|由于|是因为|所以|那么)+")

_ASKS_WHETHER: Final = re.compile(
    r"吗|是否|能否|可否|是不是|能不能|会不会|有没有|对不对|可不可以|要不要"
)
_NO: Final = re.compile(r"[\s，,]*(?:不(?!同|仅|但|过|管|断)|没|否|非|错(?!误)|无(?!论))")
_YES: Final = re.compile(
    r"[\s，,]*(?:[是能会](?!否|不)|可以|应该|当然|正确|需要|[对有行要](?:的)?(?![^\s，,。；;！!]))"
)

_SPLIT: Final = re.compile(r"以及|[、，,;；/\n和与及跟]")
_SENTENCE: Final = re.compile("[，,；;]")
_ENDS: Final = "。.！! "
_MOST_CHARACTERS: Final = 6
_ORDERED: Final = re.compile("顺序|依次|步骤|排列|排序|先后|从大到小|从小到大|首先|过程")
_NUMBERS: Final = {char: at for at, char in enumerate("零一两三四五六七八九十")} | {"二": 2}
_ASKED: Final = re.compile(
    r"(?:写出|列举|举出|说出|列出|任写|任意|哪)\S{0,4}?(?P<many>\d|[一二两三四五六七八九十])\s*[个种项点条类位座部]"
)


def as_meant(question: str, references: Sequence[str], answer: str) -> str:
    """Return an answer, or the reference that it repeats in another order or in other words."""
    said = directions.restated(question, references, answer)
    return said or restated(references, answer) or answer


def looked_at(
    item: Item, probabilities: Sequence[float], *, known: bool
) -> tuple[float, ...] | None:
    """Return the probabilities of the labels after a look at what the forest misses, if any.

    Args:
        item: With its answer read as it is meant.
        probabilities: Of the five labels, by the forest.
        known: Whether the forest met the question.
    """
    question, references, answer = item
    if denies(question, references, answer):
        return rated(_contradictory(probabilities), openings.OFTEN)
    if not known and (found := listed(question, references, answer)):
        return lists.judged(probabilities, found)
    if found_contrary := next(_contraries(item), None):
        heard = probabilities if known else unheard(probabilities)
        return rated(_contradictory(heard), found_contrary[1])
    if not known and naming.asks_for_name(question, references):
        return weighed(probabilities, naming.signs_of(question, references, answer), naming.WEIGHTS)
    return None


def contrary(item: Item) -> tuple[int, int] | None:
    """Return where an answer says the contrary of a reference in its own words, if it does."""
    return next((place for place, _ in _contraries(item)), None)


def _contraries(item: Item) -> Iterator[tuple[tuple[int, int], Sequence[float]]]:
    """Yield where an answer says the contrary of a reference, and how often verdicts show that."""
    question, references, answer = item
    if place := turned(references, answer):
        yield place, comparisons.OFTEN
    if place := swapped(references, answer):
        yield place, roles.OFTEN
    if place := reversed_at(question, references, answer):
        yield place, reversals.OFTEN
    if place := directions.otherwise_at(question, references, answer):
        yield place, english_directions.OFTEN


def _contradictory(probabilities: Sequence[float]) -> tuple[float, ...]:
    """Call contradictory what earns nothing; the forest does not tell what that is."""
    right, partly, *nothing = probabilities
    return (right, partly, sum(nothing), 0.0, 0.0)


def denies(question: str, references: Sequence[str], answer: str) -> bool:
    """Return whether a question asks whether, and an answer says no to every reference's yes."""
    if not _ASKS_WHETHER.search(question):
        return False
    said = _whether(answer)
    return bool(said) and all(_whether(one) == -said for one in references)


def _whether(text: str) -> int:
    return -1 if _NO.match(text) else 1 if _YES.match(text) else 0


def turned(references: Sequence[str], answer: str) -> tuple[int, int] | None:
    """Return where an answer turns a comparison of a reference round, if it repeats none."""
    wanted = [one for reference in references for _, one in _comparisons(reference)]
    found = [
        (said.outcome(other), place) for place, said in _comparisons(answer) for other in wanted
    ]
    if any(outcome == 1 for outcome, _ in found):
        return None
    return next((place for outcome, place in found if outcome == -1), None)


def _comparisons(text: str) -> Iterator[tuple[tuple[int, int], Comparison]]:
    for found in chain(_COMPARED.finditer(text), _BESIDE.finditer(text)):
        one = _FRAME.sub("", found["one"])
        if _DENIED.search(one):
            continue
        thing, _, quality = one.rpartition(_OF) if _OF in one else (one, "", "")
        if _SPEED in quality:
            quality = ""  # faster says the same
        what, sign = found["what"], 1
        if more := _OPPOSITES.get(what):
            what, sign = more, -1
        other = frozenset(found["other"].partition(_OF)[0])
        yield found.span(), Comparison(quality + what, sign, frozenset(thing), other, not thing)


def listed(question: str, references: Sequence[str], answer: str) -> Listed | None:
    """Return how much of a list an answer gives, as in English."""
    sentences = any(_SENTENCE.search(one) or _DENIED.search(one) for one in references)
    wanted = [_parts(reference) for reference in references]
    if (
        sentences
        or _DENIED.search(answer)
        or _ORDERED.search(question)
        or min(map(len, wanted)) <= 1
    ):
        return None
    said, many, found = _parts(answer), _ASKED.search(question), []
    for reference, one in zip(references, wanted, strict=True):
        if there := len(said & one):
            most = min(_many(many["many"]) if many else len(one), len(one))
            found.append(Listed(reference, there, most, len(said) - there))
    return max(found, key=lambda one: (one.there - one.others) / one.wanted, default=None)


def _parts(text: str) -> frozenset[Part]:
    parts = [part.strip(_ENDS) for part in _SPLIT.split(text)]
    if not all(0 < len(part) <= _MOST_CHARACTERS for part in parts):
        return frozenset()
    return frozenset(frozenset((part,)) for part in parts)


def _many(number: str) -> int:
    return int(number) if number.isdecimal() else _NUMBERS[number]
