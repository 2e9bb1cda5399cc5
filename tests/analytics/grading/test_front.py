"""The committed grader, asked as Triton asks it."""

import json
from pathlib import Path

import pytest

from analytics.grading.front import Front, RefusedRequest

SERVED = Path("model_repository/grader/1")
QUESTION = "How can you find the volume of a small stone that has no regular shape?"
REFERENCE = (
    "Put water in a measuring cylinder and read it, put the stone in and read again; the rise "
    "of the water is the volume of the stone."
)
REFERENCES = json.dumps([REFERENCE])


@pytest.fixture(scope="module")
def front() -> Front:
    return Front(SERVED)


def test_an_answer_with_numbers_is_not_taken_for_none(front: Front) -> None:
    answer = "I put 20 mL of water into the cylinder, put the stone in, and read 25.5 mL."
    found = front.answer(QUESTION, REFERENCES, answer, "en")
    assert found.label != "non_domain"
    assert sum(found.probabilities) == pytest.approx(1.0, abs=1e-6)
    assert 0.0 <= found.score <= 1.0


@pytest.mark.parametrize("answer", ["I don't know", "asdf qwer", "I like pizza"])
def test_what_says_nothing_still_is_none(front: Front, answer: str) -> None:
    found = front.answer(QUESTION, REFERENCES, answer, "en")
    assert found.label == "non_domain"
    assert found.score < 0.1


@pytest.mark.parametrize(
    ("references", "language", "named"),
    [("no", "en", "no JSON"), ("[]", "en", "one or more"), (REFERENCES, "fr", "'fr'")],
)
def test_what_cannot_be_graded_is_refused_by_name(
    front: Front, references: str, language: str, named: str
) -> None:
    with pytest.raises(RefusedRequest, match=named):
        front.answer(QUESTION, references, "Sink it.", language)


@pytest.mark.parametrize(
    ("question", "reference", "right", "wrong"),
    [
        ("When did the war end?", "The war ended in 1945.", "1945", "It ended in 1954."),
        ("How many legs has a spider?", "A spider has eight legs.", "It has 8", "It has 6 legs"),
        ("How cold is it?", "It is -5 degrees.", "-5", "It is 5 degrees."),
    ],
)
def test_a_number_is_right_or_contrary(
    front: Front, question: str, reference: str, right: str, wrong: str
) -> None:
    references = json.dumps([reference])
    assert front.answer(question, references, right, "en").label == "correct"
    found = front.answer(question, references, wrong, "en")
    assert found.label == "contradictory"
    assert found.score < 0.4
    kinds = {kind for _, _, kind in json.loads(found.evidence)["answer"]}
    assert "contradicted" in kinds


@pytest.mark.parametrize(
    ("question", "reference", "right", "wrong"),
    [
        ("What is the capital of France?", "Paris", "paris", "London"),
        ("What is the chemical symbol for gold?", "Au", "Au", "Ag"),
        ("Who wrote Hamlet?", "William Shakespeare wrote Hamlet.", "Shakspeare", "Dickens"),
    ],
)
def test_a_name_is_the_one_or_another(
    front: Front, question: str, reference: str, right: str, wrong: str
) -> None:
    references = json.dumps([reference])
    assert front.answer(question, references, right, "en").label == "correct"
    found = front.answer(question, references, wrong, "en")
    assert found.label != "correct"
    assert found.score < 0.4
