"""Puts the LTI side together; beside `wiring` the only one to name adapters."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import httpx

from lti_tool.adapters.ags import AgsResults, AgsScores
from lti_tool.adapters.database import Database
from lti_tool.adapters.dynamic_registration import HttpPlatforms
from lti_tool.adapters.line_items import AgsLineItems
from lti_tool.adapters.notice_tokens import PlatformNoticeHandlers, SignedNotices
from lti_tool.adapters.nrps import NrpsRoster
from lti_tool.adapters.platform_client import PlatformClient
from lti_tool.adapters.platform_http import HostRules, PlatformHttp
from lti_tool.adapters.platform_keys import PlatformKeys
from lti_tool.adapters.pylti import PyltiDeepLink, PyltiLogin, PyltiVerifier
from lti_tool.adapters.secret_box import SecretBox
from lti_tool.adapters.tokens import Tokens
from lti_tool.models import utc_now
from lti_tool.services.deep_linking import DeepLinking
from lti_tool.services.gradebook.columns import ColumnKeeper
from lti_tool.services.gradebook.delivery import Delivery
from lti_tool.services.gradebook.queue import PassbackQueue
from lti_tool.services.intake import Intake
from lti_tool.services.keys import Keys
from lti_tool.services.logins import Logins
from lti_tool.services.notices.subscribing import Subscriptions
from lti_tool.services.notices.taking import NoticeDesk
from lti_tool.services.registrations import Registrations
from lti_tool.services.roster import Rosters
from lti_tool.settings import Settings


@dataclass(frozen=True, slots=True)
class Lti:
    """The LTI use cases of one process."""

    keys: Keys
    logins: Logins
    intake: Intake
    deep_linking: DeepLinking
    registrations: Registrations
    rosters: Rosters
    notices: NoticeDesk
    subscriptions: Subscriptions
    passback: PassbackQueue
    columns: ColumnKeeper


def build_lti(
    settings: Settings,
    database: Database,
    clock: Callable[[], datetime] = utc_now,
    transport: httpx.BaseTransport | None = None,
) -> Lti:
    """Return the LTI side as the settings say. Opens no connection.

    `transport` replaces the network towards platforms, in tests.
    """
    base = settings.public_url.rstrip("/")
    rules = HostRules.of(settings.platform_hosts_allowed)
    http = PlatformHttp(rules, timeout_s=settings.http_timeout_s, transport=transport)
    box = SecretBox(settings.secret_key.get_secret_value())
    keys = Keys(box, clock)
    client = PlatformClient(http, Tokens(database, http, keys, box, clock))
    results = AgsResults(client)
    logins = Logins(database, PyltiLogin(), base, clock)
    platform_keys = PlatformKeys(http, clock)
    verifier = PyltiVerifier(platform_keys, base, clock)
    return Lti(
        keys=keys,
        logins=logins,
        intake=Intake(database, logins, verifier, rules.permits, settings.launch_hours, clock),
        notices=NoticeDesk(database, SignedNotices(platform_keys), clock),
        subscriptions=Subscriptions(database, PlatformNoticeHandlers(client), base, clock),
        deep_linking=DeepLinking(keys, PyltiDeepLink(), base, clock),
        registrations=Registrations(
            database, HttpPlatforms(http), base, clock, is_open=settings.registration_open
        ),
        rosters=Rosters(database, NrpsRoster(client), clock),
        passback=PassbackQueue(database, Delivery(AgsScores(client, base), results), clock),
        columns=ColumnKeeper(database, results, AgsLineItems(client), clock),
    )
