"""Which words mean nearly the same, by a lexicon that WordNet's files make."""

from pathlib import Path

import pytest

from analytics.grading.lexicon import FILE, Lexicon, lexicon
from analytics.grading.lexicon_making import made
from analytics.grading.synonyms import SynonymSwitch, WordNetMissing

WORDNET = SynonymSwitch().folder


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("makes", "produced"),
        ("quickly", "fast"),
        ("grew", "increases"),
        ("absorb", "take_in"),
        ("stopping", "ends"),
        ("carries", "transported"),
    ],
)
def test_words_of_one_sense_or_beside_each_other_are_akin(one: str, other: str) -> None:
    assert lexicon().akin(one, other)
    assert lexicon().akin(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("factories", "farms"), ("blood", "air"), ("sunlight", "soil"), ("qwxz", "farm"), ("", "")],
)
def test_words_of_other_senses_and_unknown_ones_are_not(one: str, other: str) -> None:
    assert not lexicon().akin(one, other)


@pytest.mark.parametrize("word", ["solute", "dissolves", "denser", "grew", "fizzed"])
def test_a_word_is_known_in_all_its_forms(word: str) -> None:
    assert lexicon().knows(word)
    assert not lexicon().knows(word + "x")


@pytest.mark.parametrize(
    ("one", "other"),
    [("hopeful", "hopeless"), ("weakened", "strengthens"), ("mutable", "immutable")],
)
def test_opposites_are_known_in_all_their_forms(one: str, other: str) -> None:
    assert lexicon().opposed(one, other)
    assert lexicon().opposed(other, one)
    assert not lexicon().opposed(one, one)


def test_it_is_made_of_words_with_their_first_senses(tmp_path: Path) -> None:
    files = {
        "index.noun": "car n 1 1 @ 1 1 00000010\nmotor_home n 1 1 @ 1 0 00000010\n",
        "data.noun": (
            "00000010 06 n 02 car 0 Auto 0 002 @ 00000020 n 0000 ! 00000020 n 0101 | gloss\n"
            "00000020 06 n 01 vehicle 0 001 ~ 00000010 n 0000 | gloss\n"
        ),
        "noun.exc": "cari car\nothers other\n",
        "index.verb": "vehicle v 1 0 1 0 00000020\n",
        "data.verb": "00000020 30 v 01 vehicle 0 000 | gloss\n",
    }
    for part in ("noun", "verb", "adj", "adv"):
        for name in (f"index.{part}", f"data.{part}", f"{part}.exc"):
            text = "  1 a licence stands first\n" + files.get(name, "")
            (tmp_path / name).write_text(text, encoding="utf-8")
    found = made(tmp_path)
    assert found["words"] == {"car": [0], "vehicle": [1]}
    assert found["forms"] == {"cari": ["car"]}
    assert found["near"] == {}
    assert found["opposites"] == {"car": ["vehicle"]}


def test_a_missing_wordnet_is_said(tmp_path: Path) -> None:
    with pytest.raises(WordNetMissing, match="wordnet-base"):
        made(tmp_path)


@pytest.mark.skipif(not WORDNET.is_dir(), reason=f"{WORDNET} is absent: wordnet-base")
def test_the_committed_one_is_what_wordnet_makes() -> None:
    committed = lexicon()
    found = made(WORDNET)
    near = {int(sense): beside for sense, beside in found["near"].items()}
    assert Lexicon(found["words"], found["forms"], near, found["opposites"]) == committed  # type: ignore[arg-type]


def test_its_licence_lies_beside_it() -> None:
    licence = Path(__file__).parents[3] / "analytics" / "grading" / "lexicon.license.txt"
    assert "Princeton University" in licence.read_text(encoding="utf-8")
    assert licence.with_name(FILE).is_file()
