import configparser
import stat
from dataclasses import dataclass

import pytest

from deploy.embedded.errors import EmbeddedError
from deploy.embedded.layout import Layout
from deploy.embedded.parts import Part, Site
from deploy.embedded.ports import Ports
from deploy.embedded.supervision import write_config


@dataclass
class Written:
    config: configparser.RawConfigParser
    mode: int


def written(tmp_path, **part):
    layout = Layout(tmp_path / "var")
    site = Site(layout, Ports(), layout.secrets())
    fields = {"name": "web", "title": "Web", "ready": lambda: None, "wave": 1, **part}
    path = write_config(site, [Part(**fields)])
    config = configparser.RawConfigParser()
    config.read(path)
    return Written(config, stat.S_IMODE(path.stat().st_mode))


def test_the_configuration_with_its_secrets_is_closed_to_others(tmp_path):
    assert written(tmp_path, argv=["x"]).mode == 0o600


def test_words_with_spaces_quotes_and_percents_survive(tmp_path):
    command = written(tmp_path, argv=["say", 'a "b" 100%']).config["program:web"]["command"]
    assert command == r'"say" "a \"b\" 100%%"'


def test_a_part_is_restarted_and_stopped_with_its_group(tmp_path):
    program = written(tmp_path, argv=["x"], stop_s=7).config["program:web"]
    assert program["autorestart"] == "true"
    assert program["stopasgroup"] == "true"
    assert program["stopwaitsecs"] == "7"


def test_each_process_writes_a_log_of_its_own(tmp_path):
    program = written(tmp_path, argv=["x"]).config["program:web"]
    assert program["stdout_logfile"].endswith("/log/web.log")


def test_a_folder_too_deep_for_a_socket_is_named(tmp_path):
    deep = tmp_path / ("d" * 90)
    with pytest.raises(EmbeddedError, match="too long a path"):
        written(deep, argv=["x"])
