"""A printed report can be read, in Latin and Chinese letters, without any font around."""

from io import BytesIO

import pypdfium2
import pytest

from lti_tool.adapters.fpdf_sheet import print_sheet
from lti_tool.services.sheet import Section, Sheet, SkillRow


def sheet(skills: int = 3, language: str = "zh") -> Sheet:
    row = SkillRow("绝对值 absolute value", "18 %", "84 %", "+0.66", "9 次作答", (0.2, 0.5, 0.84))
    return Sheet(
        title="学习成果：陈子轩",
        under="数轴 · 2026年3月2日",
        figures=(("总提高 E", "+1.84"), ("作答", "34")),
        sections=(Section("提高了什么", ("“绝对值”提高最多。", "Most was gained in “Heat”.")),),
        heads=("技能", "之前", "现在", "提高", "达到目标"),
        rows=(row,) * skills,
        caption="虚线是目标。",
        target=0.8,
        foot="掌握度是估计。",
        language=language,
        bank_language="zh",
    )


def pages(made: Sheet) -> list[pypdfium2.PdfPage]:
    return list(pypdfium2.PdfDocument(BytesIO(print_sheet(made))))


def test_every_word_is_in_the_file_as_text() -> None:
    text = "".join(page.get_textpage().get_text_range() for page in pages(sheet()))
    for words in ("学习成果：陈子轩", "绝对值", "absolute value", "+0.66", "掌握度是估计。"):
        assert words in text


def test_chinese_is_drawn_as_letters_and_not_as_boxes() -> None:
    def ink(title: str) -> list[int]:
        made = sheet()
        lines = {**{f: getattr(made, f) for f in made.__dataclass_fields__}, "title": title}
        [page, *_] = pages(Sheet(**lines))
        return page.render(scale=1).to_pil().convert("L").crop((0, 0, 595, 80)).histogram()

    assert ink("学") != ink("习") != ink("龘")


@pytest.mark.parametrize(("skills", "least"), [(3, 1), (40, 3)])
def test_a_long_report_goes_on_over_pages_with_numbers(skills: int, least: int) -> None:
    found = pages(sheet(skills))
    assert len(found) >= least
    assert str(len(found)) in found[-1].get_textpage().get_text_range()


def test_quotes_are_those_of_the_language() -> None:
    english = pages(sheet(language="en"))[0].get_textpage().get_text_range()
    assert 'in "Heat"' in english
