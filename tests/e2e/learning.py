"""What a learner does at the tool's page, and what a good learner knows."""

from playwright.sync_api import Locator, expect

from analytics.content import (
    ClozeItem,
    Item,
    ItemBank,
    MultipleChoiceItem,
    NumericItem,
    OrderingItem,
    ShortAnswerItem,
)
from tests.e2e.person import Person

MOST_QUESTIONS = 25


class Learner:
    """A student at an activity's page, with the bank in mind."""

    def __init__(self, person: Person, bank: ItemBank) -> None:
        """Take the page that is open."""
        self.person = person
        self.page = person.tool
        self._by_prompt = {item.prompt: item for item in bank.items}
        self._by_id = bank.items_by_id

    @property
    def form(self) -> Locator:
        """Return the form that takes the answer."""
        return self.page.locator("form[data-form=answer]")

    @property
    def box(self) -> Locator:
        """Return where the answer is typed."""
        return self.form.locator("#answer")

    @property
    def grade(self) -> Locator:
        """Return the grade of the answer on the page."""
        return self.page.locator("[data-part=work] [data-grade]")

    @property
    def outcome(self) -> Locator:
        """Return what became of the answer: a grade, or that it is kept."""
        kept = self.page.locator("[data-part=work] .card > .strip")
        return self.grade.or_(kept).first

    @property
    def problem(self) -> Locator:
        """Return why an answer was not taken."""
        return self.form.locator(".problem")

    @property
    def next_step(self) -> Locator:
        """Return the next step, once it is known."""
        return self.page.locator("section.next:not(:has(.waiting))")

    def item(self) -> Item:
        """Return the question on the page."""
        if self.form.locator("[data-gaps]").count():
            return self._by_id[self.form.locator("[name=item_id]").input_value()]
        return self._by_prompt[self.page.locator("#prompt").inner_text()]

    def send(self, text: str) -> None:
        """Answer the question on the page."""
        if isinstance(self.item(), MultipleChoiceItem):
            self.form.locator(f'input[value="{text}"]').check()
        elif isinstance(self.item(), OrderingItem):
            for n, part_id in enumerate(text.split(), 1):
                self.place(part_id).select_option(f"{part_id}:{n}")
        elif isinstance(self.item(), ClozeItem):
            self.fill_gaps(text.split("\n"))
        else:
            self.box.fill(text)
        self.form.locator("button[data-send]").click()

    def place(self, part_id: str) -> Locator:
        """Return where a part's place is chosen."""
        return self.form.locator(f'select:has(option[value="{part_id}:1"])')

    def fill_gaps(self, fillings: list[str]) -> None:
        """Fill the gaps of the text on the page, one after the other."""
        for n, said in enumerate(fillings, 1):
            choice = self.form.locator(f"select#gap-{n}")
            if choice.count():
                choice.select_option(said)
            else:
                self.form.locator(f"#gap-{n}").fill(said)

    def answer(self, text: str) -> None:
        """Answer and wait for what becomes of it."""
        self.send(text)
        expect(self.outcome).to_be_visible()

    def answer_rightly(self) -> None:
        """Answer as somebody who knows, and wait for what becomes of it."""
        self.answer(right_answer(self.item()))

    def go_on(self) -> None:
        """Ask for the next question, or stay at one that is not answered."""
        if self.form.count():
            return
        expect(self.next_step).to_be_visible()
        self.next_step.locator("button").first.click()
        expect(self.form).to_be_visible()

    def go_on_until(self, kind: str) -> Item:
        """Answer rightly until a question of a kind is asked; return it."""
        for _ in range(MOST_QUESTIONS):
            self.go_on()
            if self.item().kind == kind:
                return self.item()
            self.answer_rightly()
        raise AssertionError(f"no {kind} among {MOST_QUESTIONS} questions")

    def give_up_until(self, words: str, part: str = "") -> None:
        """Say "I don't know" until a question with some words is asked.

        Args:
            words: Of the question.
            part: A selector of what the form of the question has; empty for anything.
        """
        work = self.page.locator("[data-part=work]")
        for _ in range(MOST_QUESTIONS):
            self.go_on()
            if words in work.inner_text() and (not part or self.form.locator(part).count()):
                return
            self.form.locator("[name=dont_know]").click()
            expect(self.outcome).to_be_visible()
        raise AssertionError(f"never asked: {words or part}")


def right_answer(item: Item) -> str:
    """Return what to type or choose for full marks."""
    if isinstance(item, NumericItem):
        return f"{item.answer:g}"
    if isinstance(item, ClozeItem):
        return "\n".join(gap.answers[0] for gap in item.gaps)
    if isinstance(item, OrderingItem):
        return " ".join(part.id for part in item.parts)
    return item.correct if isinstance(item, MultipleChoiceItem) else item.references[0]


def half_answer(item: Item) -> str:
    """Return an answer in words that says some of what it should."""
    assert isinstance(item, ShortAnswerItem)
    reference = item.references[0]
    words = reference.split()
    # Chinese has no spaces between its words.
    return " ".join(words[: len(words) // 2]) or reference[: len(reference) // 2]
