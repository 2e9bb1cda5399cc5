"""What can go wrong on the way up; each message says what to do."""


class EmbeddedError(Exception):
    """Base of the launcher's errors."""


class AlreadyRunning(EmbeddedError):
    """Another `signpost up` holds this folder."""


class PortTaken(EmbeddedError):
    """Another program took a port between its choice and its use."""


class NotReady(EmbeddedError):
    """A part did not become healthy in time."""
