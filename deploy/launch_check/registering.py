"""Register the check's platform with a tool by its Dynamic Registration address."""

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from deploy.launch_check.errors import NotRegistered
from deploy.launch_check.platform import TOOL_CONFIGURATION, CheckPlatform


class _Form(HTMLParser):
    """Reads the first form of a page that is sent by POST."""

    def __init__(self) -> None:
        super().__init__()
        self.action: str | None = None
        self.fields: dict[str, str] = {}
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form" and self.action is None and said.get("method", "").lower() == "post":
            self.action, self._open = said.get("action", ""), True
        elif tag == "input" and self._open and said.get("name"):
            self.fields[said["name"]] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False


def register(client: httpx.Client, platform: CheckPlatform, url: str) -> str:
    """Open a tool's registration address; return the address of its logins.

    Some tools register at once, others show a page with a button: it is pressed.

    Raises:
        NotRegistered: the tool never asked the platform, or asked incompletely.
    """
    asked = {
        "openid_configuration": f"{platform.issuer}/.well-known/openid-configuration",
        "registration_token": platform.token,
    }
    page = client.get(httpx.URL(url).copy_merge_params(asked))
    if platform.registered is None:
        page = _press_the_button(client, page)
    if platform.registered is None:
        raise NotRegistered(f"the tool answered {page.status_code} and registered nothing")
    return _login_url(platform, platform.registered)


def _press_the_button(client: httpx.Client, page: httpx.Response) -> httpx.Response:
    form = _Form()
    form.feed(page.text)
    if form.action is None:
        raise NotRegistered(f"the tool answered {page.status_code} with no form to send")
    split = urlsplit(str(page.url))
    return client.post(
        urljoin(str(page.url), form.action),
        data=form.fields,
        headers={"Origin": f"{split.scheme}://{split.netloc}"},
    )


def _login_url(platform: CheckPlatform, asked: dict[str, Any]) -> str:
    tool = asked.get(TOOL_CONFIGURATION)
    target = tool.get("target_link_uri") if isinstance(tool, dict) else None
    login = asked.get("initiate_login_uri")
    if not isinstance(login, str) or not isinstance(target, str):
        raise NotRegistered("the tool named no initiate_login_uri or target_link_uri")
    platform.target = platform.target or target
    return login
