"""Tells where a Chinese answer lets two things of its reference change places: 人咬狗 for 狗咬人.

As in English (`analytics.grading.roles`), but character by character: without words, only what has
all the characters of a sentence, little ones apart, is read so. Export copies this file
beside the weights, so it imports nothing of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

_SENTENCE: Final = re.compile(r"[^。；;！!？?\n]+")
_LITTLE: Final = re.compile(r"[\s的了着过]")
_COMMA: Final = re.compile("[，,、]")
_TURNED: Final = re.compile("[被比]")
_EITHER_WAY: Final = re.compile(
    "^(?:[是为叫]|就是|即|也叫|等于)$|[和与跟同及或]|以及|相[同等似反连交切邻通]"
    "|平行|垂直|连接|反应|结合|混合|不同|接触|等价"
)
"""What is so of two things whichever is named first."""
_TIES: Final = re.compile("[从到在由向对把将给用于]|因为|所以")
"""What says by itself which part a thing has, wherever it stands."""
_LISTED: Final = re.compile("以及|[和与跟及或，,、]")
_IN_ORDER: Final = re.compile("[先再后使则就但却而]|然后|接着|因[为此]|所以|由于|导致|如果|只要")
_LEAST: Final = 3

_Clauses = tuple[str, ...]


def swapped(references: Sequence[str], answer: str) -> tuple[int, int] | None:
    """Return where an answer swaps two things of a reference, if no reference says the same."""
    wanted = {said for reference in references for _, said in _sentences(reference)}
    for place, said in _sentences(answer):
        if said not in wanted and any(_is_swap(one, said) for one in wanted):
            return place
    return None


def restated(references: Sequence[str], answer: str) -> str | None:
    """Return a reference that an answer repeats with two equal things or clauses changed."""
    said = _LITTLE.sub("", answer).strip("。.")
    for reference in references:
        wanted = _LITTLE.sub("", reference).strip("。.")
        if said == wanted or (not _IN_ORDER.search(wanted) and said in _changed(wanted)):
            return reference
    return None


def _sentences(text: str) -> Iterator[tuple[tuple[int, int], _Clauses]]:
    """Yield the places and the clauses of the sentences that compare nothing."""
    for found in _SENTENCE.finditer(text):
        said = tuple(_COMMA.split(_LITTLE.sub("", found.group())))
        if sum(map(len, said)) >= _LEAST and not _TURNED.search(found.group()):
            yield found.span(), said


def _is_swap(wanted: _Clauses, said: _Clauses) -> bool:
    """Return whether two parts of a sentence change places about a middle of one direction."""
    one, other = "".join(wanted), "".join(said)
    if sorted(wanted) == sorted(said) or one == other or sorted(one) != sorted(other):
        return False
    differing = [at for at, char in enumerate(one) if char != other[at]]
    first, last = differing[0], differing[-1] + 1
    words, turned = one[first:last], other[first:last]
    for right in range(2, len(words)):
        for left in range(1, right):
            middle = words[left:right]
            if words[right:] + middle + words[:left] == turned:
                outer = words[:left] + words[right:]
                return not (_EITHER_WAY.search(middle) or _TIES.search(outer))
    return False


def _changed(wanted: str) -> Iterator[str]:
    """Yield what else a sentence may read, two things or clauses at an end of it changed."""
    whole = len(wanted)
    for found in _LISTED.finditer(wanted):
        joint, (start, end) = found.group(), found.span()
        at_start = ((0, last) for last in range(end + 1, whole))
        for first, last in (*at_start, *((first, whole) for first in range(start))):
            left, right = wanted[first:start], wanted[end:last]
            yield wanted[:first] + right + joint + left + wanted[last:]
