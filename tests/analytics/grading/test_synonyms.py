"""Training answers in other words, by WordNet's files."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from pydantic import ValidationError

from analytics.grading.dataset import Example
from analytics.grading.synonyms import (
    PARTS,
    Synonyms,
    SynonymSwitch,
    WordNetMissing,
    reworded,
    with_synonyms,
)

SENSES = {
    "noun": (
        ("using", "abuse"),
        ("warmer", "heater"),
        ("might", "power"),
        ("vapour", "vapor"),
        ("bank",),
        ("bank", "depot"),
        ("hydrogen", "element_1"),
    ),
    "verb": (("begin", "start"), ("start",), ("depart",)),
    "adj": (("said", "fluid"), ("liquid", "fluid"), ("fluid",)),
    "adv": (("quickly", "rapidly", "speedily"),),
}
USED = {"vapor", "rapidly", "start", "bank", "fluid", "heater", "power", "abuse"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return WordNet files of a few words, in Princeton's format."""
    for part in PARTS:
        data, places = b"  1 a licence stands first\n", {}
        for words in SENSES[part]:
            offset = len(data)
            for word in words:
                places.setdefault(word, []).append(offset)
            listed = " ".join(f"{word} 0" for word in words)
            data += f"{offset:08d} 00 x {len(words):02x} {listed} 000 | gloss\n".encode()
        index = ["  1 a licence stands first"]
        for word, senses in places.items():
            offsets = " ".join(f"{one:08d}" for one in senses)
            index.append(f"{word} x {len(senses)} 1 @ {len(senses)} {word in USED:d} {offsets}")
        (tmp_path / f"data.{part}").write_bytes(data)
        (tmp_path / f"index.{part}").write_text("\n".join(index) + "\n", encoding="utf-8")
    (tmp_path / "verb.exc").write_text("said say\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("vapour", ("vapor",)),
        ("quickly", ("rapidly",)),
        ("begin", ("start",)),
        ("bank", ()),
        ("start", ()),
        ("hydrogen", ()),
        ("unheard", ()),
        ("said", ()),
        ("using", ()),
        ("warmer", ()),
        ("might", ()),
    ],
)
def test_only_a_plain_word_of_one_sense_has_synonyms_and_only_used_ones(
    folder: Path, word: str, others: tuple[str, ...]
) -> None:
    assert Synonyms.read(folder).of(word) == others


def test_a_sentence_keeps_all_but_the_words_replaced(folder: Path) -> None:
    synonyms = Synonyms.read(folder)
    said = reworded("The vapour, non-liquid, rises: Vapour!", synonyms, random.Random(1))
    assert said == "The vapor, non-liquid, rises: Vapour!"
    assert reworded("It rises", synonyms, random.Random(1)) is None


def test_extra_answers_keep_their_gold_label_and_come_again_by_their_seed(folder: Path) -> None:
    synonyms = Synonyms.read(folder)
    examples = [
        Example("s_train", str(n), ("?", ("!",), f"{n} moves quickly"), (n % 5,)) for n in range(40)
    ]
    half = SynonymSwitch(share=0.5)
    made = with_synonyms(examples, half, synonyms, seed=1)
    assert 5 < len(made) < 35
    assert made == with_synonyms(examples, half, synonyms, seed=1)
    assert made != with_synonyms(examples, half, synonyms, seed=2)
    for extra in made:
        assert extra.gold == (int(extra.group) % 5,)
        assert "quickly" not in extra.item[2]
    assert with_synonyms(examples, SynonymSwitch(), synonyms, seed=1) == []


def test_missing_files_say_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(WordNetMissing, match="wordnet-base"):
        Synonyms.read(tmp_path)


def test_a_share_is_between_none_and_all() -> None:
    with pytest.raises(ValidationError):
        SynonymSwitch(share=1.5)


@pytest.mark.skipif(
    not SynonymSwitch().folder.is_dir(), reason="Debian's wordnet-base is not installed"
)
def test_the_real_files_are_read() -> None:
    synonyms = Synonyms.read(SynonymSwitch().folder)
    assert synonyms.of("tiny") != ()
    assert synonyms.of("bank") == synonyms.of("using") == synonyms.of("said") == ()
