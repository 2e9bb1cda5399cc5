"""Tells where a Chinese answer repeats its reference but for characters that turn it round.

As in English (`analytics.grading.reversals`): 越往上气压越高 for 越往上气压越低. Export copies this
file beside the weights, so it imports nothing of ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

_SENTENCE: Final = re.compile(r"[^。；;！!？?\n]+")
_LITTLE: Final = re.compile(r"[\s，,、的了着过]")
_ASKS_FOR_EXAMPLE: Final = re.compile("例|任[写意]|哪些|[写说]出[一两二三1-3]|举")
_DENIAL: Final = re.compile("[不没无非未]")
_PAIRS: Final = """
高低 大小 多少 快慢 轻重 长短 冷热 强弱 粗细 厚薄 远近 早晚 深浅 软硬 好坏 宽窄 明暗 亮暗 贵贱 东西
南北 前后 内外 里外 上下 左右 正负 真假 升降 增减 胀缩 吸放 吸呼 进出 胜败 生死 凸凹 奇偶 加减 乘除
同异 先后 首末 易难 推拉 浮沉 攻守 买卖 红白 黑白 红绿 昼夜 日夜 动静 酸碱 阴阳 盈亏 张缩 苛宽
"""
_CONTRARY: Final = frozenset(both for pair in _PAIRS.split() for both in (pair, pair[::-1]))
_LEAST: Final = 4
_SHARED: Final = 0.6
_LONGEST: Final = 3


def reversed_at(question: str, references: Sequence[str], answer: str) -> tuple[int, int] | None:
    """Return where an answer turns a sentence of a reference round, of which it keeps the rest.

    That is the start and the end of the sentence. Of examples another may be as good.
    """
    if _ASKS_FOR_EXAMPLE.search(question):
        return None
    wanted = [one for reference in references for _, one in _sentences(reference)]
    for place, said in _sentences(answer):
        turns = [found for one in wanted if (found := _turns(one, said)) is not None]
        if turns and all(found % 2 for found in turns):
            return place
    return None


def _sentences(text: str) -> list[tuple[tuple[int, int], str]]:
    found = [(one.span(), _LITTLE.sub("", one.group())) for one in _SENTENCE.finditer(text)]
    return [(place, said) for place, said in found if len(said) >= _LEAST]


def _turns(wanted: str, said: str) -> int | None:
    """Return how often a sentence turns a wanted one round; None if it is another."""
    matcher = SequenceMatcher(None, wanted, said, autojunk=False)
    changes = [
        (wanted[i:j], said[k:end]) for tag, i, j, k, end in matcher.get_opcodes() if tag != "equal"
    ]
    kept = len(wanted) - sum(len(lost) for lost, _ in changes)
    if kept < _SHARED * max(len(wanted), len(said)):
        return None
    turns = [_turned(lost, new) for lost, new in changes]
    return None if None in turns else sum(filter(None, turns))


def _turned(lost: str, new: str) -> int | None:
    """Return 1 if characters in the place of others turn a sentence round; None if they differ."""
    if len(lost) > _LONGEST or len(new) > _LONGEST:
        return None
    denied = (_DENIAL.search(lost) is None) != (_DENIAL.search(new) is None)
    pairs = {one + other for one in lost for other in new}
    return 1 if denied or not _CONTRARY.isdisjoint(pairs) else None
