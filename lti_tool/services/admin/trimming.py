"""Take from the broker's log what everybody has read."""

from typing import Protocol

from lti_tool.errors import BrokerUnavailable


class LogTrimmer(Protocol):
    """Shortens the broker's log."""

    def trim(self) -> None:
        """Take out what every reader has committed.

        Raises:
            BrokerUnavailable: it does not answer, or cannot.
        """


def trimmed(log: LogTrimmer) -> bool:
    """Shorten the log; tell whether the broker could."""
    try:
        log.trim()
    except BrokerUnavailable:
        return False
    return True
