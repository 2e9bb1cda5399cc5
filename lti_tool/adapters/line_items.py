"""Gradebook columns through Assignment and Grade Services 2.0."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from lti_tool.adapters.platform_client import PlatformClient
from lti_tool.lti_errors import PlatformRefusal
from lti_tool.models import Registration
from lti_tool.services.gradebook.ports import LineItem
from lti_tool.services.ports import LineItemWish

LINE_ITEM_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
_ITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
_ITEMS_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"


@dataclass(frozen=True, slots=True)
class AgsLineItems:
    """Reads, makes and renames columns by AGS; it can delete none."""

    client: PlatformClient

    def read(self, registration: Registration, url: str) -> LineItem:
        """Return one column. Raises as `PlatformClient.send` does."""
        answer = self.client.send(registration, LINE_ITEM_SCOPE, "GET", url, media_type=_ITEM_TYPE)
        return _item(answer.json(), url)

    def find(
        self, registration: Registration, container_url: str, resource_id: str, tag: str
    ) -> LineItem | None:
        """Return the first column with this resource id and tag, on any page."""
        split = urlsplit(container_url)
        wanted = urlencode({"resource_id": resource_id, "tag": tag})
        query = f"{split.query}&{wanted}" if split.query else wanted
        pages = self.client.pages(
            registration,
            LINE_ITEM_SCOPE,
            split._replace(query=query).geturl(),
            media_type=_ITEMS_TYPE,
        )
        for page in pages:
            for entry in page if isinstance(page, list) else ():
                if _is(entry, resourceId=resource_id, tag=tag):
                    return _item(entry, container_url)
        return None

    def make(
        self, registration: Registration, container_url: str, wish: LineItemWish, link_id: str
    ) -> LineItem:
        """Make a column for a link of the course."""
        body = {
            "label": wish.label,
            "scoreMaximum": wish.score_maximum,
            "resourceId": wish.resource_id,
            "tag": wish.tag,
            "resourceLinkId": link_id,
        }
        return self._put(registration, "POST", container_url, body)

    def rename(self, registration: Registration, item: LineItem, wish: LineItemWish) -> LineItem:
        """Give a column another title; its maximum and dates stay.

        All that the platform said goes back, and always a resource id and a tag:
        what a PUT leaves out is blanked.
        """
        ours = {"resourceId": wish.resource_id, "tag": wish.tag}
        body = {**ours, **item.body, "label": wish.label}
        return self._put(registration, "PUT", item.url, body)

    def _put(
        self, registration: Registration, method: str, url: str, body: Mapping[str, Any]
    ) -> LineItem:
        answer = self.client.send(
            registration,
            LINE_ITEM_SCOPE,
            method,
            url,
            media_type=_ITEM_TYPE,
            content=json.dumps(body).encode(),
        )
        said = answer.json() if answer.body.strip() else body
        return _item({**body, **said} if isinstance(said, dict) else said, url)


def _is(entry: Any, **wanted: str) -> bool:
    return isinstance(entry, dict) and all(entry.get(key) == value for key, value in wanted.items())


def _item(entry: Any, near: str) -> LineItem:
    """Return a column; its address must be on the origin that named it.

    Raises:
        PlatformRefusal: the answer is no column, or of another host.
    """
    if not isinstance(entry, dict):
        raise PlatformRefusal("the answer is no line item", 200)
    url = urljoin(near, str(entry.get("id") or near))
    if urlsplit(url)[:2] != urlsplit(near)[:2]:
        raise PlatformRefusal("the column is on another host")
    maximum = entry.get("scoreMaximum")
    return LineItem(
        url=url,
        label=str(entry.get("label") or ""),
        maximum=float(maximum) if isinstance(maximum, int | float) else 0.0,
        body=entry,
    )
