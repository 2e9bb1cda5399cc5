"""Puts the admin side together; like `lti_wiring` it may name adapters."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import httpx

from lti_tool.adapters.clickhouse_books import ClickHouseBooks
from lti_tool.adapters.clickhouse_erasure import ClickHouseEraser
from lti_tool.adapters.database import Database
from lti_tool.adapters.kafka_ends import KafkaEnds
from lti_tool.adapters.kafka_once import KafkaOnce
from lti_tool.adapters.kafka_trim import KafkaTrim
from lti_tool.adapters.oidc_provider import AuthlibProvider
from lti_tool.adapters.outbox_accounts import OutboxAccounts
from lti_tool.adapters.platform_client import PlatformClient
from lti_tool.adapters.platform_http import HostRules, PlatformHttp
from lti_tool.adapters.platform_probe import HttpProbe
from lti_tool.adapters.secret_box import SecretBox
from lti_tool.adapters.tokens import Tokens
from lti_tool.services.admin.accounts import Accounts
from lti_tool.services.admin.erasing import Erasing
from lti_tool.services.admin.forgetting import Forgetting
from lti_tool.services.admin.ledger import Ledger
from lti_tool.services.admin.letters import Letters
from lti_tool.services.admin.preflight import Preflights
from lti_tool.services.admin.sso import Provider, SingleSignOn
from lti_tool.services.claims import Permits
from lti_tool.services.keys import Keys
from lti_tool.services.tool_config import SCORE
from lti_tool.settings import Settings


@dataclass(frozen=True, slots=True)
class Admin:
    """The use cases of who runs Signpost.

    Attributes:
        sso: None when the settings name no provider.
        permits: says which addresses a platform may have.
    """

    accounts: Accounts
    sso: SingleSignOn | None
    preflights: Preflights
    erasing: Erasing
    forgetting: Forgetting
    keys: Keys
    permits: Permits
    ledger: Ledger
    letters: Letters


def build_admin(
    settings: Settings,
    database: Database,
    clock: Callable[[], datetime],
    transport: httpx.BaseTransport | None = None,
) -> Admin:
    """Return the admin side as the settings say. Opens no connection.

    `transport` replaces the network towards platforms and the provider, in tests.
    """
    rules = HostRules.of(settings.platform_hosts_allowed)
    http = PlatformHttp(rules, timeout_s=settings.http_timeout_s, transport=transport)
    box = SecretBox(settings.secret_key.get_secret_value())
    keys = Keys(box, clock)
    client = PlatformClient(http, Tokens(database, http, keys, box, clock))
    warehouse_url = settings.clickhouse_url.get_secret_value()
    eraser = ClickHouseEraser(warehouse_url)
    trim = KafkaTrim(settings.kafka_bootstrap, settings.broker_timeout_s)
    books = ClickHouseBooks.at(warehouse_url, OutboxAccounts(database))
    ends = KafkaEnds(settings.kafka_bootstrap, settings.broker_timeout_s)
    sender = KafkaOnce(settings.kafka_bootstrap, settings.broker_timeout_s)
    return Admin(
        accounts=Accounts(database, clock),
        sso=_sso(settings, database, clock, transport),
        preflights=Preflights(database, HttpProbe(client), SCORE, clock),
        erasing=Erasing(database, eraser, clock),
        forgetting=Forgetting(database, eraser, trim, clock),
        keys=keys,
        permits=rules.permits,
        ledger=Ledger(books, ends, clock),
        letters=Letters(database, books, sender, clock),
    )


def _sso(
    settings: Settings,
    database: Database,
    clock: Callable[[], datetime],
    transport: httpx.BaseTransport | None,
) -> SingleSignOn | None:
    if not (settings.sso_issuer and settings.sso_client_id):
        return None
    at = Provider(
        issuer=settings.sso_issuer,
        client_id=settings.sso_client_id,
        client_secret=settings.sso_client_secret.get_secret_value(),
        email_domains=settings.sso_email_domains,
        group_claim=settings.sso_group_claim,
        group=settings.sso_group,
    )
    http = httpx.Client(transport=transport, timeout=settings.http_timeout_s, trust_env=False)
    back = f"{settings.public_url.rstrip('/')}/admin/sso/back"
    return SingleSignOn(database, at, AuthlibProvider(at, http), back, clock)
