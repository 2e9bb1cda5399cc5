"""Reads which way something changes in Chinese: up, down or not at all, in whatever words.

As in English (`analytics.grading.directions`), character by character: 变小 for 体积减小. Export
copies this file beside the weights, so of ours it imports only what is copied with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from ..directions import Change, change_in, other_than, said_by  # noqa: TID252 -- served without the house

_UP: Final = """
增[大加高多强长]|[升提增]高|上[升涨]|提升|升温|增|变?[更越]?[大高多](?:了|起来)?|扩大|加[大快强]
"""
_DOWN: Final = """
减[小少弱慢低]|[降减]低|下[降跌]|降温|减|变?[更越]?[小低少](?:了|下去)?|缩小|限制|约束|削弱
"""
_SAME: Final = "不变|没有?(?:什么|任何)?变化?|无变化|(?:保持|一直)(?:不变|原样|一样)|(?:维持)?原样"
_BY_TOPIC: Final = (
    ("温热冷凉", "热", "冷凉"),
    ("速快慢率", "快", "慢"),
    ("长短时间", "长", "短"),
    ("强弱力电流", "强", "弱"),
    ("质重轻量", "重", "轻"),
    ("亮暗灯光", "亮", "暗"),
    ("体气胀缩", "胀", "缩"),
    ("价贵", "贵", ""),
)
"""What a change is of, and its characters for more and for less."""
_DENIES: Final = re.compile("[不没无非未比]")
"""Of a text that denies or compares, the words alone do not show which way it goes."""
_CLAUSE: Final = re.compile("[，,。；;！!？?、\n]|时候?(?!间)|而且?|但|当|因为|所以|由于")
_BOTH: Final = re.compile("都|两个?")
_FILLING: Final = re.compile(
    r"一个|另一?个?|变量|随着|逐渐|慢慢|会|就|也|都|将|使|让|得|当|很|了|的|地|[它他她]们?|两|变|更|越|是|为|个|\W"
)
_MOST: Final = 6


def restated(question: str, references: Sequence[str], answer: str) -> str:
    """Return the reference whose change an answer says, in whatever words; else nothing."""
    return said_by(_change, _MOST, question, references, answer)


def otherwise_at(question: str, references: Sequence[str], answer: str) -> tuple[int, int] | None:
    """Return where an answer says another change than every reference: all of it, or None."""
    return other_than(_change, _MOST, question, references, answer)


@lru_cache(maxsize=2_048)
def _change(text: str, topic: str) -> Change:
    pattern = _pattern(frozenset(topic))
    return change_in(_CLAUSE.split(text), pattern, _DENIES, _BOTH, _characters)


def _characters(text: str) -> str:
    return _FILLING.sub("", text)


@lru_cache(maxsize=256)
def _pattern(topic: frozenset[str]) -> re.Pattern[str]:
    known = [one for one in _BY_TOPIC if not topic.isdisjoint(one[0])]
    more, less = ("".join(one[side] for one in known) for side in (1, 2))
    up = _UP.strip() + (f"|[变更越][{more}]|[膨上加]?[{more}]" if more else "")
    down = _DOWN.strip() + (f"|[变更越][{less}]|[收下减]?[{less}]" if less else "")
    return re.compile(f"(?P<same>{_SAME})|(?P<up>{up})|(?P<down>{down})")
