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


@pytest.mark.parametrize(
    ("question", "reference", "right", "covered"),
    [
        ("How long is the leaf?", "It is 7.5 cm long.", "75 mm", "7.5 cm"),
        ("How much is left?", "One quarter of the cake is left.", "25%", "One quarter"),
        ("Which gas do plants take in?", "carbon dioxide", "CO2", "carbon dioxide"),
        ("Name the three states of matter.", "solid, liquid and gas", "gas, liquid, solid", "gas"),
    ],
)
def test_what_is_written_otherwise_is_read_as_it_is_meant(
    front: Front, question: str, reference: str, right: str, covered: str
) -> None:
    found = front.answer(question, json.dumps([reference]), right, "en")
    assert found.label == "correct"
    assert any(covered in phrase for phrase in json.loads(found.evidence)["covered"])


@pytest.mark.parametrize("answer", ["solid and gas", "solid, liquid and plasma"])
def test_a_list_that_lacks_something_is_partly_right(front: Front, answer: str) -> None:
    references = json.dumps(["solid, liquid and gas"])
    found = front.answer("Name the three states of matter.", references, answer, "en")
    assert found.label == "partial"
    assert found.score == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("turned", ["Ice is more dense than water", "Water is less dense than ice"])
def test_a_comparison_turned_round_is_contrary_and_marked(front: Front, turned: str) -> None:
    references = json.dumps(["Ice is less dense than water."])
    answer = f"It floats because {turned}."
    found = front.answer("Why does ice float on water?", references, answer, "en")
    assert found.label == "contradictory"
    told = json.loads(found.evidence)
    assert told["contradicted"] == [turned]
    start, end, kind = told["answer"][-1]
    assert (answer[start:end], kind) == (turned, "contradicted")


@pytest.mark.parametrize(
    ("language", "reference", "answer", "marked"),
    [
        ("en", "The moon orbits the planet.", "The planet orbits the moon", ""),
        ("en", "Pressure decreases as you climb.", "Pressure increases as you climb", "increases"),
        ("zh", "狗咬了人。", "人咬了狗", ""),
        ("zh", "越往上气压越低。", "越往上气压越高", ""),
    ],
)
def test_what_turns_a_reference_round_is_contrary_and_marked(
    front: Front, language: str, reference: str, answer: str, marked: str
) -> None:
    question = {"en": "What happens there?", "zh": "发生了什么？"}[language]
    found = front.answer(question, json.dumps([reference]), answer, language)
    assert found.label == "contradictory"
    assert found.probabilities[0] < 0.5
    assert json.loads(found.evidence)["contradicted"] == [marked or answer]


@pytest.mark.parametrize(
    ("language", "question", "reference", "right", "wrong"),
    [
        ("en", "What happened to the price?", "It went up.", "it rose", "it fell"),
        ("en", "What happened to its volume?", "It decreased.", "it got smaller", "no change"),
        ("en", "Where does heat go?", "From hot to cold.", "from hot to cold", "from cold to hot"),
        ("en", "Who may vote?", "All adult citizens.", "all adult citizens", "some adult citizens"),
        ("zh", "温度怎样变化？", "温度升高。", "变热了", "下降"),
    ],
)
def test_the_way_of_a_change_is_read_in_whatever_words(
    front: Front, language: str, question: str, reference: str, right: str, wrong: str
) -> None:
    references = json.dumps([reference])
    same, other = (front.answer(question, references, one, language) for one in (right, wrong))
    assert same.label == "correct"
    assert json.loads(same.evidence)["missing"] == []
    assert other.probabilities[0] < 0.2
    assert json.loads(other.evidence)["contradicted"]


def test_a_word_of_another_meaning_makes_a_copy_doubtful(front: Front) -> None:
    question = "Why did the ship sink?"
    references = json.dumps(["The ship sank because it hit an iceberg."])
    rock = front.answer(question, references, "The ship sank because it hit a rock", "en")
    assert rock.label != "correct"
    assert rock.probabilities[0] < 0.5
    struck = front.answer(question, references, "The ship sank because it struck an iceberg", "en")
    assert struck.label == "correct"


def test_yes_for_no_is_contrary(front: Front) -> None:
    references = json.dumps(["No, a whale is a mammal because it breathes air."])
    answer = "Yes, it is a mammal that breathes air"
    found = front.answer("Is a whale a fish? Explain.", references, answer, "en")
    assert found.label == "contradictory"
    assert found.score < 0.1


@pytest.mark.parametrize(
    ("question", "reference", "right", "wrong"),
    [
        ("冰为什么浮在水面上？", "冰的密度比水小。", "冰的密度比水小", "水的密度比冰小"),
        ("叶子有多长？", "叶子长7.5厘米。", "75毫米", "7.5毫米"),
        ("植物光合作用吸收什么气体？", "二氧化碳", "CO2", "氧气"),
        ("第一次世界大战什么时候开始？", "1914年", "一九一四年", "1918年"),
        ("鲸鱼是鱼吗？", "不是，鲸鱼是哺乳动物。", "不是，鲸鱼是哺乳动物", "是，它生活在水里"),
    ],
)
def test_short_chinese_answers_are_read_as_they_are_meant(
    front: Front, question: str, reference: str, right: str, wrong: str
) -> None:
    references = json.dumps([reference])
    assert front.answer(question, references, right, "zh").probabilities[0] >= 0.9
    assert front.answer(question, references, wrong, "zh").probabilities[0] <= 0.15
