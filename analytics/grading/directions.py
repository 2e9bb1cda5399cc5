"""Reads which way something changes: up, down or not at all, in whatever words.

Beside "The volume decreases." a network that learnt from whole sentences takes "it gets
smaller" and "it increases" for about the same. Export copies this file beside the weights, so of
ours it imports only what is copied with it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from .evidence import content_words

OFTEN: Final = (0.00006, 0.0052, 0.00036)
"""Share of the right, contradictory and otherwise wrong training answers that say another change:
none of 8,276, 15 of 2,981 and two of 6,929, each with half a one more. The same change in other
words say 27, none and one."""

_UP: Final = r"""
increas(?:e|es|ed|ing) | rises? | rose | risen | rising | rais(?:e|es|ed|ing) | grow(?:s|n|ing)?
| grew | climb(?:s|ed|ing)? | gain(?:s|ed|ing)? | boost(?:s|ed|ing)? | improv(?:e|es|ed|ing)
| strengthen(?:s|ed|ing)? | extend(?:s|ed|ing)? | speed(?:s|ed|ing)?\s+up | accelerat(?:e|es|ed|ing)
| (?:go|goes|going|gone|went|moves?|moved|shoots?|shot|comes?|came)\s+(?:\w+ly\s+)?up
| big(?:ger)? | larger? | high(?:er)? | greater | more | better
"""
_DOWN: Final = r"""
decreas(?:e|es|ed|ing) | f[ae]lls? | fallen | falling | drop(?:s|ped|ping)? | declin(?:e|es|ed|ing)
| reduc(?:e|es|ed|ing) | lessen(?:s|ed|ing)? | diminish(?:es|ed|ing)? | shr[iau]nk(?:s|ing)?
| los(?:e|es|t|ing) | limit(?:s|ed|ing)? | restrict(?:s|ed|ing)? | weaken(?:s|ed|ing)?
| worsen(?:s|ed|ing)? | slow(?:s|ed|ing)?\s+down | decelerat(?:e|es|ed|ing)
| (?:go|goes|going|gone|went|moves?|moved|comes?|came)\s+(?:\w+ly\s+)?down
| small(?:er)? | low(?:er|ers|ered|ering)? | less | lesser | fewer | worse
"""
_SAME: Final = r"""
(?:stay(?:s|ed|ing)?|remain(?:s|ed|ing)?|keeps?|kept|is|are|was|were|be)
\s+(?:(?:about|exactly|at)\s+)?(?:the\s+same|constant|unchanged|steady|unaffected)
| (?:no|not|n[o'\u2019]?t|never)\s+(?:any\s+)?(?:be\s+)?(?:chang(?:es?|ed|ing)|affected)
"""
_BY_TOPIC: Final = (
    (
        "temperature heat heats hot warm warms cool cools",
        "hotter warmer warms warmed heats heated",
        "colder cooler cools cooled",
    ),
    ("speed velocity rate fast slows slower faster", "faster quicker", "slower slows slowed"),
    ("mass weight heavier lighter", "heavier", "lighter"),
    ("length long time day period longer shorter", "longer", "shorter"),
    (
        "size volume gas expand expands contract contracts",
        "expand expands expanded",
        "contract contracts contracted",
    ),
    (
        "force strength current field bond stronger weaker weakened weakens strengthened",
        "stronger",
        "weaker",
    ),
    ("density dense", "denser", ""),
    ("brightness bulb light brighter dimmer", "brighter", "dimmer"),
    ("price prices cost costs", "dearer", "cheaper"),
    ("volume loudness louder quieter", "louder", "quieter softer"),
    ("height tall depth taller deeper", "taller deeper", "shorter shallower"),
)
"""What a change is of, and its words for more and for less."""

_FILLING: Final = re.compile(
    r"\b(?:a\s+lot|a\s+(?:little|bit)|much|slightly|slowly|quickly|steadily|gradually|rapidly|"
    r"sharply|strongly|greatly|significantly|"
    r"even|far|too|usually|always|generally|up|down|one|other|another|both|variables?|quantit(?:y|ies)|"
    r"things?|becom(?:e|es|ing)|"
    r"became|turns?|g[ai]ves?|giving|amount|level|value|number|power|"
    r"strength|dense|effect|result)\b",
    re.IGNORECASE,
)
"""What says nothing of its own beside a change."""
_COMPARES: Final = re.compile(
    r"\b(?:than|not|never|n't|cannot|without|unless)\b|n['\u2019]t\b", re.IGNORECASE
)
"""Of a text that compares or denies, the words alone do not show which way it goes."""
_BOTH: Final = re.compile(r"\bboth\b", re.IGNORECASE)
_MOST: Final = 3
"""What a reference may say besides a change and its question, in words that carry meaning."""
_CLAUSE: Final = re.compile(
    r"[.;:,!?\n]|\b(?:when|if|as|while|whereas|and|but|because|so|then)\b", re.IGNORECASE
)


_SIGNS: Final = {"up": 1, "down": -1, "same": 0}
Reader = Callable[[str, str], "Change"]


@dataclass(frozen=True, slots=True)
class Change:
    """What a text says of changes.

    Attributes:
        signs: 1 for each that goes up, -1 for one that goes down, 0 for one that stays.
        others: Stems of what is said besides, each with the sign of its clause, 0 where
            that has none or several.
        words: By which it says the changes.
    """

    signs: tuple[int, ...] = ()
    others: Mapping[str, int] = field(default_factory=dict)
    words: frozenset[str] = frozenset()

    def outcome(self, wanted: Change, asked: Change) -> int:
        """Return 1 for the same change as is wanted, -1 for another, 0 if that is not seen.

        Who says the same in the same words may say it of other things.
        """
        if len(wanted.signs) == len(self.signs) == 1:
            same = 1 if wanted.signs == self.signs else -1
        else:
            same = _both(self.beside(asked), wanted.beside(asked))
        return 0 if same > 0 and self.words <= wanted.words else same

    def beside(self, asked: Change) -> Change:
        """Return both changes where a question tells one and this the other."""
        if len(self.signs) == len(asked.signs) == 1:
            return Change(asked.signs + self.signs, {**asked.others, **self.others})
        return self


def _both(said: Change, wanted: Change) -> int:
    """Return the outcome of two changes beside two."""
    if not len(wanted.signs) == len(said.signs) == 2 or 0 in wanted.signs + said.signs:
        return 0
    if math.prod(wanted.signs) != math.prod(said.signs):
        return -1
    told = wanted.others.items()
    return int(not any(sign and said.others.get(one) == -sign for one, sign in told))


def restated(question: str, references: Sequence[str], answer: str) -> str:
    """Return the reference whose change an answer says, in whatever words; else nothing."""
    return said_by(_change, _MOST, question, references, answer)


def otherwise_at(question: str, references: Sequence[str], answer: str) -> tuple[int, int] | None:
    """Return where an answer says another change than every reference: all of it, or None."""
    return other_than(_change, _MOST, question, references, answer)


def said_by(read: Reader, most: int, question: str, references: Sequence[str], answer: str) -> str:
    """Return the same, with texts of a language read by its reader.

    Args:
        read: Returns the change that a text tells, given question and reference as topic.
        most: What a reference may say besides a change and its question.
        question: The question.
        references: Its references.
        answer: The answer.
    """
    found = _outcomes(read, most, question, references, answer)
    return references[found.index(1)] if 1 in found else ""


def other_than(
    read: Reader, most: int, question: str, references: Sequence[str], answer: str
) -> tuple[int, int] | None:
    """Return where an answer says another change, with the arguments of `said_by`."""
    if set(_outcomes(read, most, question, references, answer)) != {-1}:
        return None
    return len(answer) - len(answer.lstrip()), len(answer.rstrip())


def _outcomes(
    read: Reader, most: int, question: str, references: Sequence[str], answer: str
) -> list[int]:
    """Return 1 for each reference whose change an answer says, -1 where it says another.

    0 unless both speak of the same and of nothing besides, but for what the question asks.
    """
    asked = read(question, question)
    found: list[int] = []
    for reference in references:
        topic = f"{question} {reference}"
        wanted = read(reference, topic)
        beyond = wanted.others.keys() - asked.others
        if not wanted.signs or len(beyond) > most:
            found.append(0)
            continue
        said = read(answer, topic)
        alike = beyond <= said.others.keys() <= wanted.others.keys() | asked.others
        found.append(said.outcome(wanted, asked) if alike else 0)
    return found


@lru_cache(maxsize=2_048)
def _change(text: str, topic: str) -> Change:
    pattern = _pattern(frozenset(re.findall(r"[a-z]+", topic.lower())))
    return change_in(_CLAUSE.split(text), pattern, _COMPARES, _BOTH, _stems)


def _stems(text: str) -> Iterable[str]:
    return content_words(_FILLING.sub(" ", text))


def change_in(
    clauses: Iterable[str],
    pattern: re.Pattern[str],
    unread: re.Pattern[str],
    both: re.Pattern[str],
    stems: Callable[[str], Iterable[str]],
) -> Change:
    """Return what the clauses of a text say of changes.

    Args:
        clauses: Of a text in any language.
        pattern: Finds what goes up, goes down or stays the same, in groups of these names.
        unread: Finds in the rest of a clause what makes the text not to be read.
        both: Finds there that one change is of two things.
        stems: Returns what else the rest of a clause says.
    """
    whole: list[int] = []
    others: dict[str, int] = {}
    words: set[str] = set()
    for clause in clauses:
        matches = list(pattern.finditer(clause))
        found = [_SIGNS[match.lastgroup or ""] for match in matches]
        left = pattern.sub(" ", clause)
        if unread.search(left):
            return Change()
        words.update(match.group().lower() for match in matches)
        whole += found * 2 if len(found) == 1 and both.search(left) else found
        others |= dict.fromkeys(stems(left), found[0] if len(found) == 1 else 0)
    return Change(tuple(whole), others, frozenset(words))


@lru_cache(maxsize=256)
def _pattern(topic: frozenset[str]) -> re.Pattern[str]:
    up, down = [_UP], [_DOWN]
    for of, more, less in _BY_TOPIC:
        if not topic.isdisjoint(of.split()):
            up.extend(more.split())
            down.extend(less.split())
    kinds = {"same": [_SAME], "up": up, "down": down}
    parts = (f"(?P<{name}>{'|'.join(words)})" for name, words in kinds.items())
    return re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE | re.VERBOSE)
