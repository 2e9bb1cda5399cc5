"""The streams: from an answer to a grade, a path, a score and stored rows."""
