"""Tables of the demo LMS."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Dialect,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData()


class UtcDateTime(TypeDecorator[datetime]):
    """Keep an aware moment as sortable ISO text in UTC."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write a moment as UTC with microseconds."""
        return value.astimezone(UTC).isoformat(timespec="microseconds") if value else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Read a moment back, aware."""
        return datetime.fromisoformat(value) if value else None


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, default="")


def _moment(name: str, *, nullable: bool = False) -> Column[datetime]:
    return Column(name, UtcDateTime, nullable=nullable)


def _id(name: str = "id") -> Column[str]:
    return Column(name, String(255), primary_key=True)


users = Table(
    "users",
    metadata,
    _id(),
    _text("given_name"),
    _text("family_name"),
    _text("name"),
    _text("email"),
    _text("locale"),
    _text("institution_role"),
    _text("blurb"),
)

courses = Table(
    "courses",
    metadata,
    _id(),
    _text("code"),
    _text("title"),
    _text("summary"),
    _text("locale"),
    _text("hue"),
    _text("origin"),
)

enrolments = Table(
    "enrolments",
    metadata,
    _id("course_id"),
    _id("user_id"),
    _text("role"),
    Column("position", Integer, nullable=False),
)

tools = Table(
    "tools",
    metadata,
    _id("client_id"),
    _text("deployment_id"),
    _text("name"),
    _text("description"),
    _text("initiate_login_uri"),
    Column("redirect_uris", JSON, nullable=False),
    _text("jwks_uri"),
    _text("target_link_uri"),
    _text("domain"),
    _text("deep_link_uri"),
    Column("scopes", JSON, nullable=False),
    Column("claims", JSON, nullable=False),
    Column("custom", JSON, nullable=False),
    Column("active", Boolean, nullable=False),
    _moment("registered_at"),
    _text("review_uri"),
)

registration_links = Table(
    "registration_links",
    metadata,
    _id("token_hash"),
    _moment("issued_at"),
    _moment("expires_at"),
    _moment("used_at", nullable=True),
    _text("client_id"),
)

activities = Table(
    "activities",
    metadata,
    _id(),
    _text("course_id"),
    _text("client_id"),
    _text("title"),
    _text("text"),
    _text("url"),
    Column("custom", JSON, nullable=False),
    Column("line_item_id", Integer, nullable=True),
    Column("position", Integer, nullable=False),
    _moment("created_at"),
    _text("origin"),
)

line_items = Table(
    "line_items",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("course_id"),
    _text("client_id"),
    _text("label"),
    Column("maximum", Float, nullable=False),
    _text("resource_id"),
    _text("tag"),
    _text("activity_id"),
    _text("starts_at"),
    _text("ends_at"),
    sqlite_autoincrement=True,
)

results = Table(
    "results",
    metadata,
    Column("line_item_id", Integer, primary_key=True),
    _id("user_id"),
    Column("score", Float, nullable=True),
    _text("comment"),
    _moment("stamped_at", nullable=True),
    _moment("changed_at"),
    _text("overridden_by"),
)

score_posts = Table(
    "score_posts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("line_item_id", Integer, nullable=False),
    _text("user_id"),
    _text("client_id"),
    _moment("received_at"),
    Column("body", JSON, nullable=False),
    Column("status", Integer, nullable=False),
    _text("verdict"),
    sqlite_autoincrement=True,
)

hints = Table(
    "hints",
    metadata,
    _id(),
    _text("kind"),
    _text("user_id"),
    _text("client_id"),
    _text("course_id"),
    _text("activity_id"),
    _text("locale"),
    _moment("expires_at"),
    _text("for_user"),
    _text("target"),
)

deep_links = Table(
    "deep_links",
    metadata,
    _id(),
    _text("user_id"),
    _text("client_id"),
    _text("course_id"),
    _text("data"),
    _moment("expires_at"),
)

access_tokens = Table(
    "access_tokens",
    metadata,
    _id("token_hash"),
    _text("client_id"),
    Column("scopes", JSON, nullable=False),
    _moment("expires_at"),
)

seen = Table(
    "seen",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("client_id"),
    _text("value"),
    _moment("expires_at"),
    UniqueConstraint("client_id", "value"),
)

faults = Table(
    "faults",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("service"),
    Column("status", Integer, nullable=False),
    Column("times", Integer, nullable=False),
)

submissions = Table(
    "submissions",
    metadata,
    Column("line_item_id", Integer, primary_key=True),
    _id("user_id"),
    Column("attempts", Integer, nullable=False),
    _text("url"),
)

notice_handlers = Table(
    "notice_handlers",
    metadata,
    _id("client_id"),
    _id("notice_type"),
    _text("handler"),
)
