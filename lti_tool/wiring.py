"""Puts the web's parts together; the only module that names adapters."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import httpx

from analytics.content import ItemBank, shipped_banks
from analytics.grading.ports import Grader
from analytics.grading.release import ReleaseTable, read_release
from analytics.grading.triton import TritonGrader
from analytics.grading.wire import Lane
from lti_tool.adapters.clickhouse_reports import ClickHouseReports
from lti_tool.adapters.database import Database
from lti_tool.adapters.fpdf_sheet import print_sheet
from lti_tool.adapters.grader_judge import GraderExaminer
from lti_tool.adapters.outbox_accounts import OutboxAccounts
from lti_tool.admin_wiring import Admin, build_admin
from lti_tool.lti_wiring import Lti, build_lti
from lti_tool.models import utc_now
from lti_tool.ports import Reports
from lti_tool.services.difficulties import Difficulties, TaughtBanks
from lti_tool.services.items.trying import Examiner
from lti_tool.services.live import Notifier
from lti_tool.services.sheet import Sheet
from lti_tool.settings import Settings


def _bulk_grader(url: str) -> Grader:
    """Return a grader that lets the answers of waiting learners go first."""
    return TritonGrader(url, lane=Lane.BULK)


@dataclass(frozen=True)
class Parts:
    """Everything that views and services are given."""

    settings: Settings
    database: Database
    banks: Mapping[str, ItemBank]
    reports: Reports
    clock: Callable[[], datetime] = utc_now
    platform_transport: httpx.BaseTransport | None = None
    release: ReleaseTable = field(default_factory=read_release)
    open_grader: Callable[[str], Grader] = _bulk_grader
    print_sheet: Callable[[Sheet], bytes] = print_sheet

    @cached_property
    def lti(self) -> Lti:
        """Return the LTI side."""
        return build_lti(self.settings, self.database, self.clock, self.platform_transport)

    @cached_property
    def admin(self) -> Admin:
        """Return the admin side."""
        return build_admin(self.settings, self.database, self.clock, self.platform_transport)

    @cached_property
    def examiner(self) -> Examiner:
        """Return what judges a teacher's trials, as learners' answers are judged."""
        return GraderExaminer(lambda: self.open_grader(self.settings.triton_url), self.release)

    @cached_property
    def notifier(self) -> Notifier:
        """Return the process's one watcher of changes."""
        return Notifier(
            self.database,
            poll_s=self.settings.live_poll_s,
            limit=self.settings.live_streams_max,
        )


def bootstrap(settings: Settings) -> Parts:
    """Return the parts as the settings say. Opens no connection."""
    database = Database(settings.database_url)
    warehouse_url = settings.clickhouse_url.get_secret_value()
    reports = ClickHouseReports.at(warehouse_url, OutboxAccounts(database))
    return Parts(
        settings=settings,
        database=database,
        banks=TaughtBanks(shipped_banks(), Difficulties(reports)),
        reports=reports,
    )
