"""Apache Kafka on one machine: three brokers of a real cluster, on loopback.

Errors:

    KafkaError
      ToolAbsent          Java or Maven is not on this machine
      ArtifactsAbsent     Maven could not bring the artifacts
      NotFormatted        a broker's folder could not be prepared
"""

from deploy.kafka.errors import ArtifactsAbsent, KafkaError, NotFormatted, ToolAbsent

__all__ = ["ArtifactsAbsent", "KafkaError", "NotFormatted", "ToolAbsent"]
