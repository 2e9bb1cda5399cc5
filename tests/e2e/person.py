"""A person with a browser of their own, whose pages are watched for faults."""

from dataclasses import dataclass

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Dialog,
    Frame,
    FrameLocator,
    Locator,
    Page,
    expect,
)

PATIENCE_MS = 30_000
WIDE = 1280
NARROW = 400
HEIGHT = 900

_LOCALES = {"en": "en-GB", "zh": "zh-CN"}


@dataclass(frozen=True, slots=True)
class School:
    """Where the demo LMS and the tool are, and the browser to open them in."""

    browser: Browser
    lms_url: str
    tool_url: str


class Person:
    """One of the demo school's people at the LMS, and from there in the tool.

    Every console error, uncaught exception, policy violation and dialog of
    any page is kept in `faults`.
    """

    def __init__(self, school: School, name: str, language: str = "en") -> None:
        """Open the LMS and act as somebody."""
        self.school = school
        self.name = name
        self.language = language
        self.faults: list[str] = []
        self._expected: list[tuple[str, ...]] = []
        self.context = school.browser.new_context(
            viewport={"width": WIDE, "height": HEIGHT},
            locale=_LOCALES[language],
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda fault: self.faults.append(str(fault.error)))
        self.context.on("dialog", self._shut)
        self.page = self.context.new_page()
        self.page.goto(school.lms_url + "/")
        self.page.locator("button.person", has_text=name).click()
        expect(self.page.locator(".acting-name")).to_have_text(name)

    def leave(self) -> list[str]:
        """Close every page; return the faults that they had."""
        self.context.close()
        return [f"{self.name}: {fault}" for fault in self.faults]

    @property
    def tool(self) -> FrameLocator:
        """Return the tool's frame, to find things in."""
        return self.page.frame_locator("#tool")

    @property
    def tool_frame(self) -> Frame:
        """Return the tool's frame as it is now, to run scripts in."""
        handle = self.page.locator("#tool").element_handle()
        frame = handle.content_frame() if handle else None
        assert frame is not None, "no tool is open"
        return frame

    @property
    def tool_page(self) -> str:
        """Return the address of the open tool page."""
        return str(self.tool_frame.evaluate("location.href"))

    def reload_tool(self) -> None:
        """Load the tool's page again, in its frame."""
        self.tool_frame.goto(self.tool_page)

    def open_course(self, title: str) -> None:
        """Go to a course from the LMS's front page."""
        self.page.goto(self.school.lms_url + "/")
        self.page.locator("a.course-card", has_text=title).click()
        expect(self.page.locator("h1")).to_contain_text(title)

    def open_activity(self, course: str, title: str) -> None:
        """Open an activity of a course; the tool is there when it returns."""
        self.open_course(course)
        self.page.locator("a.row-title", has_text=title).click()
        expect(self.tool.locator("header.masthead")).to_be_visible()

    def open_tab(self, name: str) -> None:
        """Follow a tab of the tool's pages for teachers."""
        self.tool.locator(".tabs").get_by_role("link", name=name, exact=True).click()
        tab = self.tool.locator(".tabs [aria-current=page]")
        expect(tab).to_have_text(name)

    def score_of(self, course: str, student: str, title: str) -> float | None:
        """Return what the LMS's gradebook says of a student; None for no grade."""
        figure = self._cell(course, student, title).locator(".figure b")
        return float(figure.inner_text()) if figure.count() else None

    def open_work(self, course: str, student: str, title: str) -> Page:
        """Open a student's work from their grade; return the page of its own that it gets."""
        self._cell(course, student, title).locator("a.cell").click()
        with self.context.expect_page() as opened:
            self.page.locator('a[href$="/work"]').click()
        expect(opened.value.locator("header.masthead")).to_be_visible()
        return opened.value

    def _cell(self, course: str, student: str, title: str) -> Locator:
        """Go to a course's gradebook; return the place of a student's grade."""
        self.open_course(course)
        self.page.locator('.tabs a[href$="/grades"]').click()
        headings = self.page.locator("table.grades thead th")
        expect(headings.filter(has_text=title)).to_have_count(1)
        [column] = [n for n, text in enumerate(headings.all_inner_texts()) if title in text]
        row = self.page.locator("table.grades tbody tr", has_text=student)
        return row.locator("td").nth(column - 1)

    def expect_in_console(self, *parts: str) -> None:
        """Let console messages with all these parts pass from now on.

        A browser reports every refused or failed request there.
        """
        self._expected.append(parts)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        said = f"{message.text} @ {message.location.get('url', '')}"
        if any(all(part in said for part in parts) for parts in self._expected):
            return
        self.faults.append(said)

    def _shut(self, dialog: Dialog) -> None:
        self.faults.append(f"a page opened a dialog: {dialog.message}")
        dialog.dismiss()
