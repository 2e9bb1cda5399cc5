"""Questions that leave as QTI are converted, asked and marked by programs that others made."""

import io
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from analytics.content import (
    ClozeItem,
    ExpressionItem,
    Gap,
    Item,
    MultipleChoiceItem,
    MultipleSelectItem,
    NumericItem,
    Option,
    OrderingItem,
    shipped_banks,
)
from analytics.content.interchange.questions.qti import QTI_2, QTI_3
from analytics.content.interchange.questions.qti_writing import write_qti
from analytics.content.interchange.questions.reading import read_questions

pytestmark = pytest.mark.e2e

HERE = Path(__file__).parent
PLAYER = HERE / "node_modules/@citolab/qti-components/cdn/index.js"
CONVERTER = HERE / "node_modules/.bin/qti-convert-pkg"
PLACE = "https://player.example/"
PAGE = '<!doctype html><meta charset="utf-8"><script type="module" src="player.js"></script>'
ASK = """url => {
  const place = `<item-container item-url="${url}"></item-container>`;
  document.body.innerHTML = `<qti-item>${place}</qti-item>`;
}"""
MARK = """item => {
  item.processResponse();
  return Object.fromEntries(item.variables.map(one => [one.identifier, one.value]));
}"""
HEAD: dict[str, Any] = {"skills": {"s": 1.0}, "difficulty": 0.0}
OTHER_FORMATS = (
    MultipleSelectItem(
        **HEAD,
        id="metals",
        prompt="Which are metals?",
        options=tuple(Option(id=name, text=name) for name in ("iron", "sulfur", "zinc", "neon")),
        correct=("iron", "zinc"),
    ),
    ExpressionItem(**HEAD, id="double", prompt="Double x + 3.", answer="2x + 6"),
)
ASKED: list[Item] = [
    *(item for bank in shipped_banks().values() for item in bank.items),
    *OTHER_FORMATS,
]


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a package of version 2.1 as a converter makes version 3 of it."""
    folder = tmp_path_factory.mktemp("qti")
    (folder / "two.zip").write_bytes(write_qti(ASKED, QTI_2))
    subprocess.run([CONVERTER, "two.zip"], cwd=folder, check=True, capture_output=True)
    return (folder / "two-qti3.zip").read_bytes()


@pytest.fixture(scope="module", params=["3.0", "2.1, converted"])
def player(request: pytest.FixtureRequest, browser: Browser, converted: bytes) -> Iterator[Page]:
    """Return a page with the player and a package of all that is asked."""
    raw = write_qti(ASKED, QTI_3) if request.param == "3.0" else converted
    files = {"": PAGE.encode(), "player.js": PLAYER.read_bytes()}
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        files |= {name: package.read(name) for name in package.namelist()}
    kinds = {".js": "text/javascript", ".xml": "application/xml", "": "text/html"}

    def give(route: Route) -> None:
        name = route.request.url.removeprefix(PLACE)
        if name in files:
            route.fulfill(body=files[name], content_type=kinds[Path(name).suffix])
        else:
            route.fulfill(status=404)

    page = browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.route(f"{PLACE}**", give)
    page.goto(PLACE)
    yield page
    page.close()
    assert faults == []


def answered(page: Page, item: Item, *, rightly: bool) -> dict[str, Any]:
    """Return the variables of an item after an answer to it."""
    page.evaluate(ASK, f"items/{item.id}.xml")
    asked = page.locator("qti-assessment-item")
    asked.wait_for(state="attached")
    match item:
        case MultipleChoiceItem() | MultipleSelectItem():
            choose(page, item, rightly=rightly)
        case OrderingItem():
            order = [f"o{n}" for n in range(1, len(item.parts) + 1)]
            put(page, "qti-order-interaction", order if rightly else order[::-1])
        case ClozeItem():
            for n, gap in enumerate(item.gaps, 1):
                fill(page, f"[response-identifier=RESPONSE{n}]", gap, rightly=rightly)
        case NumericItem():
            write(page, "input", str(item.answer if rightly else 3 * item.answer + 7))
        case ExpressionItem():
            write(page, "input", item.answer if rightly else "0")
        case _:
            write(page, "textarea", "Some words.")
    given: dict[str, Any] = asked.evaluate(MARK)
    return given


def choose(page: Page, item: MultipleChoiceItem | MultipleSelectItem, *, rightly: bool) -> None:
    one_only = isinstance(item, MultipleChoiceItem)
    right = {item.correct} if isinstance(item, MultipleChoiceItem) else {*item.correct}
    wanted = [n for n, one in enumerate(item.options, 1) if (one.id in right) is rightly]
    for n in wanted[: 1 if one_only else None]:
        page.locator(f"qti-simple-choice[identifier=o{n}]").click()


def fill(page: Page, place: str, gap: Gap, *, rightly: bool) -> None:
    if gap.options:
        right = gap.options.index(gap.answers[0])
        put(page, place, f"o{(right if rightly else (right + 1) % len(gap.options)) + 1}")
    else:
        write(page, f"{place} input", gap.answers[-1] if rightly else "999")


def put(page: Page, place: str, response: str | list[str]) -> None:
    """Answer by the player's own method: what it makes of a dragging hand is its affair."""
    page.locator(place).evaluate("(there, response) => there.saveResponse(response)", response)


def write(page: Page, place: str, text: str) -> None:
    page.locator(place).fill(text)
    page.locator(place).press("Tab")


def most_of(item: Item) -> float:
    return sum(gap.weight for gap in item.gaps) if isinstance(item, ClozeItem) else 1.0


@pytest.mark.parametrize("kind", sorted({item.kind for item in ASKED} - {"short_answer"}))
def test_a_right_answer_has_all_marks_there_and_a_wrong_one_none(player: Page, kind: str) -> None:
    for item in (one for one in ASKED if one.kind == kind):
        right, wrong = (answered(player, item, rightly=rightly) for rightly in (True, False))
        assert (item.id, float(right["SCORE"])) == (item.id, most_of(item))
        assert (item.id, float(wrong["SCORE"])) == (item.id, 0.0)


def test_words_are_taken_there_and_left_to_a_person(player: Page) -> None:
    for item in (one for one in ASKED if one.kind == "short_answer"):
        given = answered(player, item, rightly=True)
        assert given["RESPONSE"] == "Some words."
        scored = player.locator("qti-outcome-declaration[identifier=SCORE]")
        assert scored.get_attribute("normal-maximum") == "1"
        assert scored.get_attribute("external-scored") == "human"


def test_what_an_option_tells_is_shown_there(player: Page) -> None:
    choices = (one for one in ASKED if isinstance(one, MultipleChoiceItem))
    item = next(one for one in choices if one.options[0].feedback)
    player.evaluate(ASK, f"items/{item.id}.xml")
    player.locator("qti-simple-choice[identifier=o1]").click()
    player.locator("qti-assessment-item").evaluate(MARK)
    told = player.get_by_text(item.options[0].feedback)
    told.wait_for(state="visible")
    assert told.is_visible()


def test_what_the_converter_writes_is_read_back_as_it_was(converted: bytes) -> None:
    found = read_questions(converted)
    assert found.report.remarks == []
    read = [
        one.item.model_copy(update={"id": one.key, "skills": dict(one.skills)})
        for one in found.items
    ]
    assert read == ASKED
