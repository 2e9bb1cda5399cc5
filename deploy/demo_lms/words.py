"""The LMS's own words; English is the key and, but for a few, the text."""

import json
from collections.abc import Callable
from pathlib import Path

LANGUAGES = {"en": "English", "zh": "中文"}
_FILE = Path(__file__).with_name("translations") / "zh.json"
_ENGLISH = {
    "role-teacher": "Teacher",
    "role-assistant": "Assistant",
    "role-student": "Student",
    "role-admin": "Administrator",
    "role-head": "Head of school",
    "lineitem": "manage columns",
    "lineitem.readonly": "read columns",
    "result.readonly": "read grades",
    "score": "send scores",
    "contextmembership.readonly": "read the roster",
    "given_name": "given name",
    "family_name": "family name",
    "email": "e-mail",
}


def load_words() -> Callable[[str, str], str]:
    """Return a function from (English, language) to words in that language."""
    chinese: dict[str, str] = json.loads(_FILE.read_text(encoding="utf-8"))

    def translate(english: str, language: str) -> str:
        return (chinese if language == "zh" else _ENGLISH).get(english, english)

    return translate
