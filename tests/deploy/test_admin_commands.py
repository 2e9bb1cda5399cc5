"""The commands of who runs Signpost."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from deploy.cli import main
from lti_tool.migrations import migrate


@pytest.fixture
def runner(tmp_path: Path) -> CliRunner:
    url = f"sqlite:///{tmp_path}/tool.db"
    migrate(url)
    env = {
        "SIGNPOST_DATABASE_URL": url,
        "SIGNPOST_SECRET_KEY": "s" * 32,
        "SIGNPOST_PUBLIC_URL": "https://tool.example",
    }
    return CliRunner(env=env)


def test_an_account_is_made_by_a_one_time_link(runner: CliRunner) -> None:
    done = runner.invoke(main, ["admin", "add", "owner@school.example"])
    assert "https://tool.example/admin/first/" in done.output
    assert runner.invoke(main, ["admin", "add", "nobody"]).exit_code == 1


def test_an_invitation_is_printed_as_a_link(runner: CliRunner) -> None:
    done = runner.invoke(main, ["admin", "invite", "--note", "Plainfield"])
    assert "https://tool.example/lti/register?invite=" in done.output


def test_a_rotated_key_is_listed_beside_the_one_that_signs(runner: CliRunner) -> None:
    assert runner.invoke(main, ["keys", "rotate"]).exit_code == 0
    lines = runner.invoke(main, ["keys", "list"]).output.splitlines()
    assert [line.split()[-1] for line in lines] == ["published", "signs"]


def test_a_withdrawn_key_is_listed_no_more(runner: CliRunner) -> None:
    [line] = runner.invoke(main, ["keys", "list"]).output.splitlines()
    kid = line.split()[0]

    done = runner.invoke(main, ["keys", "rotate", "--withdraw", kid])

    assert done.exit_code == 0
    assert kid in done.output
    [line] = runner.invoke(main, ["keys", "list"]).output.splitlines()
    assert line.split()[0] != kid
    assert runner.invoke(main, ["keys", "rotate", "--withdraw", kid]).exit_code == 1
