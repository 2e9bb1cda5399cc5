"""Looks at a page as it stands: accessible, and nothing beside the screen.

With SIGNPOST_PICTURES=DIR every look is also kept as pictures there.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Literal, cast

from playwright.sync_api import Error, Frame, Page

from tests.e2e.person import HEIGHT, NARROW, WIDE, Person

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_RUN_AXE = """async (rules) => {
  const found = await axe.run(document, {
    runOnly: { type: "tag", values: rules }, iframes: false, resultTypes: ["violations"],
  });
  return found.violations.flatMap((rule) => rule.nodes.map(
    (node) => `${rule.id} ${node.target.join(" ")}: ${node.failureSummary}`));
}"""
_PAGES = 3
"""A form that was just sent may bring another page while the first is looked at."""
_GONE = ("axe is not defined", "Execution context was destroyed")
_SIDEWAYS = """() => {
  const most = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= most) return [];
  return [...document.querySelectorAll("body *")]
    .filter((node) => node.getBoundingClientRect().right > most + 1)
    .map((node) => `wider than the screen: ${node.outerHTML.slice(0, 120)}`)
    .slice(0, 5).concat(`page ${document.documentElement.scrollWidth} of ${most}`);
}"""


def look_at_tool(person: Person, name: str) -> None:
    """Check the tool's page in its frame, wide and narrow, light and dark."""
    person.tool.locator("main").wait_for()
    _look(person.page, person.tool_frame, name)


def look_at_frame(page: Page, frame: Frame, name: str) -> None:
    """Check a frame of a page, wide and narrow, light and dark."""
    _look(page, frame, name)


def look_at_page(page: Page, name: str) -> None:
    """Check a page itself, without what it frames."""
    _look(page, page.main_frame, name)


def _look(page: Page, frame: Frame, name: str) -> None:
    problems: list[str] = []
    for width, scheme in product((WIDE, NARROW), _SCHEMES):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = _found(frame)
        problems += [f"{width} {scheme}: {problem}" for problem in found]
        _keep_picture(page, frame, f"{name}-{width}-{scheme}")
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    assert not problems, f"{name}:\n" + "\n".join(problems)


def _found(frame: Frame) -> list[str]:
    """Return what is wrong with a frame; a page that came anew meanwhile is asked anew."""
    for _ in range(_PAGES):
        frame.wait_for_load_state()  # text is there before its style is
        try:
            if not frame.evaluate("'axe' in window"):
                frame.evaluate(AXE.read_text(encoding="utf-8"))
            found: list[str] = frame.evaluate(_RUN_AXE, _RULES)
            return found + cast(list[str], frame.evaluate(_SIDEWAYS))
        except Error as error:
            if not any(sign in error.message for sign in _GONE):
                raise
    raise AssertionError(f"{frame.url} comes anew again and again")


def _keep_picture(page: Page, frame: Frame, name: str) -> None:
    folder = os.environ.get("SIGNPOST_PICTURES")
    if not folder:
        return
    with unfolded(page, frame):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@contextmanager
def unfolded(page: Page, frame: Frame) -> Iterator[None]:
    """Let a page's frame be as tall as what is in it."""
    if frame is page.main_frame:
        yield
        return
    around = page.locator("#tool")
    tall = frame.evaluate("document.documentElement.scrollHeight")
    around.evaluate("(node, px) => { node.style.height = px; }", f"{tall + 4}px")
    yield
    around.evaluate("(node) => { node.style.height = ''; }")
