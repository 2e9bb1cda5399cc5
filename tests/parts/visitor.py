"""A browser without a screen: follows links and posts forms over HTTP."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx


@dataclass(slots=True)
class Form:
    """A form of a page with the values it starts with."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    id: str = ""


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            method = values.get("method", "get").lower()
            self.forms.append(Form(values.get("action", ""), method, id=values.get("id", "")))
        elif tag == "a" and "href" in values:
            self.links.append(values["href"])
        elif tag in {"input", "button", "textarea"} and self.forms and values.get("name"):
            if values.get("type") in {"radio", "checkbox"} and "checked" not in values:
                return
            if tag == "button":
                return
            self.forms[-1].fields[values["name"]] = values.get("value", "")


def read_forms(html: str) -> list[Form]:
    """Return the forms of a page."""
    parser = _Forms()
    parser.feed(html)
    return parser.forms


class Visitor:
    """One person at the demo LMS, and from there in the tool."""

    def __init__(self, lms_url: str) -> None:
        """Start with no cookies and nobody signed in."""
        self.lms_url = lms_url
        self.client = httpx.Client(follow_redirects=True, timeout=30)
        self.page: httpx.Response | None = None

    def close(self) -> None:
        """Close the connections."""
        self.client.close()

    def get(self, path: str) -> httpx.Response:
        """Open a page; a path is of the page that is open, or of the LMS."""
        base = str(self.page.url) if self.page else self.lms_url + "/"
        return self._arrive(self.client.get(urljoin(base, path)))

    def submit(self, form: Form, **values: str) -> httpx.Response:
        """Send a form of the open page with some values changed."""
        assert self.page is not None
        url = urljoin(str(self.page.url), form.action)
        data = form.fields | values
        if form.method == "get":
            return self._arrive(self.client.get(url, params=data))
        parts = urlsplit(str(self.page.url))
        origin = {"Origin": f"{parts.scheme}://{parts.netloc}"}
        return self._arrive(self.client.post(url, data=data, headers=origin))

    def forms(self) -> list[Form]:
        """Return the forms of the open page."""
        return self._parsed().forms

    def links(self) -> list[str]:
        """Return where the links of the open page lead."""
        return self._parsed().links

    def link(self, part: str) -> str:
        """Return the first link of the open page that contains some text."""
        [found, *_] = [link for link in self.links() if part in link]
        return found

    def form(self, action_part: str) -> Form:
        """Return the form whose address contains some text."""
        [found, *_] = [form for form in self.forms() if action_part in form.action]
        return found

    def act_as(self, user_id: str) -> None:
        """Sign in to the demo LMS as one of its people."""
        self.get(self.lms_url + "/")
        self.submit(self.form("act-as"), user=user_id)

    def launch(self, start_url: str) -> httpx.Response:
        """Open a launch address and follow the forms that send themselves."""
        self.get(start_url)
        while ours := [form for form in self.forms() if form.id in {"post", "auto-post"}]:
            self.submit(ours[0])
        assert self.page is not None
        return self.page

    def _parsed(self) -> _Forms:
        assert self.page is not None
        parser = _Forms()
        parser.feed(self.page.text)
        return parser

    def _arrive(self, response: httpx.Response) -> httpx.Response:
        self.page = response
        return response
