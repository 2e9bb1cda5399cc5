"""One technology a file: Kafka, the warehouse."""
