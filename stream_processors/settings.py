"""Settings of the streams, read once at the entry point."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What a stream worker needs to know; environment `SIGNPOST_*`.

    Attributes:
        app_id: consumer group of the agents; the store's is beside it.
        kafka_bootstrap: host:port, or several with commas between.
        clickhouse_url: clickhouse://user:password@host:port/database.
        triton_url: host:port of Triton's gRPC listener.
        grader_folder: where it stands which version grades, and what versions are kept.
        mastery_folder: the kept versions of the learner model; the same for all workers.
        metrics_port: loopback port of the metrics for Prometheus; 0 for none.
        partitions: of each topic, when we create it; the most workers at once.
        replication: copies of each topic, when we create it.
        min_insync: copies that must have a message before it counts as sent, when
            we create a topic; 0 for what the cluster does by itself.
        kafka_idempotent: let the broker drop what a producer sends twice; not on Tansu.
        kafka_rack: rack of this worker; it then reads from copies that are near.
        data_dir: where a worker notes which messages ended it.
        ready_file: written when the worker has its partitions; removed before.
        in_flight: messages that one step works on at once.
        session_timeout_s: after this the broker takes a dead worker's
            partitions away; joining takes half of it on Tansu.
        broker_timeout_s: for each call to the broker.
        broker_silence_s: a broker unreachable for so long ends the worker; several
            (`replication`) may be for `stalled_s`.
        watch_every_s: how often the broker's log is looked at.
        stalled_s: messages that wait for so long while nothing moves end the worker.
        store_window_s: rows are collected for so long before an insert.
        store_rows: most messages of an insert.
        states_kept: learner states in memory.
        retry_first_s, retry_longest_s: wait between two tries of a message.
        give_up_after: tries of one message that fails while others like it pass.
        strikes: ends of the process by one message before it is given up.
    """

    model_config = SettingsConfigDict(env_prefix="SIGNPOST_", frozen=True, extra="ignore")

    app_id: str = Field(default="signpost", pattern=r"^[a-z][a-z0-9\-]{0,40}$")
    kafka_bootstrap: str = "127.0.0.1:9092"
    clickhouse_url: SecretStr = SecretStr("clickhouse://default@127.0.0.1:9000/signpost")
    triton_url: str = "127.0.0.1:8001"
    grader_folder: Path = Path("var/data/grader")
    mastery_folder: Path = Path("var/data/mastery")
    metrics_port: int = Field(default=0, ge=0, le=65_535)
    partitions: int = Field(default=4, ge=1, le=512)
    replication: int = Field(default=1, ge=1, le=5)
    min_insync: int = Field(default=0, ge=0, le=5)
    kafka_idempotent: bool = False
    kafka_rack: str = ""
    data_dir: Path = Path("var/data/worker")
    ready_file: Path | None = None
    in_flight: int = Field(default=64, ge=1, le=1_000)
    session_timeout_s: float = Field(default=6.0, ge=1, le=300)
    broker_timeout_s: float = Field(default=10.0, gt=0, le=300)
    broker_silence_s: float = Field(default=15.0, gt=0, le=300)
    watch_every_s: float = Field(default=1.0, gt=0, le=60)
    stalled_s: float = Field(default=120.0, gt=0)
    store_window_s: float = Field(default=1.0, ge=0, le=10)
    store_rows: int = Field(default=10_000, ge=1, le=100_000)
    states_kept: int = Field(default=10_000, ge=1)
    retry_first_s: float = Field(default=0.1, gt=0)
    retry_longest_s: float = Field(default=5.0, gt=0)
    give_up_after: int = Field(default=60, ge=1)
    strikes: int = Field(default=3, ge=1)

    @property
    def store_group(self) -> str:
        """Return the consumer group of the store step."""
        return f"{self.app_id}-store"
