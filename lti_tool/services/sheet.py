"""A report as words and lines, before it becomes a page or a printed sheet."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the sentences under it."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SkillRow:
    """One skill in words, and its mastery after each answer.

    Attributes:
        line: values from 0 to 1, first to last.
    """

    name: str
    before: str
    now: str
    gain: str
    way: str
    line: tuple[float, ...]

    def points(self, width: float, height: float) -> list[tuple[float, float]]:
        """Return the line in a box, x from the left and y from the top."""
        steps = max(1, len(self.line) - 1)
        return [(n / steps * width, (1 - value) * height) for n, value in enumerate(self.line)]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole report, in the reader's language.

    Attributes:
        figures: what stands out, each a name and a value.
        heads: of the five columns of the rows: skill, before, now, gain, way.
        caption: what the lines show.
        target: at which height of the lines the target is, 0 to 1.
        language: of the reader; `bank_language` of the skills' names.
    """

    title: str
    under: str
    figures: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    heads: tuple[str, str, str, str, str]
    rows: tuple[SkillRow, ...]
    caption: str
    target: float
    foot: str
    language: str
    bank_language: str
