"""A course's own skills: read, changed, carried in and out."""
