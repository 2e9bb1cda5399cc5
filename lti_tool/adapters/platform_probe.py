"""Asks a platform whether everything is in place, by the calls of daily work."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from lti_tool.adapters.nrps import NrpsRoster
from lti_tool.adapters.platform_client import PlatformClient
from lti_tool.lti_errors import PlatformRefusal
from lti_tool.models import Registration

_COLUMNS_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"
_COLUMNS_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"


@dataclass(frozen=True, slots=True)
class HttpProbe:
    """Probes platforms by HTTP. Raises as `PlatformClient.send` does."""

    client: PlatformClient

    def sign_in_page(self, registration: Registration) -> int:
        """Return the HTTP status of the authorization endpoint, asked for nothing."""
        try:
            return self.client.http.get(registration.auth_login_url).status
        except PlatformRefusal as refusal:
            if refusal.http_status:
                return refusal.http_status
            raise

    def keys(self, registration: Registration) -> tuple[int, datetime | None]:
        """Return how many keys are published, and the platform's clock."""
        answer = self.client.http.get(registration.key_set_url, {"Accept": "application/json"})
        found = answer.json()
        keys = found.get("keys") if isinstance(found, dict) else None
        return len(keys) if isinstance(keys, list) else 0, _moment(answer.headers.get("Date"))

    def token(self, registration: Registration, scope: str) -> None:
        """Ask for a fresh access token."""
        self.client.tokens.forget(registration, [scope])
        self.client.tokens.token(registration, [scope])

    def columns(self, registration: Registration, url: str) -> int:
        """Return how many gradebook columns the first page lists."""
        answer = self.client.send(
            registration, _COLUMNS_SCOPE, "GET", url, media_type=_COLUMNS_TYPE
        ).json()
        if not isinstance(answer, list):
            raise PlatformRefusal("the columns are no list")
        return len(answer)

    def members(self, registration: Registration, url: str) -> int:
        """Return how many people the course has."""
        return len(NrpsRoster(self.client).members(registration, url))


def _moment(value: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(value) if value else None
    except ValueError:
        return None
    return found.replace(tzinfo=found.tzinfo or UTC) if found else None
