"""Prints a report as PDF by fpdf2, with a font that has Latin and Chinese inside.

Nothing is fetched, and the reader needs no font: what is used of it is in the file.
"""

from typing import cast

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos
from pylopdf_fonts_zh_cn import sans_path

from lti_tool.services.sheet import Section, Sheet, SkillRow

_FONT = "sheet"
_MARGIN, _WIDTH = 20, 170
"""Millimetres; a page is A4."""
_INK, _SOFT, _LINE, _MARK = (29, 42, 43), (77, 90, 89), (217, 212, 198), (20, 101, 90)
_WIDE, _TALL, _APART = 54.0, 15.0, 4.0
_COLUMNS = (50, 18, 24, 18, 60)


class _Page(FPDF):
    """A page with its foot."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(format="A4")
        self.sheet = sheet
        self.add_font(_FONT, fname=sans_path())
        self.set_margins(_MARGIN, _MARGIN)
        self.c_margin = 0
        self.set_auto_page_break(auto=True, margin=24)
        self.set_title(sheet.title)
        self.set_lang("zh-Hans" if sheet.language.startswith("zh") else "en")
        self.add_page()

    def footer(self) -> None:
        """Write what the page is of, and its number."""
        self.set_y(-16)
        self.write_in(8, _SOFT)
        self.cell(_WIDTH - 15, 5, f"Signpost · {self.sheet.under}")
        self.cell(15, 5, str(self.page_no()), align="R")

    def write_in(self, size: float, colour: tuple[int, int, int]) -> None:
        """Write in a size and a colour from here on."""
        self.set_font(_FONT, size=size)
        self.set_text_color(*colour)

    def say(self, text: str, size: float, colour: tuple[int, int, int] = _INK) -> None:
        """Write a paragraph over the whole width."""
        self.write_in(size, colour)
        text = _plain(self.sheet, text)
        self.multi_cell(_WIDTH, size * 0.53, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")


def print_sheet(sheet: Sheet) -> bytes:
    """Return a report as a PDF file."""
    page = _Page(sheet)
    page.say(sheet.title, 18)
    page.say(sheet.under, 10, _SOFT)
    _figures(page, sheet)
    for section in sheet.sections:
        _section(page, section)
    _table(page, sheet)
    page.ln(3)
    page.say(f"{sheet.foot} {sheet.caption}", 8.5, _SOFT)
    _lines(page, sheet)
    return bytes(page.output())


def _figures(page: _Page, sheet: Sheet) -> None:
    page.ln(5)
    top, width = page.get_y(), _WIDTH / len(sheet.figures)
    page.set_draw_color(*_LINE)
    for place, (name, value) in enumerate(sheet.figures):
        left = _MARGIN + place * width
        page.rect(left, top, width - 3, 18, round_corners=True, corner_radius=1.5)
        page.set_xy(left + 3, top + 2.5)
        page.write_in(8.5, _SOFT)
        page.cell(width - 9, 4.5, name)
        page.set_xy(left + 3, top + 8)
        page.write_in(15, _INK)
        page.cell(width - 9, 7.5, value)
    page.set_xy(_MARGIN, top + 22)


def _section(page: _Page, section: Section) -> None:
    page.ln(3)
    page.say(section.heading, 12.5, _MARK)
    page.ln(0.5)
    for sentence in section.sentences:
        page.say(sentence, 10.5)
        page.ln(0.7)


def _table(page: _Page, sheet: Sheet) -> None:
    page.ln(4)
    page.set_draw_color(*_LINE)
    page.write_in(8.5, _SOFT)
    _cells(page, sheet.heads)
    page.write_in(10, _INK)
    for row in sheet.rows:
        _cells(page, (row.name, row.before, row.now, row.gain, row.way))


def _cells(page: _Page, texts: tuple[str, ...]) -> None:
    """Write one row: as high as its highest cell, never over two pages."""
    pairs = list(zip(texts, _COLUMNS, strict=True))
    tall = max(_height(page, text, width) for text, width in pairs) + 2.5
    if page.will_page_break(tall):
        page.add_page()
    left, top = _MARGIN, page.get_y()
    page.line(_MARGIN, top + tall, _MARGIN + _WIDTH, top + tall)
    for place, (text, width) in enumerate(pairs):
        page.set_xy(left, top + 1.2)
        page.multi_cell(width - 4, 5, text, align="R" if 0 < place < 4 else "L")
        left += width
    page.set_xy(_MARGIN, top + tall)


def _height(page: _Page, text: str, width: float) -> float:
    tall = page.multi_cell(width - 4, 5, text, dry_run=True, output=MethodReturnValue.HEIGHT)
    return cast(float, tall)


def _lines(page: _Page, sheet: Sheet) -> None:
    """Draw mastery after each answer, three skills side by side."""
    drawn = [row for row in sheet.rows if row.line]
    for start in range(0, len(drawn), 3):
        if page.will_page_break(_TALL + 6):
            page.add_page()
        top = page.get_y() + 2
        for place, row in enumerate(drawn[start : start + 3]):
            _line(page, row, sheet.target, _MARGIN + place * (_WIDE + _APART), top)
        page.set_xy(_MARGIN, top + _TALL + 9)


def _line(page: _Page, row: SkillRow, target: float, left: float, top: float) -> None:
    width, height = _WIDE, _TALL
    page.set_xy(left, top)
    page.write_in(8.5, _INK)
    page.cell(width, 5, _shortened(page, row.name, width))
    page.set_draw_color(*_LINE)
    page.set_line_width(0.2)
    page.rect(left, top + 6, width, height)
    page.set_draw_color(*_SOFT)
    page.set_dash_pattern(dash=1, gap=1)
    page.line(left, top + 6 + (1 - target) * height, left + width, top + 6 + (1 - target) * height)
    page.set_dash_pattern()
    page.set_draw_color(*_MARK)
    page.set_line_width(0.6)
    page.polyline([(left + x, top + 6 + y) for x, y in row.points(width, height)])
    page.set_line_width(0.2)


def _shortened(page: _Page, text: str, width: float) -> str:
    """Return a text that fits, its end left out where it must be."""
    while page.get_string_width(text) > width:
        text = f"{text[:-4]}..."
    return text


def _plain(sheet: Sheet, text: str) -> str:
    """Return a text with quotes as its language has them: the font's curly ones are Chinese."""
    if sheet.language.startswith("zh"):
        return text
    return text.translate({0x201C: '"', 0x201D: '"', 0x2018: "'", 0x2019: "'"})
