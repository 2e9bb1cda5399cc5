"""Drives a tool as a browser does between a platform and the tool."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx

from deploy.launch_check.errors import LoginRefused
from deploy.launch_check.platform import CheckPlatform

MOST_REDIRECTS = 5
Verdict = Literal["let in", "refused", "crashed"]


@dataclass(frozen=True, slots=True)
class Begun:
    """A login under way: what the tool asks the platform."""

    state: str
    nonce: str
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a launch ended.

    Attributes:
        redirected: the tool sent the browser on before its last page.
    """

    status: int
    redirected: bool
    text: str


@dataclass
class Browser:
    """A browser of its own: it keeps cookies as if the tool were in a new window."""

    client: httpx.Client
    cookies: dict[str, str] = field(default_factory=dict)

    def send(self, method: str, url: str, form: Mapping[str, str]) -> httpx.Response:
        """Return the answer to a form sent by POST, or as a GET's query."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers = {name: value for name, value in headers.items() if value}
        if method == "POST":
            answer = self.client.post(url, data=dict(form), headers=headers)
        else:
            answer = self.client.get(url, params=dict(form) or None, headers=headers)
        for line in answer.headers.get_list("Set-Cookie"):
            self._keep(line)
        return answer

    def _keep(self, line: str) -> None:
        """Keep a cookie also when it is Secure and the tool is at plain http."""
        pair, _, rules = line.partition(";")
        name, _, value = pair.strip().partition("=")
        if "max-age=0" in rules.replace(" ", "").lower() or not value:
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value


@dataclass(frozen=True, slots=True)
class Stage:
    """The tool under check and the platform that launches it."""

    client: httpx.Client
    platform: CheckPlatform
    login_url: str

    def browser(self) -> Browser:
        """Return a browser that was never here."""
        return Browser(self.client)

    def login(self, browser: Browser, **changes: str | None) -> httpx.Response:
        """Begin a login; a change to None leaves a value out."""
        params = {
            "iss": self.platform.issuer,
            "client_id": self.platform.client_id,
            "lti_deployment_id": self.platform.deployment_id,
            "login_hint": "launch-check",
            "lti_message_hint": "launch-check",
            "target_link_uri": self.platform.target,
            **changes,
        }
        sent = {name: value for name, value in params.items() if value is not None}
        return browser.send("POST", self.login_url, sent)

    def begin(self, browser: Browser) -> Begun:
        """Return what the tool asks at the end of a good login.

        Raises:
            LoginRefused: it asks nothing.
        """
        answer = self.login(browser)
        asked = parse_qs(urlsplit(answer.headers.get("Location", "")).query)
        try:
            state, nonce, back = (asked[name][0] for name in ("state", "nonce", "redirect_uri"))
        except KeyError as error:
            raise LoginRefused(answer) from error
        return Begun(state, nonce, back)

    def launch(self, browser: Browser, begun: Begun, token: str, **changes: str | None) -> Answer:
        """Post a launch and follow where the tool sends the browser."""
        form = {"id_token": token, "state": begun.state, **changes}
        sent = {name: value for name, value in form.items() if value is not None}
        return self.follow(browser, browser.send("POST", begun.redirect_uri, sent))

    def follow(self, browser: Browser, answer: httpx.Response) -> Answer:
        """Return the last page of an answer's redirects on the same host."""
        redirected = False
        for _ in range(MOST_REDIRECTS):
            target = urljoin(str(answer.url), answer.headers.get("Location", ""))
            same = urlsplit(target).netloc == urlsplit(str(answer.url)).netloc
            if not (answer.is_redirect and same):
                break
            redirected = True
            answer = browser.send("GET", target, {})
        return Answer(answer.status_code, redirected, answer.text)


def judge(answer: Answer, good: Answer | None, refusal_text: str = "") -> Verdict:
    """Return what a tool's answer means.

    A refusal is a 4xx page, a page with the refusal's own words, or a page where
    a good launch was sent on. A 5xx answer is neither: the tool broke.
    """
    if answer.status >= 500:
        return "crashed"
    stopped = good is not None and good.redirected and not answer.redirected
    worded = bool(refusal_text) and refusal_text in answer.text
    return "refused" if answer.status >= 400 or stopped or worded else "let in"
