"""The `signpost` command. A command's module is imported only when it runs."""

from importlib import import_module

import click

_MODULES = {
    "up": "deploy.commands.up",
    "doctor": "deploy.commands.doctor",
    "migrate": "deploy.commands.migrate",
    "ledger": "deploy.commands.ledger",
    "letters": "deploy.commands.letters",
    "replay": "deploy.commands.replay",
    "register": "deploy.commands.register",
    "lti-check": "deploy.commands.lti_check",
    "keys": "deploy.commands.keys",
    "admin": "deploy.commands.admin",
    "grader": "deploy.commands.grader",
    "mastery": "deploy.commands.mastery",
    "paths": "deploy.commands.paths",
    "topics": "deploy.commands.topics",
    "kafka": "deploy.commands.kafka",
    "broker": "deploy.commands.broker",
    "relay": "deploy.commands.processes:relay",
    "inbox": "deploy.commands.processes:inbox",
    "reconciler": "deploy.commands.processes:reconciler",
    "passback": "deploy.commands.processes:passback",
    "desk": "deploy.commands.processes:desk",
    "worker": "deploy.commands.processes:worker",
}


class Commands(click.Group):
    """The commands by name.

    Eleven processes start from here at once, so none may pay for the libraries
    of the others.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of help."""
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, importing its module, or None if unknown."""
        if cmd_name not in _MODULES:
            return None
        module, _, attribute = _MODULES[cmd_name].partition(":")
        command = getattr(import_module(module), attribute or "command")
        assert isinstance(command, click.Command)  # noqa: S101 - a name in the table above is wrong
        return command


@click.command(cls=Commands)
@click.version_option(package_name="signpost")
def main() -> None:
    """Run Signpost: adaptive learning inside Moodle and Canvas."""


if __name__ == "__main__":
    main()
