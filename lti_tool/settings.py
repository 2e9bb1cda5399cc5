"""Settings of the tool, read once at the entry point."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What the web and its workers need to know; environment `SIGNPOST_*`.

    Attributes:
        public_url: where browsers reach the tool, without a trailing slash.
        secret_key: encrypts keys at rest; 32 characters or more.
        database_url: SQLAlchemy URL, SQLite or PostgreSQL.
        kafka_bootstrap: host:port list.
        clickhouse_url: clickhouse://user:password@host:port/database.
        triton_url: host:port of the grader's gRPC listener.
        grader_folder: where it stands which version grades.
        http_timeout_s: for each call to a platform.
        platform_hosts_allowed: hosts at private addresses or without TLS that
            may be platforms (a campus server, the demo LMS).
        frame_ancestors: origins that may show our pages in a frame, besides
            the platform of the launch.
        proxies: how many proxies of ours stand before us; each adds an address to
            X-Forwarded-For, and what came before those is not believed.
        answer_max_chars: longest answer that is taken, at most 20,000.
        delayed_after_s: a grade later than this is called delayed.
        broker_timeout_s: for each call to Kafka.
        broker_session_s: after this Kafka gives a dead inbox's partitions away.
        inbox_group: consumer group of the inbox.
        kafka_idempotent: let Kafka drop what is sent twice; not on Tansu.
        kafka_rack: rack of this process; it then reads from copies that are near.
        ready_file: a worker writes it when it is at work.
        registration_open: whether anybody may register a platform, without an invitation.
        sso_issuer: OpenID provider that signs administrators in; empty for none.
        sso_email_domains: who has a verified e-mail there may come in.
        sso_group_claim: claim that lists a person's groups, and
        sso_group: the group whose members may come in.
        reconcile_after_s: an event not complete for so long is sent again.
        live_streams_max: open pages a web process pushes news to; others poll.
    """

    model_config = SettingsConfigDict(env_prefix="SIGNPOST_", frozen=True, extra="ignore")

    public_url: str = "http://127.0.0.1:8000"
    secret_key: SecretStr = Field(min_length=32)
    database_url: str = "sqlite:///var/signpost.db"
    kafka_bootstrap: str = "127.0.0.1:9092"
    triton_url: str = "127.0.0.1:8001"
    grader_folder: Path = Path("var/data/grader")
    clickhouse_url: SecretStr = SecretStr("clickhouse://default@127.0.0.1:9000/signpost")
    http_timeout_s: float = Field(default=5.0, gt=0, le=60)
    launch_hours: float = Field(default=12.0, gt=0, le=48)
    platform_hosts_allowed: tuple[str, ...] = ()
    frame_ancestors: tuple[str, ...] = ()
    proxies: int = Field(default=0, ge=0, le=5)
    answer_max_chars: int = Field(default=4_000, ge=100, le=20_000)
    delayed_after_s: float = Field(default=4.0, gt=0)
    live_streams_max: int = Field(default=48, ge=0)
    live_poll_s: float = Field(default=0.04, gt=0)
    registration_open: bool = False
    sso_issuer: str = ""
    sso_client_id: str = ""
    sso_client_secret: SecretStr = SecretStr("")
    sso_email_domains: tuple[str, ...] = ()
    sso_group_claim: str = ""
    sso_group: str = ""
    reconcile_after_s: float = Field(default=20.0, gt=0)
    broker_timeout_s: float = Field(default=5.0, gt=0, le=60)
    broker_session_s: float = Field(default=6.0, ge=1, le=300)
    inbox_group: str = "signpost-inbox"
    kafka_idempotent: bool = False
    kafka_rack: str = ""
    log_dir: Path | None = None
    ready_file: Path | None = None
