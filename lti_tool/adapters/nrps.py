"""Rosters through Names and Role Provisioning Services 2.0."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from lti_tool.adapters.platform_client import PlatformClient, related
from lti_tool.lti_errors import PlatformRefusal
from lti_tool.models import Registration
from lti_tool.services.ports import Member, RosterReading

ROSTER_SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
_ROSTER_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class NrpsRoster:
    """Reads rosters by NRPS."""

    client: PlatformClient

    def members(self, registration: Registration, memberships_url: str) -> list[Member]:
        """Return all members, each once. Raises as `read` does."""
        return list(self.read(registration, memberships_url).members)

    def read(self, registration: Registration, url: str) -> RosterReading:
        """Return every page of a roster, or of its differences (NRPS 2.0, 2.4.2).

        Raises:
            PlatformRefusal: for good; also when one page is none: a reading is
                whole or not at all.
            PlatformUnavailable: not now.
        """
        found: dict[str, Member] = {}
        differences = None
        pages = self.client.answers(
            registration, ROSTER_SCOPE, _with_limit(url), media_type=_ROSTER_TYPE
        )
        for address, answer in pages:
            page = answer.json()
            members = page.get("members") if isinstance(page, dict) else None
            if not isinstance(members, list):
                raise PlatformRefusal("the roster has no members")
            found.update((m.subject, m) for entry in members if (m := _member(entry)))
            links = answer.headers.get_list("Link")
            differences = related(links, address, "differences") or differences
        return RosterReading(tuple(found.values()), differences)


def _with_limit(url: str) -> str:
    """Ask for pages: Moodle sends everything at once unless asked."""
    split = urlsplit(url)
    if "limit" in parse_qs(split.query):
        return url
    limit = urlencode({"limit": PAGE_SIZE})
    return split._replace(query=f"{split.query}&{limit}" if split.query else limit).geturl()


def _member(entry: Any) -> Member | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("user_id"), str):
        return None
    parts = (entry.get("given_name"), entry.get("family_name"))
    whole = entry.get("name") or " ".join(part for part in parts if isinstance(part, str))
    roles = entry.get("roles")
    return Member(
        subject=entry["user_id"],
        name=whole.strip() if isinstance(whole, str) else "",
        roles=tuple(str(role) for role in roles) if isinstance(roles, list) else (),
        active=entry.get("status", "Active") == "Active",
    )
