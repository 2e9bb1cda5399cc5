"""Settings: from the environment, with one prefix, refused when wrong."""

import pytest
from pydantic import ValidationError

from stream_processors.settings import Settings


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGNPOST_KAFKA_BOOTSTRAP", "kafka.example:9092")
    monkeypatch.setenv("SIGNPOST_PARTITIONS", "12")
    monkeypatch.setenv("SIGNPOST_SECRET_KEY", "of another part")

    settings = Settings()

    assert (settings.kafka_bootstrap, settings.partitions) == ("kafka.example:9092", 12)
    assert settings.store_group == "signpost-store"


@pytest.mark.parametrize("wrong", [{"partitions": 0}, {"app_id": "A b"}, {"in_flight": 0}])
def test_what_cannot_work_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)  # type: ignore[arg-type]


def test_the_warehouse_password_is_not_shown() -> None:
    settings = Settings(clickhouse_url="clickhouse://u:hidden@h/d")  # type: ignore[arg-type]

    assert "hidden" not in repr(settings)
