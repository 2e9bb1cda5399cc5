"""Who runs Signpost, at its admin pages, and what they read there."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from tests.e2e.looks import look_at_page
from tests.e2e.person import HEIGHT, PATIENCE_MS, WIDE
from tests.parts.product import Product

PASSWORD = "a quiet brown river"


@dataclass(frozen=True, slots=True)
class Account:
    """A new account's address and the link that sets its password, once."""

    email: str
    link: str


def new_account(product: Product, email: str) -> Account:
    """Make an account as its manual says: at the server."""
    said = product.command("admin", "add", email)
    [link] = re.findall(r"https?://\S+/admin/first/\S+", said)
    return Account(email, link)


class Office:
    """A browser at the admin pages, which are watched for faults."""

    def __init__(self, browser: Browser, tool_url: str, locale: str = "en-GB") -> None:
        """Open a browser; nobody is signed in."""
        self.tool_url = tool_url
        self.faults: list[str] = []
        self.expected: list[str] = []
        self.context: BrowserContext = browser.new_context(
            viewport={"width": WIDE, "height": HEIGHT}, locale=locale, reduced_motion="reduce"
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda fault: self.faults.append(str(fault.error)))
        self.page: Page = self.context.new_page()

    def leave(self) -> list[str]:
        """Close every page; return the faults that they had."""
        self.context.close()
        return self.faults

    def begin(self, account: Account) -> None:
        """Set a new account's password and come in."""
        self.page.goto(account.link)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Set the password and sign in").click()
        expect(self.heading).to_have_text("Platforms")

    def sign_in(self, email: str, password: str) -> None:
        """Fill in the sign-in page and send it."""
        self.page.goto(f"{self.tool_url}/admin/sign-in")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in", exact=True).click()

    def invite(self, note: str) -> str:
        """Make a registration link for somebody."""
        self.tab("Invitations")
        self.page.get_by_label("For whom").fill(note)
        self.page.get_by_role("button", name="Make a registration link").click()
        return self.page.get_by_label("Registration link", exact=True).input_value()

    def tab(self, name: str) -> None:
        """Follow a tab of the admin pages."""
        self.page.locator(".tabs").get_by_role("link", name=name, exact=True).click()
        expect(self.page.locator(".tabs [aria-current=page]")).to_have_text(name)

    def platform(self, url: str) -> None:
        """Open a platform's page from the list."""
        self.page.goto(f"{self.tool_url}/admin")
        self.page.locator("tbody tr", has_text=url).get_by_role("link").click()
        expect(self.page.get_by_role("heading", name="Last launches")).to_be_visible()

    def press(self, name: str) -> None:
        """Press a button of the page."""
        self.page.get_by_role("button", name=name).first.click()

    @property
    def heading(self) -> Locator:
        """Return the page's heading."""
        return self.page.get_by_role("heading", level=1)

    def look(self, name: str) -> None:
        """Check the page, wide and narrow, light and dark."""
        look_at_page(self.page, f"admin-{name}")

    def in_chinese(self, check: Callable[[Page], None]) -> None:
        """Check the page in Chinese, then go back to English."""
        address = self.page.url
        self.page.get_by_role("link", name="中文").click()
        try:
            check(self.page)
        finally:
            self.page.get_by_role("link", name="English").click()
            expect(self.page.locator("html")).to_have_attribute("lang", "en")
        self.page.goto(address)

    def _hear(self, message: ConsoleMessage) -> None:
        said = message.text
        if message.type in {"error", "warning"} and not any(one in said for one in self.expected):
            self.faults.append(f"{said} @ {message.location.get('url', '')}")
