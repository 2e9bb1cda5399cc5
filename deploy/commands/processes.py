"""The long-running processes beside the web, one command each."""

import click

from lti_tool.settings import Settings


@click.command()
def relay() -> None:
    """Send accepted events from the outbox to Kafka."""
    from lti_tool.workers.relay import main

    main(Settings())


@click.command()
def inbox() -> None:
    """Apply grades, mastery, advice and scores to the SQL state."""
    from lti_tool.workers.inbox import main

    main(Settings())


@click.command()
def reconciler() -> None:
    """Send again what has not reached the warehouse."""
    from lti_tool.workers.reconciler import main

    main(Settings())


@click.command()
def passback() -> None:
    """Send released scores to the LMS gradebooks."""
    from lti_tool.workers.passback import main

    main(Settings())


@click.command()
def desk() -> None:
    """Grade anew what teachers ask for, learn from their marks, and work out suggestions."""
    from lti_tool.workers.desk import main

    main(Settings())


@click.command()
def worker() -> None:
    """Run the streams: grade, trace, advise, release, store."""
    from stream_processors.__main__ import main

    main()
