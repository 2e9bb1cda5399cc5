"""The app: what it consumes, and that building it opens nothing."""

from pathlib import Path

import pytest

from analytics.events import TOPICS
from stream_processors.app import build_app
from stream_processors.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "not made", kafka_bootstrap="a.example:1,b.example:2")


async def test_each_step_consumes_its_topics_one_message_at_a_time(settings: Settings) -> None:
    app = build_app(settings)

    agents = {name.rpartition(".")[2]: agent for name, agent in app.agents.items()}
    consumed = {name: set(agent.channel.topics) for name, agent in agents.items()}
    assert consumed == {
        "grade": {TOPICS["answer.submitted"]},
        "trace": {
            TOPICS[k] for k in ("answer.graded", "answer.held", "grade.overridden", "mastery.reset")
        },
        "advise": {TOPICS["mastery.updated"]},
        "release": {TOPICS["mastery.updated"]},
    }
    assert {agent.concurrency for agent in agents.values()} == {1}


async def test_faust_serves_no_pages_and_waits_for_all_replicas(settings: Settings) -> None:
    conf = build_app(settings).conf

    assert conf.web_enabled is False
    assert conf.producer_acks == -1
    assert conf.producer_linger == 0
    assert [str(url) for url in conf.broker] == ["kafka://a.example:1", "kafka://b.example:2"]


async def test_building_it_opens_and_makes_nothing(settings: Settings) -> None:
    build_app(settings)

    assert not settings.data_dir.exists()
