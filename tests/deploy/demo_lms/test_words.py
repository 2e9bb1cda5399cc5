"""The Chinese words are complete."""

import json
import re
from pathlib import Path

import deploy.demo_lms

HERE = Path(deploy.demo_lms.__file__).parent


def test_every_phrase_of_the_templates_has_chinese_words() -> None:
    chinese = json.loads((HERE / "translations" / "zh.json").read_text(encoding="utf-8"))
    used = set()
    for template in (HERE / "templates").glob("*.html"):
        used |= set(re.findall(r"""\bt\("([^"]+)"\)""", template.read_text(encoding="utf-8")))
        used |= set(re.findall(r"""\bt\('([^']+)'\)""", template.read_text(encoding="utf-8")))
    assert used - set(chinese) == set()


def test_every_refusal_of_the_pages_has_chinese_words() -> None:
    chinese = json.loads((HERE / "translations" / "zh.json").read_text(encoding="utf-8"))
    said = set()
    for module in HERE.rglob("*.py"):
        source = module.read_text(encoding="utf-8")
        found = re.findall(r'PageRefusal\(\s*\d+,\s*"([^"]+)",\s*"([^"]+)"', source)
        said |= {phrase for pair in found for phrase in pair}
    assert said
    assert said - set(chinese) == set()
