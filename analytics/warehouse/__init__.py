"""The warehouse of events: client, schema, rows, and the embedded server."""
