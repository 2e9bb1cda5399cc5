"""What can go wrong before the brokers run; each message says what to do."""


class KafkaError(Exception):
    """Base of this package's errors."""


class ToolAbsent(KafkaError):
    """Java or Maven is not on this machine."""


class ArtifactsAbsent(KafkaError):
    """Maven could not bring the artifacts."""


class NotFormatted(KafkaError):
    """A broker's folder could not be prepared."""
