"""What a person folded open stays open when the page renews a part of itself."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import _ARGUMENTS, CHROMIUM
from tests.parts.foreign_lms import RESOLVE, running_foreign_lms

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

_RENEW = """async ([before, after, typed]) => {
  const { Live } = await import("/static/js/live.js");
  const root = document.createElement("div");
  root.dataset.version = "1";
  root.innerHTML = `<div data-part="class">${before}</div>`;
  document.body.append(root);
  root.querySelector("[data-touch]")?.focus();
  for (const [id, words] of Object.entries(typed)) root.querySelector(`#${id}`).value = words;
  new Live(root).apply({ version: "2", at: 1, parts: { class: after } });
  const focused = document.activeElement.id;
  const open = [...root.querySelectorAll("details")].filter((one) => one.open).map((one) => one.id);
  const filled = [...root.querySelectorAll("textarea")].filter((one) => one.value);
  const kept = Object.fromEntries(filled.map((one) => [one.id, one.value]));
  root.remove();
  return { open, focused, kept };
}"""


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Return a page of the tool's own, where its scripts may run."""
    started = browser.browser_type.launch(executable_path=CHROMIUM, args=[*_ARGUMENTS, RESOLVE])
    with running_foreign_lms(tmp_path_factory.mktemp("tool")) as pair:
        page = started.new_context(ignore_https_errors=True).new_page()
        page.goto(f"{pair.tool_url}/admin/sign-in")
        yield page
    started.close()


def _renewed(
    page: Page, before: str, after: str, typed: dict[str, str] | None = None
) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(_RENEW, [before, after, typed or {}])
    return found


def test_who_has_not_begun_stays_in_sight_and_in_focus(page: Page) -> None:
    list_ = '<details id="not-begun"{}><summary id="head"{}>Not begun</summary>Ada</details>'
    opened = list_.format(" open", " data-touch")
    later = "<table><tr><td>Ben has begun</td></tr></table>" + list_.format("", "")
    found = _renewed(page, opened, later)
    assert (found["open"], found["focused"]) == (["not-begun"], "head")


def test_an_older_answer_stays_open_when_a_newer_one_comes_before_it(page: Page) -> None:
    older = '<details id="past-1" open><summary>1</summary></details>'
    both = '<details id="past-2"><summary>2</summary></details>' + older.replace(" open", "")
    assert _renewed(page, older, both)["open"] == ["past-1"]


def test_a_hint_of_one_question_does_not_give_away_the_next(page: Page) -> None:
    hint = '<details id="hint-{}"{}><summary>Hint</summary></details>'
    assert _renewed(page, hint.format("a", " open"), hint.format("b", ""))["open"] == []


def test_what_a_learner_writes_to_the_teacher_is_kept_while_the_page_renews(page: Page) -> None:
    ask = '<form data-form="contest"><textarea id="contest-1"></textarea></form>'
    found = _renewed(page, ask, f"<p>Mastery moved</p>{ask}", {"contest-1": "I meant heat"})
    assert found["kept"] == {"contest-1": "I meant heat"}


def test_an_answer_is_not_carried_into_the_next_question(page: Page) -> None:
    answer = '<form data-form="answer"><textarea id="answer"></textarea></form>'
    found = _renewed(page, answer, f"<p>Next question</p>{answer}", {"answer": "To the last one"})
    assert found["kept"] == {}
