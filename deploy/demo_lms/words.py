"""The LMS's own words in Chinese; English is the key."""

import json
from collections.abc import Callable
from pathlib import Path

LANGUAGES = {"en": "English", "zh": "中文"}
_FILE = Path(__file__).with_name("translations") / "zh.json"


def load_words() -> Callable[[str, str], str]:
    """Return a function from (English, language) to words in that language."""
    chinese: dict[str, str] = json.loads(_FILE.read_text(encoding="utf-8"))

    def translate(english: str, language: str) -> str:
        return chinese.get(english, english) if language == "zh" else english

    return translate
