"""Settings of the tool, read once at the entry point."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What the web and its workers need to know; environment `SIGNPOST_*`.

    Attributes:
        public_url: where browsers reach the tool, without a trailing slash.
        secret_key: signs forms and encrypts keys at rest; 32 characters or more.
        database_url: SQLAlchemy URL, SQLite or PostgreSQL.
        kafka_bootstrap: host:port list.
        clickhouse_url: clickhouse://user:password@host:port/database.
        http_timeout_s: for each call to a platform.
        platform_hosts_allowed: hosts at private addresses or without TLS that
            may be platforms (a campus server, the demo LMS).
    """

    model_config = SettingsConfigDict(env_prefix="SIGNPOST_", frozen=True, extra="ignore")

    public_url: str = "http://127.0.0.1:8000"
    secret_key: SecretStr = Field(min_length=32)
    database_url: str = "sqlite:///var/signpost.db"
    kafka_bootstrap: str = "127.0.0.1:9092"
    clickhouse_url: SecretStr = SecretStr("clickhouse://default@127.0.0.1:9000/signpost")
    http_timeout_s: float = Field(default=5.0, gt=0, le=60)
    launch_hours: float = Field(default=12.0, gt=0, le=48)
    platform_hosts_allowed: tuple[str, ...] = ()
    reconcile_after_s: float = Field(default=20.0, gt=0)
    log_dir: Path | None = None
