"""Put the demo LMS together; the one place that names adapters."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from flask import Flask, current_app

from deploy.demo_lms.activities import Activities
from deploy.demo_lms.claims import ClaimWriter
from deploy.demo_lms.copies import CourseCopies
from deploy.demo_lms.database import open_database
from deploy.demo_lms.deeplink import DeepLinkDesk
from deploy.demo_lms.deployments import Deployments
from deploy.demo_lms.faults import Faults
from deploy.demo_lms.flavours import FLAVOURS, Flavour
from deploy.demo_lms.gradebook import Gradebook
from deploy.demo_lms.keys import SigningKey, load_or_make_key
from deploy.demo_lms.launch import LaunchDesk
from deploy.demo_lms.notices import HttpNoticePoster, NoticeDesk, NoticePoster
from deploy.demo_lms.onetime import OneTime
from deploy.demo_lms.people import People
from deploy.demo_lms.scores import ScoreDesk
from deploy.demo_lms.seed import seed
from deploy.demo_lms.settings import LmsSettings
from deploy.demo_lms.tokens import TokenDesk
from deploy.demo_lms.toolkeys import HttpKeySetSource, KeySetSource, ToolVerifier
from deploy.demo_lms.tools import Tools

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Lms:
    """Everything that a view may call."""

    settings: LmsSettings
    key: SigningKey
    people: People
    tools: Tools
    activities: Activities
    gradebook: Gradebook
    launches: LaunchDesk
    tokens: TokenDesk
    deep_links: DeepLinkDesk
    scores: ScoreDesk
    faults: Faults
    copies: CourseCopies
    notices: NoticeDesk
    flavour: Flavour
    clock: Clock


def open_lms(
    settings: LmsSettings,
    clock: Clock = utc_now,
    keys: KeySetSource | None = None,
    poster: NoticePoster | None = None,
) -> Lms:
    """Open the database and the key, seed an empty school, wire the desks."""
    database = open_database(settings.database_path)
    key = load_or_make_key(settings.key_path)
    base, issuer = settings.public_url, settings.issuer_name
    flavour = FLAVOURS[settings.flavour]
    people, tools = People(database), Tools(database)
    activities, gradebook = Activities(database), Gradebook(database)
    onetime = OneTime(database)
    verify = ToolVerifier(keys or HttpKeySetSource(settings.tool_timeout_s))
    platform = {
        "guid": settings.instance_guid,
        "name": settings.site_name,
        "product_family_code": flavour.product,
        "version": "1",
        "url": base,
    }
    seed(people, crowd=settings.crowd, test_student=flavour.test_student)
    deployments = Deployments(people, flavour)
    writer = ClaimWriter(people, activities, issuer, base, platform, flavour, deployments)
    post = poster or HttpNoticePoster(settings.tool_timeout_s)
    return Lms(
        settings=settings,
        key=key,
        people=people,
        tools=tools,
        activities=activities,
        gradebook=gradebook,
        launches=LaunchDesk(tools, onetime, writer, key, issuer, flavour),
        tokens=TokenDesk(tools, onetime, verify, (f"{base}/lti/token", issuer)),
        deep_links=DeepLinkDesk(tools, activities, onetime, verify, issuer, people, deployments),
        scores=ScoreDesk(gradebook, people, flavour.scores, settings.attempts_allowed),
        faults=Faults(database),
        copies=CourseCopies(database),
        notices=NoticeDesk(database, tools, key, issuer, flavour, deployments, post),
        flavour=flavour,
        clock=clock,
    )


def install(app: Flask, lms: Lms) -> None:
    """Make `lms` available to the app's views."""
    app.extensions["demo_lms"] = lms


def current_lms() -> Lms:
    """Return the LMS of the app that handles this request."""
    return cast("Lms", current_app.extensions["demo_lms"])
