"""Notes say what to look at, and never what the right answer is."""

import re
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.content import Criterion, KeyTerm, ShortAnswerItem
from analytics.grading.evidence import compare
from analytics.grading.feedback import MASK, notes_on
from analytics.grading.findings import Note
from analytics.grading.rubric import rule
from analytics.grading.types import LABELS, Grade, GradeLabel

QUESTION = "Why does a metal spoon feel cold?"
REFERENCE = "Metal conducts heat away from the hand quickly."


def notes(answer: str, label: GradeLabel = "partial", reference: str = REFERENCE) -> list[Note]:
    return list(notes_on(QUESTION, reference, answer, label, compare(reference, answer)))


def codes(answer: str, label: GradeLabel = "partial", reference: str = REFERENCE) -> list[str]:
    return [note.code for note in notes(answer, label, reference)]


def test_what_was_said_is_quoted_and_what_is_missing_is_masked() -> None:
    found = notes("It takes heats from my hand")
    assert [note.code for note in found] == [
        "said_well",
        "think_of",
        "missing_word",
        "more_missing",
    ]
    assert found[0].facts == {"said": "heats from my hand"}
    assert found[1].facts == {"asked": "metal"}
    assert found[2].facts == {"mask": "c•••••••", "letters": 8}
    assert found[3].facts == {"count": 2}


@pytest.mark.parametrize(
    ("answer", "label", "code"),
    [
        (REFERENCE, "correct", "all_there"),
        ("dunno", "non_domain", "not_an_answer"),
        ("a metal spoon feels cold", "irrelevant", "copied_question"),
        ("metal does not conduct heat", "contradictory", "look_again"),
    ],
)
def test_each_kind_of_answer_is_met_in_its_own_way(
    answer: str, label: GradeLabel, code: str
) -> None:
    assert code in codes(answer, label)


def test_a_contradiction_is_shown_in_the_learners_own_words() -> None:
    [note] = [
        n for n in notes("it does not conduct heat", "contradictory") if n.code == "look_again"
    ]
    assert note.facts == {"said": "not conduct heat"}


def test_of_a_number_no_part_is_told_and_no_part_is_asked_for() -> None:
    found = notes("to 2.50", reference="to -2.5")
    assert [note.code for note in found] == ["look_again", "missing_number"]
    assert found[0].facts == {"said": "2.50"}
    assert "missing_number" not in codes("to \u22122.50 degrees", reference="-2.5 kelvin")


def test_a_missing_number_is_not_told() -> None:
    found = notes("A lot", reference="It has 42 protons")
    assert [note.code for note in found] == ["missing_number", "missing_word"]
    assert "42" not in "".join(str(fact) for note in found for fact in note.facts.values())


def test_a_chinese_word_is_masked_whole() -> None:
    [note] = [n for n in notes("不知道", reference="金属导热快") if n.code == "missing_word"]
    assert note.facts == {"mask": MASK * 5, "letters": 5}


WORDS = "metal heat spoon conduct hand water ice not never fast slow 42 7 melt density sun light"
ENGLISH = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=9).map(" ".join)
HAN = st.text(alphabet="金属导热冰水浮密度大小不没的是快", min_size=1, max_size=14)
TEXTS = st.one_of(ENGLISH, HAN, st.tuples(ENGLISH, HAN).map(" ".join))


def spoken(found: list[Note]) -> str:
    """Return every word that notes carry, without masked ones."""
    facts = chain.from_iterable(note.facts.values() for note in found)
    words = " ".join(fact for fact in facts if isinstance(fact, str)).split()
    return " ".join(word for word in words if MASK not in word)


def plain_words(text: str) -> set[str]:
    """Return a text's words as they are written; Chinese: its characters."""
    return set(re.findall(r"[a-z]+|\d+|[\u3400-\u9fff]", text.lower()))


@given(
    question=TEXTS,
    references=st.lists(TEXTS, min_size=1, max_size=3),
    answer=TEXTS,
    labels=st.lists(st.sampled_from(LABELS), min_size=2, max_size=2),
    term=TEXTS,
    parts=st.sampled_from((1, 2)),
)
def test_no_note_tells_a_word_of_a_reference_that_was_neither_said_nor_asked(
    question: str,
    references: list[str],
    answer: str,
    labels: list[GradeLabel],
    term: str,
    parts: int,
) -> None:
    own = (tuple(references), (references[-1],)) if parts == 2 else ((),)
    criteria = tuple(Criterion(text="part", points=1, references=some) for some in own)
    item = ShortAnswerItem(
        id="i",
        skills={"s": 1},
        prompt=question,
        references=tuple(references),
        rubric=criteria,
        key_terms=(KeyTerm(term=term[:80]),),
    )
    grades = [
        Grade(
            label=label,
            score=0.5,
            confidence=0.7,
            probabilities=(0.2,) * 5,
            nearest_reference=0,
            covered=(),
            missing=tuple(references),
            model="grader:1",
        )
        for label in labels[:parts]
    ]
    ruling = rule(item, answer, grades)
    told = [*ruling.notes, *(note for finding in ruling.criteria for note in finding.notes)]
    assert plain_words(spoken(told)) <= plain_words(answer) | plain_words(question)
